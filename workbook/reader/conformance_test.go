package reader

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"tonghop/workbook"
	"tonghop/workbook/internal/testbook"
)

// logical is a cell as a person means it, whatever the format.
type logical struct {
	row, column int // from 1
	kind        workbook.Type
	number      float64
	text        string // of a text or an error
	formula     bool
	format      string // number format, "" for General
	font        string // "" for the workbook's own
}

// table is what every format has to hold. All that is not plain is there: numbers that are packed in other ways, texts that run
// on over records, legacy fonts, each kind of result.
func table() []logical {
	long := strings.Repeat("Huyện Krông Bông, ", 900)
	cells := []logical{
		{1, 1, workbook.Text, 0, "Đơn vị", false, "", ""},
		{1, 2, workbook.Text, 0, "  Số đảng viên & <kết nạp> ", false, "", ""},
		{1, 3, workbook.Text, 0, "dòng 1\ndòng 2", false, "", ""},
		{2, 1, workbook.Text, 0, "Cư Pui", false, "", ""},
		{2, 2, workbook.Number, 8, "", false, "", ""},
		{2, 3, workbook.Number, 2515.8, "", false, "#,##0.0", ""},
		{2, 4, workbook.Number, -0.01, "", false, "", ""},
		{3, 1, workbook.Number, 419278223, "", true, "#,##0", ""},
		{3, 2, workbook.Number, 1.0 / 3, "", false, "", ""},
		{3, 3, workbook.Number, 1e15, "", false, "", ""},
		{3, 4, workbook.Number, 123456789012345678, "", false, "", ""},
		{3, 5, workbook.Number, 1.2345e-7, "", false, "", ""},
		{4, 1, workbook.Date, 44469, "", false, "dd/mm/yyyy", ""},
		{4, 2, workbook.Date, 44469.5, "", false, "dd/mm/yyyy h:mm", ""},
		{4, 3, workbook.Date, 0.25, "", false, "h:mm", ""},
		{4, 4, workbook.Bool, 1, "", false, "", ""},
		{4, 5, workbook.Bool, 0, "", true, "", ""},
		{5, 1, workbook.Error, 0, "#REF!", false, "", ""},
		{5, 2, workbook.Error, 0, "#DIV/0!", true, "", ""},
		{5, 3, workbook.Text, 0, "Đạt", true, "", ""},
		{6, 1, workbook.Text, 0, "B¸o c¸o", false, "", ".VnTime"},
		{6, 2, workbook.Text, 0, "Baùo caùo", false, "", "VNI-Times"},
		{7, 1, workbook.Text, 0, long, false, "", ""},
		{7, 2, workbook.Text, 0, "8", false, "@", ""},
		{900, 200, workbook.Number, 7, "", false, "", ""},
	}
	return cells
}

// shown is what a reading of a cell comes to, alike in every format.
func shown(c *workbook.Cell) string {
	return fmt.Sprintf("%s %d %v %q formula=%t format=%s date=%t", c.Address(), c.Type, c.Number, c.Text, c.Formula, c.Style.NumberFormat, c.Style.IsDate)
}

// meant is the reading that a cell should come to.
func meant(l logical) string {
	c := &workbook.Cell{Row: l.row, Column: l.column, Type: l.kind, Number: l.number, Text: l.text, Formula: l.formula, Style: workbook.NewStyle(formatOf(l), l.font)}
	switch {
	case l.kind == workbook.Date:
		c.Text, _ = c.Style.DateText(l.number, false)
	case l.font != "":
		c.Text = "Báo cáo"
	}
	return shown(c)
}

func formatOf(l logical) string {
	if l.format == "" {
		return "General"
	}
	return l.format
}

func TestConformance(t *testing.T) {
	for _, c := range []struct {
		name, format string
		cells        []logical
		file         []byte
	}{
		{"xlsx by hand", "xlsx", table(), xlsxOf(table())},
		{"xlsx by excelize", "xlsx", written(), excelizeOf(t, written())},
		{"xls BIFF8", "xls", table(), xlsOf(testbook.BIFF8, table())},
		{"xls BIFF5", "xls", singleByte(), xlsOf(testbook.BIFF5, singleByte())},
		{"csv", "csv", integersAndTexts(), csvOf(integersAndTexts())},
	} {
		t.Run(c.name, func(t *testing.T) {
			book, err := OpenBytes("a."+c.format, c.file, workbook.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			defer book.Close()
			if book.Format() != c.format {
				t.Errorf("recognised as %s", book.Format())
			}
			var got, want []string
			if _, err := book.ReadSheet(0, func(c *workbook.Cell) error { got = append(got, shown(c)); return nil }); err != nil {
				t.Fatal(err)
			}
			for _, l := range c.cells {
				want = append(want, meant(l))
			}
			compareLines(t, got, want)
		})
	}
}

func compareLines(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d cells, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("read %.200s\nwant %.200s", got[i], want[i])
		}
	}
}

// singleByte are the cells that BIFF5 can hold: its texts are of one byte a character.
func singleByte() []logical {
	return slices.DeleteFunc(table(), func(l logical) bool {
		return strings.ContainsFunc(l.text, func(r rune) bool { return r > 0xFF })
	})
}

// written are the cells that excelize can write: no results of formulas, no errors, 15 digits.
func written() []logical {
	return slices.DeleteFunc(table(), func(l logical) bool {
		digits, err := strconv.ParseFloat(strconv.FormatFloat(l.number, 'g', 15, 64), 64)
		return l.formula || l.kind == workbook.Error || err != nil || digits != l.number
	})
}

// integersAndTexts are the cells that a .csv can hold without doubt.
func integersAndTexts() []logical {
	return slices.DeleteFunc(table(), func(l logical) bool {
		whole := l.kind == workbook.Number && l.number == math.Trunc(l.number) && math.Abs(l.number) < 1e15
		return l.formula || l.format != "" || l.font != "" || l.row > 100 || !whole && l.kind != workbook.Text
	})
}

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
		fmt.Fprintf(&rows, `<c r="%s" s="%d" t="%s">%s<v>%s</v></c>`, workbook.Address(l.row, l.column), numberOf(l), kind, formula, value)
	}
	styles := testbook.Styles("<numFmts>" + formats.String() + "</numFmts><fonts>" + fonts.String() + "</fonts><cellXfs>" + xfs.String() + "</cellXfs>")
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
		globals = testbook.Join(globals, testbook.Font(version, p[1]), testbook.Format(version, 164+i, p[0]), testbook.XF(font, 164+i))
	}
	var shared []string
	for _, l := range cells {
		records = append(records, xlsCell(version, l, numberOf(l), &shared)...)
	}
	if version == testbook.BIFF8 {
		globals = append(globals, sharedStrings(shared)...)
	}
	return testbook.Book{Version: version, Globals: globals, Sheets: []testbook.Sheet{{Name: "Sheet1", Records: records}}}.OLE()
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
		return testbook.Record(0xBD, testbook.U16(row), testbook.U16(column), testbook.U16(xf), testbook.U32(-1<<2|3), testbook.U16(column))
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
		records = append(records, testbook.Record(0x3C, testbook.U16(len(units)), []byte{1}, testbook.Units(units[:first]))...)
		for rest := units[first:]; len(rest) > 0; rest = rest[min(4000, len(rest)):] {
			records = append(records, testbook.Record(0x3C, []byte{1}, testbook.Units(rest[:min(4000, len(rest))]))...)
		}
	}
	return records
}
