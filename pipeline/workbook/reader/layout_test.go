package reader

import (
	"fmt"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// TestConformanceOfLayout expects the same of what is hidden and merged, whatever the format.
func TestConformanceOfLayout(t *testing.T) {
	const want = `[{Biểu 0} {Ẩn 1} {Sâu 2}] merged [{1 1 2 3}] rows [{2 3} {9 9}] columns [{2 3}]`
	xlsx := testbook.XLSX("", testbook.Parts{
		"xl/workbook.xml": `<workbook xmlns="` + testbook.MainNamespace + `" xmlns:r="r"><sheets><sheet name="Biểu" r:id="rId1"/><sheet name="Ẩn" state="hidden" r:id=""/>` +
			`<sheet name="Sâu" state="veryHidden" r:id=""/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": testbook.Worksheet(`<cols><col min="1" max="1"/><col min="2" max="3" hidden="1"/></cols><sheetData><row r="2" hidden="1"/><row r="3" hidden="1"/>` +
			`<row r="4"/><row r="9" hidden="1"><c r="A9"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:C2"/></mergeCells>`),
	})
	row := func(number int, flags byte) []byte {
		return testbook.Record(0x208, testbook.U16(number), make([]byte, 10), []byte{flags, 0, 0, 0})
	}
	records := testbook.Join(testbook.Record(0x7D, testbook.U16(0), testbook.U16(0), testbook.U32(0), testbook.U16(0)),
		testbook.Record(0x7D, testbook.U16(1), testbook.U16(2), testbook.U32(0), testbook.U16(1)), row(1, 0x20), row(2, 0x20), row(3, 0), row(8, 0x20),
		testbook.Number(8, 0, 0, 1), testbook.Record(0xE5, testbook.U16(1), testbook.U16(0), testbook.U16(1), testbook.U16(0), testbook.U16(2)))
	xls := testbook.Book{Version: testbook.BIFF8, Sheets: []testbook.Sheet{{Name: "Biểu", Records: records}, {Name: "Ẩn", State: 1}, {Name: "Sâu", State: 2}}}
	for name, file := range map[string][]byte{"xlsx": xlsx.Zip(), "xls": xls.OLE()} {
		t.Run(name, func(t *testing.T) {
			book, err := OpenBytes(name, file, workbook.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			defer book.Close()
			layout, err := book.ReadSheet(0, func(*workbook.Cell) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprint(book.Sheets(), " merged ", layout.Merges, " rows ", layout.HiddenRows, " columns ", layout.HiddenColumns)
			if got != want {
				t.Errorf("read %s\nwant %s", got, want)
			}
		})
	}
}
