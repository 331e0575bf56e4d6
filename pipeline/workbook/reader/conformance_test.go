package reader

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
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

// table is what every format has to hold. All that is not plain is there: numbers that are packed in other ways, texts
// that run on over records, legacy fonts, each kind of result.
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
	return fmt.Sprintf("%s %d %v %q formula=%t format=%s date=%t", c.Address(), c.Type, c.Number, c.Text, c.Formula,
		c.Style.NumberFormat, c.Style.IsDate)
}

// meant is the reading that a cell should come to.
func meant(l logical) string {
	c := &workbook.Cell{Row: l.row, Column: l.column, Type: l.kind, Number: l.number, Text: l.text, Formula: l.formula,
		Style: workbook.NewStyle(formatOf(l), l.font)}
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
		{"ods", "ods", table(), odsOf(table())},
		{"xlsb", "xlsb", table(), xlsbOf(table())},
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
			if _, err := book.ReadSheet(0, func(c *workbook.Cell) error {
				got = append(got,
					shown(c))
				return nil
			}); err != nil {
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
