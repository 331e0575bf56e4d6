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
		"xl/workbook.xml": `<workbook xmlns="` + testbook.MainNamespace +
			`" xmlns:r="r"><sheets><sheet name="Biểu" r:id="rId1"/><sheet name="Ẩn" state="hidden" r:id=""/>` +
			`<sheet name="Sâu" state="veryHidden" r:id=""/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": testbook.Worksheet(`<cols><col min="1" max="1"/><col min="2" max="3" ` +
			`hidden="1"/></cols><sheetData><row r="2" hidden="1"/><row r="3" hidden="1"/>` +
			`<row r="4"/><row r="9" hidden="1"><c r="A9"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:C2"/></mergeCells>`),
	})
	row := func(number int, flags byte) []byte {
		return testbook.Record(0x208, testbook.U16(number), make([]byte, 10), []byte{flags, 0, 0, 0})
	}
	records := testbook.Join(testbook.Record(0x7D, testbook.U16(0), testbook.U16(0), testbook.U32(0), testbook.U16(0)),
		testbook.Record(0x7D, testbook.U16(1), testbook.U16(2), testbook.U32(0), testbook.U16(1)), row(1, 0x20), row(2,
			0x20), row(3, 0), row(8, 0x20),
		testbook.Number(8, 0, 0, 1), testbook.Record(0xE5, testbook.U16(1), testbook.U16(0), testbook.U16(1),
			testbook.U16(0), testbook.U16(2)))
	xls := testbook.Book{Version: testbook.BIFF8, Sheets: []testbook.Sheet{{Name: "Biểu", Records: records}, {Name: "Ẩn",
		State: 1}, {Name: "Sâu", State: 2}}}
	for name, file := range map[string][]byte{"xlsx": xlsx.Zip(), "xls": xls.OLE(), "xlsb": xlsbLayout()} {
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
			got := fmt.Sprint(book.Sheets(), " merged ", layout.Merges, " rows ", layout.HiddenRows, " columns ",
				layout.HiddenColumns)
			if got != want {
				t.Errorf("read %s\nwant %s", got, want)
			}
		})
	}
}

// xlsbLayout is the workbook of the test as an .xlsb.
func xlsbLayout() []byte {
	column := func(from, to, flags int) []byte {
		return testbook.BinaryRecord(60, testbook.U32(from), testbook.U32(to), testbook.U32(0), testbook.U32(0),
			testbook.U16(flags))
	}
	cell := testbook.BinaryCell(2, 0, 0, testbook.U32(1<<2|2))
	first := testbook.BinarySheet{
		Name: "Biểu", Head: testbook.Join(column(0, 0, 0), column(1, 2, 1)),
		Rows: testbook.Join(testbook.BinaryRow(1, true), testbook.BinaryRow(2, true), testbook.BinaryRow(3, false),
			testbook.BinaryRow(8, true), cell),
		Tail: testbook.BinaryRecord(176, testbook.U32(0), testbook.U32(1), testbook.U32(0), testbook.U32(2)),
	}
	return testbook.XLSB(nil, testbook.BinaryStyles([2]string{"General", ""}), nil, first,
		testbook.BinarySheet{Name: "Ẩn", State: 1}, testbook.BinarySheet{Name: "Sâu", State: 2}).Zip()
}

// TestLayoutOfODS expects the same of an .ods, which knows no sheets that only a macro can show.
func TestLayoutOfODS(t *testing.T) {
	const styles = `<style:style style:name="ta2" style:family="table"><style:table-properties ` +
		`table:display="false"/></style:style>`
	const rows = `<table:table-column/><table:table-column table:number-columns-repeated="2" ` +
		`table:visibility="collapse"/>` +
		`<table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2"/>` +
		`<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row></table:table-header-rows>` +
		`<table:table-row-group><table:table-row table:number-rows-repeated="2" table:visibility="filter"><table:table-cell/></table:table-row>` +
		`</table:table-row-group><table:table-row table:number-rows-repeated="5"><table:table-cell/></table:table-row>` +
		`<table:table-row table:visibility="collapse"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>` +
		`<table:table-row table:number-rows-repeated="1048567"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`
	file := testbook.ODS(styles, testbook.ODSTable("Biểu", rows)+`<table:table table:name="Ẩn" table:style-name="ta2"/>`,
		nil).Zip()
	book, err := OpenBytes("a", file, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	layout, err := book.ReadSheet(0, func(*workbook.Cell) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(book.Sheets(), " merged ", layout.Merges, " rows ", layout.HiddenRows, " columns ",
		layout.HiddenColumns)
	if want := `[{Biểu 0} {Ẩn 1}] merged [{1 1 2 3}] rows [{2 3} {9 9}] columns [{2 3}]`; got != want {
		t.Errorf("read %s\nwant %s", got, want)
	}
}
