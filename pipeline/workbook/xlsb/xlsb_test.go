package xlsb

import (
	"bytes"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

func open(file []byte, limits workbook.Limits) (workbook.Reader, error) {
	archive, err := zipxml.OpenArchive(bytes.NewReader(file), int64(len(file)), zipxml.NewBudget(limits.WithDefaults()))
	if err != nil {
		return nil, zipxml.Named(err, "", "")
	}
	part, err := WorkbookPart(archive)
	if err != nil {
		return nil, err
	}
	book, err := Open(archive, part)
	if err != nil {
		return nil, err
	}
	return book, nil
}

// show reads all sheets and prints their cells, such as "A1 n 12; B1= s |text|": "=" marks a formula.
func show(file []byte) (string, error) {
	book, err := open(file, workbook.Limits{})
	if err != nil {
		return "", err
	}
	return testbook.Show(book, testbook.ShowCell)
}

func check(t *testing.T, file []byte, cells, refusal string) {
	t.Helper()
	got, err := show(file)
	testbook.Expect(t, got, err, cells, refusal)
}

var (
	cell = testbook.BinaryCell
	rec  = testbook.BinaryRecord
)

// styles are two formats of cells: a plain one and a date.
func styles() []byte {
	return testbook.BinaryStyles([2]string{"General", "Arial"}, [2]string{"dd/mm/yyyy", "Arial"})
}

// one is a workbook of one sheet with the given records of rows.
func one(rows ...[]byte) testbook.Parts {
	return testbook.XLSB(nil, styles(), []string{"một", "hai"}, testbook.BinarySheet{Name: "Biểu",
		Rows: testbook.Join(rows...)})
}

// Every kind of cell record, and each way in which one can be out of place or cut.
func TestCells(t *testing.T) {
	first := testbook.BinaryRow(0, false)
	for _, c := range []struct {
		name, want, refusal string
		rows                [][]byte
	}{
		{"numbers", "A1 n 12; B1 n -0.5; C1 n 0.12", "", [][]byte{first, cell(2, 0, 0, testbook.U32(12<<2|2)), cell(5, 1, 0,
			testbook.F64(-0.5)), cell(2, 2, 0, testbook.U32(12<<2|3))}},
		{"a date", "A1 d 2021-09-30", "", [][]byte{first, cell(5, 0, 1, testbook.F64(44469))}},
		{"texts", "A1 s |hai|; B1 s |ba|; C1 s |bốn|", "", [][]byte{first, cell(7, 0, 0, testbook.U32(1)), cell(6, 1, 0,
			testbook.BinaryText("ba")), cell(62, 2, 0, []byte{0}, testbook.BinaryText("bốn"))}},
		{"an empty text and a cell that is only formatted", "C1 n 1", "", [][]byte{first, cell(6, 0, 0,
			testbook.BinaryText("")), cell(1, 1, 0), cell(5, 2, 0, testbook.F64(1))}},
		{"booleans and errors", "A1 b true; B1 e #REF!; C1 b false", "", [][]byte{first, cell(4, 0, 0, []byte{1}), cell(3, 1,
			0, []byte{0x17}), cell(4, 2, 0, []byte{0})}},
		{"results of formulas", "A1= s |a|; B1= n 2; C1= b true; D1= e #DIV/0!", "", [][]byte{first, cell(8, 0, 0,
			testbook.BinaryText("a"), testbook.U16(0)),
			cell(9, 1, 0, testbook.F64(2), testbook.U16(0)), cell(10, 2, 0, []byte{1}, testbook.U16(0)), cell(11, 3, 0,
				[]byte{7}, testbook.U16(0))}},
		{"short cells stand behind the one before", "B1 n 1; C1 n 2; D1 s |một|", "", [][]byte{first, cell(5, 1, 0,
			testbook.F64(1)), rec(13, testbook.U32(0), testbook.U32(2<<2|2)), rec(18, testbook.U32(0), testbook.U32(0))}},
		{"no finite number", "A1 e #NUM!", "", [][]byte{first, cell(5, 0, 0, []byte{0, 0, 0, 0, 0, 0, 0xF0, 0x7F})}},
		{"records of newer programs", "A1 n 1", "", [][]byte{first, rec(1024, []byte{1, 2}), rec(35, testbook.U32(0)),
			cell(5, 7, 0, testbook.F64(9)), rec(36), cell(5, 0, 0, testbook.F64(1))}},
		{"a shared string that there is not", "", "cell A1: the shared string 2; the workbook has 2", [][]byte{first, cell(7,
			0, 0, testbook.U32(2))}},
		{"a format that there is not", "", "the cell format 2; the workbook has 2", [][]byte{first, cell(5, 0, 2,
			testbook.F64(1))}},
		{"a cell before the first row", "", "a cell before the first row", [][]byte{cell(5, 0, 0, testbook.F64(1))}},
		{"a cell twice", "", "stands behind the column 1", [][]byte{first, cell(5, 0, 0, testbook.F64(1)), cell(5, 0, 0,
			testbook.F64(2))}},
		{"a row twice", "", "the row 1 stands behind the row 1", [][]byte{first, first}},
		{"a row behind the last", "", "row 1048577", [][]byte{testbook.BinaryRow(1_048_576, false)}},
		{"a text that is cut", "", "a text of 9 characters is cut", [][]byte{first, cell(6, 0, 0, testbook.U32(9), []byte{0,
			0})}},
		{"a number that is cut", "", "at least 16 are needed", [][]byte{first, cell(5, 0, 0, testbook.U32(9))}},
		{"a boolean that is none", "", "expected 0 or 1", [][]byte{first, cell(4, 0, 0, []byte{2})}},
		{"the end of the rows twice", "", "stands where it does not belong", [][]byte{rec(146)}},
		{"a record that is too long", "", "a record of the type 6 has 1600008 bytes", [][]byte{first, cell(6, 0, 0,
			counted(200_000))}},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, one(c.rows...).Zip(), c.want, c.refusal) })
	}
}

// counted are eight bytes for each number, which shrink no more than those of an honest workbook.
func counted(n int) []byte {
	var data []byte
	for i := range n {
		data = append(data, testbook.F64(float64(i)/7)...)
	}
	return data
}

// Parts that are missing, cut or contradict each other are refused with the part's name.
func TestParts(t *testing.T) {
	row := testbook.Join(testbook.BinaryRow(0, false), cell(5, 0, 1, testbook.F64(43007)))
	whole := func(change func(testbook.Parts)) []byte {
		parts := one(row)
		change(parts)
		return parts.Zip()
	}
	cut := func(name string, bytes int) []byte {
		return whole(func(p testbook.Parts) { p[name] = p[name][:len(p[name])-bytes] })
	}
	two := testbook.BinarySheet{Name: "Biểu", Rows: row}
	for _, c := range []struct {
		name, want, refusal string
		file                []byte
	}{
		{"days since 1904", "A1 d 2021-09-30", "", testbook.XLSB(rec(153, testbook.U32(1)), styles(), nil, two).Zip()},
		{"two sheets", "A1 d 2017-09-29; A1 d 2017-09-29", "", testbook.XLSB(nil, styles(), nil, two,
			testbook.BinarySheet{Name: "b", Rows: row}).Zip()},
		{"two sheets of one name", "", "stands twice", testbook.XLSB(nil, styles(), nil, two, two).Zip()},
		{"no sheet", "", "has no sheet", testbook.XLSB(nil, styles(), nil).Zip()},
		{"a sheet without its end", "", "the sheet has no end", cut("xl/worksheets/sheet1.bin", 3)},
		{"a sheet that is cut in a record", "", "cut off", cut("xl/worksheets/sheet1.bin", 4+3+1)},
		{"strings without their end", "", "shared strings has no end", cut("xl/sharedStrings.bin", 3)},
		{"styles without their end", "", "the styles have no end", cut("xl/styles.bin", 3)},
		{"a workbook without its end", "", "the workbook's records have no end", cut("xl/workbook.bin", 3)},
		{"a sheet whose part is missing", "", "missing from the file", whole(func(p testbook.Parts) {
			delete(p,
				"xl/worksheets/sheet1.bin")
		})},
		{"a chart has no cells", "", "", whole(func(p testbook.Parts) {
			p["xl/_rels/workbook.bin.rels"] = strings.Replace(p["xl/_rels/workbook.bin.rels"], "/worksheet\"", "/chartsheet\"",
				1)
		})},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.file, c.want, c.refusal) })
	}
}

func fuzzed(f *testing.F, part string, seed func(testbook.Parts) string) {
	parts := one(testbook.BinaryRow(0, false), cell(5, 0, 1, testbook.F64(44469)), cell(7, 1, 0, testbook.U32(1)))
	f.Add([]byte(seed(parts)))
	f.Fuzz(func(t *testing.T, content []byte) {
		changed := testbook.Parts{}
		for name, content := range parts {
			changed[name] = content
		}
		changed[part] = string(content)
		book, err := open(changed.Zip(), testbook.Bounds())
		testbook.Check(t, book, err)
	})
}

// FuzzSheet reads any bytes as the records of a sheet.
func FuzzSheet(f *testing.F) {
	fuzzed(f, "xl/worksheets/sheet1.bin", func(p testbook.Parts) string { return p["xl/worksheets/sheet1.bin"] })
}

// FuzzStyles reads any bytes as the records of the styles.
func FuzzStyles(f *testing.F) {
	fuzzed(f, "xl/styles.bin", func(p testbook.Parts) string { return p["xl/styles.bin"] })
}

// FuzzWorkbook reads any bytes as the records of the workbook.
func FuzzWorkbook(f *testing.F) {
	fuzzed(f, "xl/workbook.bin", func(p testbook.Parts) string { return p["xl/workbook.bin"] })
}

// FuzzStrings reads any bytes as the records of the shared strings.
func FuzzStrings(f *testing.F) {
	fuzzed(f, "xl/sharedStrings.bin", func(p testbook.Parts) string { return p["xl/sharedStrings.bin"] })
}
