// Package bounds holds the tests of what reading a workbook may cost: each bound of workbook.Limits by name, and the
// memory that hostile files take.
//
//	go test ./pipeline/workbook/reader/bounds                   each bound, and the memory for hostile files of each kind
//	TONGHOP_LONG=1 go test ./pipeline/workbook/reader/bounds    the same, and the worst of the hostile files
//	go test ./pipeline/workbook/reader/bounds -all -v           all of them, with what each one takes; some minutes
package bounds

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/reader"
)

// Every bound has a workbook that keeps to it and one that passes it, with an error that names the setting.
func TestBounds(t *testing.T) {
	table := strings.Repeat("Xã số;1;2\n", 50_000)
	sheet := inMemory(t, book{rows: text(`<row r="7"><c r="C7" t="s"><v>0</v></c><c r="E7"><v>1</v></c></row>`),
		strings: text("<si><t>Đắk Lắk</t></si>")})
	sheets := inMemory(t,
		book{workbook: text(`<sheet name="a" r:id="rId1"/><sheet name="b" r:id=""/><sheet name="c" r:id=""/>`)})
	blank := inMemory(t, book{rows: text(strings.Repeat("<row/>"+strings.Repeat(" ", 1<<16), 32)), level: 9})
	long := inMemory(t, book{rows: repeat(100_000, func(i int) string {
		return fmt.Sprintf("<row><c><v>%d</v></c></row>",
			i)
	})})
	old := testbook.Book{Version: testbook.BIFF8, Sheets: []testbook.Sheet{
		{Name: "a", Records: testbook.Join(testbook.Number(6, 2, 0, 1), testbook.Number(6, 4, 0, 2), testbook.Record(0x204,
			testbook.Place(6, 5, 0), testbook.Wide("Đắk Lắk")))}, {Name: "b"},
	}}.OLE()
	var records bytes.Buffer
	repeat(100_000, func(i int) string { return numberRecord(i/50, i%50, float64(i)) })(&records)
	oldLong := testbook.Book{Version: testbook.BIFF8, Sheets: []testbook.Sheet{{Name: "a",
		Records: records.Bytes()}}}.OLE()

	for _, c := range []struct {
		bound, name   string
		data          []byte
		within, under workbook.Limits
	}{
		{"file_bytes", "a.xlsx", sheet, workbook.Limits{FileBytes: int64(len(sheet))},
			workbook.Limits{FileBytes: int64(len(sheet)) - 1}},
		{"file_bytes", "a.xls", old, workbook.Limits{FileBytes: int64(len(old))},
			workbook.Limits{FileBytes: int64(len(old)) - 1}},
		{"file_bytes", "a.csv", []byte(table), workbook.Limits{FileBytes: int64(len(table))},
			workbook.Limits{FileBytes: int64(len(table)) - 1}},
		{"inflated_bytes", "a.xlsx", sheet, workbook.Limits{InflatedBytes: inflated(t, sheet)},
			workbook.Limits{InflatedBytes: inflated(t, sheet) - 1}},
		{"ratio", "a.xlsx", blank, workbook.Limits{Ratio: 2000}, workbook.Limits{Ratio: 400}},
		{"rows", "a.xlsx", sheet, workbook.Limits{Rows: 7}, workbook.Limits{Rows: 6}},
		{"rows", "a.xls", old, workbook.Limits{Rows: 7}, workbook.Limits{Rows: 6}},
		{"rows", "a.csv", []byte(table), workbook.Limits{Rows: 50_000}, workbook.Limits{Rows: 49_999}},
		{"columns", "a.xlsx", sheet, workbook.Limits{Columns: 5}, workbook.Limits{Columns: 4}},
		{"columns", "a.xls", old, workbook.Limits{Columns: 6}, workbook.Limits{Columns: 5}},
		{"columns", "a.csv", []byte(table), workbook.Limits{Columns: 3}, workbook.Limits{Columns: 2}},
		{"cells", "a.xlsx", sheet, workbook.Limits{Cells: 2}, workbook.Limits{Cells: 1}},
		{"cells", "a.xls", old, workbook.Limits{Cells: 3}, workbook.Limits{Cells: 2}},
		{"cells", "a.csv", []byte(table), workbook.Limits{Cells: 150_000}, workbook.Limits{Cells: 149_999}},
		{"string_bytes", "a.xlsx", sheet, workbook.Limits{StringBytes: 10_000}, workbook.Limits{StringBytes: 500}},
		{"string_bytes", "a.xls", old, workbook.Limits{StringBytes: 10_000}, workbook.Limits{StringBytes: 100}},
		{"sheets", "a.xlsx", sheets, workbook.Limits{Sheets: 3}, workbook.Limits{Sheets: 2}},
		{"sheets", "a.xls", old, workbook.Limits{Sheets: 2}, workbook.Limits{Sheets: 1}},
		{"depth", "a.xlsx", sheet, workbook.Limits{Depth: 5}, workbook.Limits{Depth: 4}}, // worksheet, sheetData, row, c, v
		{"time", "a.xlsx", long, workbook.Limits{Time: time.Minute}, workbook.Limits{Time: time.Millisecond}},
		{"time", "a.xls", oldLong, workbook.Limits{Time: time.Minute}, workbook.Limits{Time: time.Millisecond}},
		{"time", "a.csv", []byte(table), workbook.Limits{Time: time.Minute}, workbook.Limits{Time: time.Millisecond}},
	} {
		t.Run(c.bound+" of "+c.name, func(t *testing.T) {
			if err := readBytes(c.name, c.data, c.within); err != nil {
				t.Errorf("within the bound: %v", err)
			}
			err := readBytes(c.name, c.data, c.under)
			var passed *workbook.LimitError
			var reported *workbook.ReadError
			switch {
			case !errors.As(err, &passed) || passed.Bound != c.bound || passed.Got < passed.Limit:
				t.Errorf("over the bound: %v; want the bound %s passed", err, c.bound)
			case !errors.As(err, &reported) || reported.Code != workbook.PassesLimit:
				t.Errorf("%#v; want the code %s", err, workbook.PassesLimit)
			case !strings.Contains(err.Error(), "limits: "+c.bound+" in tonghop.yaml"):
				t.Errorf("%v does not say which setting to raise", err)
			}
		})
	}
}

func readBytes(name string, data []byte, limits workbook.Limits) error {
	book, err := reader.OpenBytes(name, data, limits)
	if err != nil {
		return err
	}
	defer book.Close()
	for i := range book.Sheets() {
		if _, err := book.ReadSheet(i, func(*workbook.Cell) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

func inMemory(t *testing.T, b book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// inflated is the size of all parts of an .xlsx together.
func inflated(t *testing.T, data []byte) int64 {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if err = errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		total += n
	}
	return total
}
