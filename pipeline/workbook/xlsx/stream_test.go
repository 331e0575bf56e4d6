package xlsx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/samples/effort"
)

// largeRows are rows of two numbers, of which the second makes the sheet too large to be held back, and a text now and
// then.
func largeRows(count int) string {
	var rows strings.Builder
	for row := 1; row <= count; row++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d"><v>%d.25</v></c>`, row, row, row, row, row)
		if row%1000 == 0 {
			fmt.Fprintf(&rows, `<c r="C%d" t="str"><v>%s%d</v></c>`, row, strings.Repeat("x", longText), row)
		}
		rows.WriteString("</row>")
	}
	return rows.String()
}

// A sheet that is too large to be held back must be in order, and may repeat nothing but its last cells.
func TestSheetTooLargeToBeHeld(t *testing.T) {
	most := effort.Pick(10_000, maxHeld)
	last := most/2 + 40
	rows := largeRows(last)
	for _, c := range []struct{ name, more, want, refusal string }{
		{"in order", `<row><c r="A999999"><v>1</v></c></row>`, "A999999 n 1", ""},
		{"its last row twice, the same", fmt.Sprintf(`<row r="%d"><c r="B%d"><v>%d.25</v></c></row>`, last, last, last),
			fmt.Sprintf("B%d n %d.25", last, last), ""},
		{"its last row twice, not the same", fmt.Sprintf(`<row r="%d"><c r="B%d"><v>7</v></c></row>`, last, last), "",
			"stands twice in the sheet"},
		{"out of order", `<row r="7"><c r="D7"><v>1</v></c></row>`, "",
			"the cell D7 is out of order in a sheet that is too large to be sorted"},
	} {
		if c.name == "in order" && !effort.Long() {
			continue // so are all rows but the last in the other cases
		}
		t.Run(c.name, func(t *testing.T) {
			data := one(rows + c.more).Zip()
			book, err := Open(bytes.NewReader(data), int64(len(data)), workbook.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			book.held = most
			shown := ""
			_, err = book.ReadSheet(0, func(cell *workbook.Cell) error {
				if want := stored(cell); cell.Raw != want && cell.Row <= last {
					t.Fatalf("%s is stored as %.40q, want %.40q", cell.Address(), cell.Raw, want)
				}
				shown = showCell(cell)
				return nil
			})
			switch {
			case c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)):
				t.Errorf("%v, want %q", err, c.refusal)
			case c.refusal == "" && (err != nil || shown != c.want):
				t.Errorf("the last cell is %s (%v), want %s", shown, err, c.want)
			}
		})
	}
}

// stored is what largeRows stores in a cell.
func stored(c *workbook.Cell) string {
	switch c.Column {
	case 1:
		return fmt.Sprint(c.Row)
	case 2:
		return fmt.Sprint(c.Row) + ".25"
	}
	return strings.Repeat("x", longText) + fmt.Sprint(c.Row)
}
