package reader

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// stylesOf numbers the pairs of format and font, the plain one first.
func stylesOf(cells []logical) (pairs [][2]string, numberOf func(logical) int) {
	pairs = [][2]string{{"General", ""}}
	for _, l := range cells {
		if pair := [2]string{formatOf(l), l.font}; !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	return pairs, func(l logical) int { return slices.Index(pairs, [2]string{formatOf(l), l.font}) }
}

func csvOf(cells []logical) []byte {
	var out strings.Builder
	row, column := 1, 0
	for _, l := range cells {
		for ; row < l.row; row++ {
			out.WriteString(strings.Repeat(";", 2-column) + "\r\n")
			column = -1
		}
		out.WriteString(strings.Repeat(";", max(0, l.column-1-max(column, 0))))
		column = l.column - 1
		if l.kind == workbook.Text {
			out.WriteString(`"` + strings.ReplaceAll(l.text, `"`, `""`) + `"`)
		} else {
			fmt.Fprintf(&out, "%.0f", l.number)
		}
	}
	return []byte(out.String())
}

func xlsxOf(cells []logical) []byte {
	pairs, numberOf := stylesOf(cells)
	var formats, fonts, xfs, rows strings.Builder
	for i, p := range pairs {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, p[0])
		fmt.Fprintf(&fonts, `<font><name val="%s"/></font>`, p[1])
		fmt.Fprintf(&xfs, `<xf numFmtId="%d" fontId="%d"/>`, 164+i, i)
	}
	row := 0
	for _, l := range cells {
		if l.row != row {
			if row > 0 {
				rows.WriteString("</row>")
			}
			fmt.Fprintf(&rows, `<row r="%d">`, l.row)
			row = l.row
		}
		kind, value := xlsxValue(l)
		formula := ""
		if l.formula {
			formula = "<f>X1</f>"
		}
		fmt.Fprintf(&rows, `<c r="%s" s="%d" t="%s">%s<v>%s</v></c>`, workbook.Address(l.row, l.column), numberOf(l), kind,
			formula, value)
	}
	styles := testbook.Styles("<numFmts>" + formats.String() + "</numFmts><fonts>" + fonts.String() +
		"</fonts><cellXfs>" + xfs.String() + "</cellXfs>")
	return testbook.XLSX(rows.String()+"</row>", testbook.Parts{"xl/styles.xml": styles}).Zip()
}

func xlsxValue(l logical) (kind, value string) {
	switch l.kind {
	case workbook.Text:
		return "str", strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(l.text)
	case workbook.Bool:
		return "b", fmt.Sprint(l.number)
	case workbook.Error:
		return "e", l.text
	}
	return "n", fmt.Sprint(l.number)
}

func excelizeOf(t *testing.T, cells []logical) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for _, l := range cells {
		if err := writeCell(f, l); err != nil {
			t.Fatal(err)
		}
	}
	file, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func writeCell(f *excelize.File, l logical) error {
	at := workbook.Address(l.row, l.column)
	var value any = l.number
	switch l.kind {
	case workbook.Text:
		value = l.text
	case workbook.Bool:
		value = l.number == 1
	}
	if err := f.SetCellValue("Sheet1", at, value); err != nil {
		return err
	}
	style := &excelize.Style{}
	if l.format != "" {
		style.CustomNumFmt = &l.format
	}
	if l.font != "" {
		style.Font = &excelize.Font{Family: l.font}
	}
	if l.format == "" && l.font == "" {
		return nil
	}
	id, err := f.NewStyle(style)
	if err != nil {
		return err
	}
	return f.SetCellStyle("Sheet1", at, at, id)
}

func xlsOf(version int, cells []logical) []byte {
	pairs, numberOf := stylesOf(cells)
	var globals, records []byte
	for i, p := range pairs {
		font := i
		if font >= 4 {
			font++ // there is no font 4
		}
		globals = testbook.Join(globals, testbook.Font(version, p[1]), testbook.Format(version, 164+i, p[0]),
			testbook.XF(font, 164+i))
	}
	var shared []string
	for _, l := range cells {
		records = append(records, xlsCell(version, l, numberOf(l), &shared)...)
	}
	if version == testbook.BIFF8 {
		globals = append(globals, sharedStrings(shared)...)
	}
	return testbook.Book{Version: version, Globals: globals, Sheets: []testbook.Sheet{{Name: "Sheet1",
		Records: records}}}.OLE()
}

func xlsCell(version int, l logical, xf int, shared *[]string) []byte {
	row, column := l.row-1, l.column-1
	place := testbook.Place(row, column, xf)
	switch {
	case l.formula:
		return xlsFormula(version, l, xf)
	case l.kind == workbook.Text && version == testbook.BIFF8:
		*shared = append(*shared, l.text)
		return testbook.Record(0xFD, place, testbook.U32(len(*shared)-1))
	case l.kind == workbook.Text:
		return testbook.Record(0x204, place, testbook.Bytes(latin1(l.text)))
	case l.kind == workbook.Bool:
		return testbook.Record(0x205, place, []byte{byte(l.number), 0})
	case l.kind == workbook.Error:
		return testbook.Record(0x205, place, []byte{errorCode(l.text), 1})
	case l.number == math.Trunc(l.number) && math.Abs(l.number) < 1<<29:
		return testbook.Record(0x27E, place, testbook.U32(int(l.number)<<2|2))
	case l.number == -0.01:
		return testbook.Record(0xBD, testbook.U16(row), testbook.U16(column), testbook.U16(xf), testbook.U32(-1<<2|3),
			testbook.U16(column))
	}
	return testbook.Number(row, column, xf, l.number)
}

func xlsFormula(version int, l logical, xf int) []byte {
	result := testbook.F64(l.number)
	var behind []byte
	switch l.kind {
	case workbook.Text:
		result = testbook.Special(0, 0)
		behind = testbook.Record(0x207, testbook.Wide(l.text))
	case workbook.Bool:
		result = testbook.Special(1, byte(l.number))
	case workbook.Error:
		result = testbook.Special(2, errorCode(l.text))
	}
	return append(testbook.Formula(l.row-1, l.column-1, xf, result, 0), behind...)
}

func errorCode(text string) byte {
	if text == "#REF!" {
		return 0x17
	}
	return 0x07
}

func latin1(text string) string {
	var out []byte
	for _, r := range text {
		out = append(out, byte(r))
	}
	return string(out)
}

// sharedStrings lets long texts run on over records.
func sharedStrings(texts []string) []byte {
	records := testbook.Record(0xFC, testbook.U32(len(texts)), testbook.U32(len(texts)))
	for _, text := range texts {
		units := utf16.Encode([]rune(text))
		first := min(len(units), 4000)
		records = append(records, testbook.Record(0x3C, testbook.U16(len(units)), []byte{1},
			testbook.Units(units[:first]))...)
		for rest := units[first:]; len(rest) > 0; rest = rest[min(4000, len(rest)):] {
			records = append(records, testbook.Record(0x3C, []byte{1}, testbook.Units(rest[:min(4000, len(rest))]))...)
		}
	}
	return records
}
