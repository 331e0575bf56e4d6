package xls

import (
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

func ignore(*workbook.Cell) error { return nil }

// A stored result is a value; the zero of a program that cannot compute is none.
func TestFormulas(t *testing.T) {
	const always, onLoad = 1, 2
	number := func(f float64, flags int) []byte { return testbook.Formula(0, 0, 0, testbook.F64(f), flags) }
	text := testbook.Formula(0, 0, 0, testbook.Special(0, 0), 0)
	empty := func(flags int) []byte { return testbook.Formula(0, 0, 0, testbook.Special(3, 0), flags) }
	result := testbook.Record(0x207, testbook.Wide("Đạt"))
	computed := testbook.Formula(5, 0, 0, testbook.F64(2), always|onLoad)
	for _, c := range []struct {
		name, want string
		records    [][]byte
	}{
		{"a number", "A1= n 28.8; A10 n 7", [][]byte{number(28.8, 0), plain()}},
		{"with the record number of Excel 3 and 4", "A1= n 28.8; B1= n 1; A10 n 7", [][]byte{
			renumbered(number(28.8, 0), 0x206), renumbered(testbook.Formula(0, 1, 0, testbook.F64(1), 0), 0x406), plain()}},
		{"a boolean and an error", "A1= b true; B1= e #REF!", [][]byte{testbook.Formula(0, 0, 0, testbook.Special(1, 1), 0),
			testbook.Formula(0, 1, 0, testbook.Special(2, 0x17), 0)}},
		{"a text", "A1= s |Đạt|; A10 n 7", [][]byte{text, result, plain()}},
		{"a text behind the record of a shared formula", "A1= s |Đạt|; A10 n 7", [][]byte{text, testbook.Record(0x4BC,
			make([]byte, 10)), result, plain()}},
		{"a text behind the records of an array and a table", "A1= s |Đạt|", [][]byte{text, testbook.Record(0x221,
			make([]byte, 14)), testbook.Record(0x236, make([]byte, 16)), result}},
		{"a text that never comes", "A1= ?; A10 n 7", [][]byte{text, plain()}},
		{"a text that belongs to no formula", "A10 n 7", [][]byte{plain(), result}},
		{"an empty text is an empty cell", "A10 n 7", [][]byte{empty(0), plain()}},
		{"an empty text of a formula that changes each time", "A10 n 7", [][]byte{empty(always), plain()}},
		{"an empty text of OpenOffice", "A10 n 7", [][]byte{empty(onLoad), plain()}},
		{"zero", "A1= n 0", [][]byte{number(0, onLoad)}},
		{"nothing, by a program that cannot compute", "A1= ?; B1= ?0", [][]byte{empty(always | onLoad), testbook.Formula(0,
			1, 0, testbook.F64(0), always|onLoad)}},
		{"nothing, by a program that can", "A1= n 0; A6= n 2", [][]byte{number(0, always|onLoad), computed}},
		{"a text of no characters", "A10 n 7", [][]byte{text, testbook.Record(0x207, testbook.U16(0)), plain()}},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(testbook.BIFF8, c.records...), c.want, "") })
	}
}

// renumbered is a record under another number.
func renumbered(record []byte, kind int) []byte {
	return append(testbook.U16(kind), record[2:]...)
}

// A text result that is longer than a record runs on, and may change from two bytes a character to one.
func TestLongFormulaText(t *testing.T) {
	head := testbook.Record(0x207, testbook.U16(6000), []byte{1}, wide(strings.Repeat("ế", 4000)))
	tail := testbook.Record(0x3C, []byte{0}, []byte(strings.Repeat("x", 2000)))
	want := "A1= s |" + strings.Repeat("ế", 4000) + strings.Repeat("x", 2000) + "|"
	check(t, one(testbook.BIFF8, testbook.Formula(0, 0, 0, testbook.Special(0, 0), 0), head, tail), want, "")
	check(t, one(testbook.BIFF8, testbook.Formula(0, 0, 0, testbook.Special(0, 0), 0), head), "",
		"a text of 6000 characters is cut")
}

// Only the newest cell may wait for its text, also where a sheet is too large to be held back.
func TestManyCells(t *testing.T) {
	if testing.Short() {
		t.Skip("half a million cells")
	}
	rows := func(last []byte) testbook.Book {
		var records []byte
		for i := range maxHeld - 1 {
			records = append(records, testbook.Number(i/200, i%200, 0, float64(i))...)
		}
		return one(testbook.BIFF8, records, last, testbook.Record(0x207, testbook.Wide("cuối")), testbook.Number(60000, 0, 0,
			5))
	}
	formula := func(row int) []byte { return testbook.Formula(row, 0, 0, testbook.Special(0, 0), 0) }
	got, err := show(OpenStream(rows(formula(50000)).Stream(), workbook.Limits{}, nil))
	if err != nil || !strings.HasSuffix(got, "A50001= s |cuối|; A60001 n 5") {
		t.Errorf("%.100s, %v", got[max(0, len(got)-100):], err)
	}
	if _, err := show(OpenStream(rows(formula(0)).Stream(), workbook.Limits{}, nil)); err == nil ||
		!strings.Contains(err.Error(), "out of order") {
		t.Errorf("%v, want a refusal: the cell is out of order", err)
	}
}
