package reader

import (
	"fmt"
	"math"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// odsCodes are the number formats of the table in the language of OpenDocument.
func odsCodes() map[string]string {
	day := `<number:day number:style="long"/><number:text>/</number:text><number:month ` +
		`number:style="long"/><number:text>/</number:text>` +
		`<number:year number:style="long"/>`
	clock := `<number:hours/><number:text>:</number:text><number:minutes number:style="long"/>`
	return map[string]string{
		"General": `<number:number-style style:name="%s"><number:number ` +
			`number:min-integer-digits="1"/></number:number-style>`,
		"#,##0": `<number:number-style style:name="%s"><number:number number:decimal-places="0" ` +
			`number:min-integer-digits="1" number:grouping="true"/></number:number-style>`,
		"#,##0.0": `<number:number-style style:name="%s"><number:number number:decimal-places="1" ` +
			`number:min-integer-digits="1" number:grouping="true"/></number:number-style>`,
		"dd/mm/yyyy": `<number:date-style style:name="%s">` + day + `</number:date-style>`,
		"dd/mm/yyyy h:mm": `<number:date-style style:name="%s">` + day + `<number:text> </number:text>` + clock +
			`</number:date-style>`,
		"h:mm": `<number:time-style style:name="%s">` + clock + `</number:time-style>`,
		"@":    `<number:text-style style:name="%s"><number:text-content/></number:text-style>`,
	}
}

func odsOf(cells []logical) []byte {
	pairs, numberOf := stylesOf(cells)
	var styles, rows strings.Builder
	for i, p := range pairs {
		fmt.Fprintf(&styles, odsCodes()[p[0]], fmt.Sprint("N", i))
		fmt.Fprintf(&styles, `<style:style style:name="ce%d" style:family="table-cell" `+
			`style:data-style-name="N%d"><style:text-properties style:font-name="%s"/></style:style>`,
			i, i, p[1])
	}
	row, column := 0, 0
	for _, l := range cells {
		if l.row != row {
			if row > 0 {
				rows.WriteString("</table:table-row>")
			}
			if empty := l.row - row - 1; empty > 0 {
				fmt.Fprintf(&rows, `<table:table-row table:number-rows-repeated="%d"><table:table-cell/></table:table-row>`, empty)
			}
			rows.WriteString("<table:table-row>")
			row, column = l.row, 0
		}
		if empty := l.column - column - 1; empty > 0 {
			fmt.Fprintf(&rows, `<table:table-cell table:number-columns-repeated="%d"/>`, empty)
		}
		rows.WriteString(odsCell(l, numberOf(l)))
		column = l.column
	}
	rows.WriteString("</table:table-row>")
	return testbook.ODS(styles.String(), testbook.ODSTable("Sheet1", rows.String()), nil).Zip()
}

func odsCell(l logical, style int) string {
	text := strings.NewReplacer("&", "&amp;", "<", "&lt;", "  ", `<text:s text:c="2"/>`, "\n",
		"</text:p><text:p>").Replace(l.text)
	if trimmed, blank := strings.CutSuffix(text, " "); blank {
		text = trimmed + "<text:s/>"
	}
	formula, value := "", ""
	if l.formula {
		formula = ` table:formula="of:=[.X1]"`
	}
	switch l.kind {
	case workbook.Text:
		value = `office:value-type="string"`
	case workbook.Bool:
		value = fmt.Sprintf(`office:value-type="boolean" office:boolean-value="%t"`, l.number == 1)
	case workbook.Error:
		value = `office:value-type="string" office:string-value="" calcext:value-type="error"`
	case workbook.Date:
		value = odsMoment(l.number)
	default:
		value = fmt.Sprintf(`office:value-type="float" office:value="%v"`, l.number)
	}
	return fmt.Sprintf(`<table:table-cell table:style-name="ce%d"%s %s><text:p>%s</text:p></table:table-cell>`, style,
		formula, value, text)
}

// odsMoment is a day, a day with a time, or a time as OpenDocument stores it.
func odsMoment(serial float64) string {
	day := workbook.NewStyle("dd/mm/yyyy", "")
	text, _ := day.DateText(serial, false)
	if serial < 1 {
		return fmt.Sprintf(`office:value-type="time" office:time-value="PT%02dH00M00S"`, int(24*serial))
	}
	return fmt.Sprintf(`office:value-type="date" office:date-value="%s"`, text)
}

func xlsbOf(cells []logical) []byte {
	pairs, numberOf := stylesOf(cells)
	var rows []byte
	var shared []string
	row := 0
	for _, l := range cells {
		if l.row != row {
			row = l.row
			rows = append(rows, testbook.BinaryRow(row-1, false)...)
		}
		rows = append(rows, xlsbCell(l, numberOf(l), &shared)...)
	}
	return testbook.XLSB(nil, testbook.BinaryStyles(pairs...), shared, testbook.BinarySheet{Name: "Sheet1",
		Rows: rows}).Zip()
}

func xlsbCell(l logical, style int, shared *[]string) []byte {
	kind, value := 5, testbook.F64(l.number)
	switch {
	case l.kind == workbook.Text && l.formula:
		kind, value = 8, testbook.BinaryText(l.text)
	case l.kind == workbook.Text && l.row%2 == 0:
		kind, value = 6, testbook.BinaryText(l.text)
	case l.kind == workbook.Text:
		*shared = append(*shared, l.text)
		kind, value = 7, testbook.U32(len(*shared)-1)
	case l.kind == workbook.Bool:
		kind, value = 4, []byte{byte(l.number)}
	case l.kind == workbook.Error:
		kind, value = 3, []byte{errorCode(l.text)}
	case !l.formula && l.number == math.Trunc(l.number) && math.Abs(l.number) < 1<<29:
		kind, value = 2, testbook.U32(int(l.number)<<2|2)
	}
	if l.formula { // the types of results follow those of values
		kind = map[int]int{8: 8, 5: 9, 4: 10, 3: 11}[kind]
		value = append(value, testbook.U16(0)...)
	}
	return testbook.BinaryCell(kind, l.column-1, style, value)
}
