package xls

import (
	"math"
	"testing"

	"tonghop/pipeline/workbook/internal/testbook"
)

// Every kind of cell record, and each way in which one can be cut or contradict another.
func TestCells(t *testing.T) {
	place, u16 := testbook.Place, testbook.U16
	for _, c := range []struct {
		name, want, refusal string
		records             [][]byte
	}{
		{"a number", "A1 n 2515.8", "", [][]byte{testbook.Number(0, 0, 0, 2515.8)}},
		{"packed numbers", "A1 n 1; B1 n 0.01; C1 n -1; D1 n 12.34", "", [][]byte{testbook.Record(0xBD, u16(0), u16(0),
			u16(0), testbook.U32(0x3FF00000), u16(0), testbook.U32(1<<2|3), u16(0), testbook.U32(-1<<2|2), u16(0),
			testbook.U32(1234<<2|3), u16(3))}},
		{"one packed number", "B2 n 5", "", [][]byte{testbook.Record(0x27E, place(1, 1, 0), testbook.U32(5<<2|2))}},
		{"no number", "A1 e #NUM!; B1 e #NUM!; A10 n 7", "", [][]byte{testbook.Number(0, 0, 0, math.NaN()),
			testbook.Number(0, 1, 0, math.Inf(1)), plain()}},
		{"booleans and errors", "A1 b true; B1 b false; C1 e #DIV/0!; D1 e #ERROR 99", "", [][]byte{
			testbook.Record(0x205, place(0, 0, 0), []byte{1, 0}), testbook.Record(0x205, place(0, 1, 0), []byte{0, 0}),
			testbook.Record(0x205, place(0, 2, 0), []byte{7, 1}), testbook.Record(0x205, place(0, 3, 0), []byte{99, 1})}},
		{"blank cells", "A10 n 7", "", [][]byte{testbook.Record(0x201, place(0, 0, 0)), testbook.Record(0xBE, u16(0), u16(1),
			u16(0), u16(0), u16(2)), plain()}},
		{"a text of no characters is an empty cell", "A10 n 7", "", [][]byte{testbook.Record(0x204, place(0, 0, 0), u16(0)),
			testbook.Record(0x204, place(0, 1, 0), u16(0), []byte{0}), plain()}},
		{"an old text record", "A1 s |Đắk|", "", [][]byte{testbook.Record(0x204, place(0, 0, 0), testbook.Wide("Đắk"))}},
		{"a text that is cut", "", "a text of 9 characters is cut", [][]byte{testbook.Record(0x204, place(0, 0, 0), u16(9),
			[]byte("\x00abc"))}},
		{"out of order", "A1 n 1; B1 n 2; A2 n 3", "", [][]byte{testbook.Number(1, 0, 0, 3), testbook.Number(0, 1, 0, 2),
			testbook.Number(0, 0, 0, 1)}},
		{"twice the same", "A1 n 1; A10 n 7", "", [][]byte{testbook.Number(0, 0, 0, 1), plain(), testbook.Number(0, 0, 0,
			1)}},
		{"twice, and not the same", "", "the cell A1 stands twice", [][]byte{testbook.Number(0, 0, 0, 1), plain(),
			testbook.Number(0, 0, 0, 2)}},
		{"a shared string that is not there", "", "the cell A1 refers to the shared string 0; there are 0",
			[][]byte{testbook.Record(0xFD, place(0, 0, 0), testbook.U32(0))}},
		{"a cell of Excel 2", "", "of Excel 2 in a sheet", [][]byte{testbook.Record(0x02, place(0, 0, 0), u16(7))}},
		{"a number with four bytes too many", "A1 n 10; A10 n 7", "", [][]byte{testbook.Record(0x203, place(0, 0, 0),
			testbook.F64(10), testbook.U32(0)), plain()}},
		{"a number that swallows the record behind it", "", "has 18 bytes, not 14", [][]byte{testbook.Record(0x203, place(0,
			0, 0), testbook.F64(10), testbook.U16(0x203), testbook.U16(14))}},
		{"a record that is too short", "", "has 10 bytes, not 14", [][]byte{testbook.Record(0x203, place(0, 0, 0),
			testbook.U32(0))}},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(testbook.BIFF8, c.records...), c.want, c.refusal) })
	}
}

// Number formats and fonts reach the cells that refer to them, around the font that does not exist.
func TestFormats(t *testing.T) {
	v := testbook.BIFF8
	fonts := testbook.Join(testbook.Font(v, "Arial"), testbook.Font(v, "Arial"), testbook.Font(v, "Arial"),
		testbook.Font(v, "Arial"), testbook.Font(v, ".VnTime"))
	text := testbook.Record(0x204, testbook.Place(0, 0, 0), testbook.U16(4), []byte("\x00B\xb8o "))
	for _, c := range []struct {
		name, want string
		globals    [][]byte
		cell       []byte
	}{
		{"a date", "A1 d 2021-09-30", [][]byte{testbook.XF(0, 14)}, testbook.Number(0, 0, 0, 44469)},
		{"a date since 1904", "A1 d 2021-09-30", [][]byte{testbook.Record(0x22, testbook.U16(1)), testbook.XF(0, 14)},
			testbook.Number(0, 0, 0, 43007)},
		{"a format of the file's own under the number of a date", "A1 n 44469", [][]byte{testbook.Format(v, 14, "0.0"),
			testbook.XF(0, 14)}, testbook.Number(0, 0, 0, 44469)},
		{"a format that is cut", "A1 n 44469", [][]byte{testbook.Record(0x41E, testbook.U16(200), testbook.U16(9),
			[]byte("\x000.0")), testbook.XF(0, 200)}, testbook.Number(0, 0, 0, 44469)},
		{"no format at all", "A1 n 44469", nil, testbook.Number(0, 0, 77, 44469)},
		{"the fifth font has the number 5: there is no 4", "A1 s |Báo |", [][]byte{fonts, testbook.XF(5, 0)}, text},
		{"another font", "A1 s |B¸o |", [][]byte{fonts, testbook.XF(3, 0)}, text},
		{"a font that is not there", "A1 s |B¸o |", [][]byte{fonts, testbook.XF(99, 0)}, text},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, with(one(v, c.cell), c.globals...), c.want, "") })
	}
}

// Hidden rows and columns and merged ranges come with the sheet.
func TestLayout(t *testing.T) {
	row := testbook.Record(0x208, testbook.U16(3), make([]byte, 10), []byte{0x20, 0, 0, 0})
	next := testbook.Record(0x208, testbook.U16(4), make([]byte, 10), []byte{0x20, 0, 0, 0})
	columns := testbook.Record(0x7D, testbook.U16(1), testbook.U16(2), testbook.U32(0), testbook.U16(1))
	merges := testbook.Record(0xE5, testbook.U16(1), testbook.U16(0), testbook.U16(1), testbook.U16(0), testbook.U16(2))
	book, err := openBook(one(testbook.BIFF8, columns, row, next, plain(), merges).OLE())
	if err != nil {
		t.Fatal(err)
	}
	layout, err := book.ReadSheet(0, ignore)
	if err != nil {
		t.Fatal(err)
	}
	if len(layout.HiddenRows) != 1 || layout.HiddenRows[0].From != 4 || layout.HiddenRows[0].To != 5 {
		t.Errorf("hidden rows %v", layout.HiddenRows)
	}
	if len(layout.HiddenColumns) != 1 || layout.HiddenColumns[0].From != 2 || layout.HiddenColumns[0].To != 3 {
		t.Errorf("hidden columns %v", layout.HiddenColumns)
	}
	if len(layout.Merges) != 1 || layout.Merges[0].ToRow != 2 || layout.Merges[0].ToColumn != 3 {
		t.Errorf("merged %v", layout.Merges)
	}
}
