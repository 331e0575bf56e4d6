package bounds

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// odsFile holds numbers in C7 and E7, a text, and a second sheet.
func odsFile() []byte {
	row := testbook.ODSRow(`<table:table-cell table:number-columns-repeated="2"/>`, testbook.ODSNumber("1"),
		`<table:table-cell/>`, testbook.ODSNumber("2"))
	styles := `<style:style style:name="ce1" style:family="table-cell"/>`
	return testbook.ODS(styles, testbook.ODSTable("a",
		`<table:table-row table:number-rows-repeated="6"/>`+row)+testbook.ODSTable("b", ""), nil).Zip()
}

// xlsbFile is the same as an .xlsb.
func xlsbFile() []byte {
	rows := testbook.Join(testbook.BinaryRow(6, false), testbook.BinaryCell(5, 2, 0, testbook.F64(1)),
		testbook.BinaryCell(7, 4, 0, testbook.U32(0)))
	return testbook.XLSB(nil, testbook.BinaryStyles([2]string{"General", "Arial"}), []string{"Đắk Lắk"},
		testbook.BinarySheet{Name: "a", Rows: rows}, testbook.BinarySheet{Name: "b"}).Zip()
}

// TestBoundsOfOtherFormats keeps to each bound and passes it.
func TestBoundsOfOtherFormats(t *testing.T) {
	longRow := strings.Repeat(testbook.ODSNumber("1"), 50)
	ods, xlsb := odsFile(), xlsbFile()
	odsLong := testbook.ODS("", testbook.ODSTable("a",
		`<table:table-row table:number-rows-repeated="20000">`+longRow+"</table:table-row>"), nil).Zip()
	var rows []byte
	for row := range 50_000 {
		rows = append(append(rows, testbook.BinaryRow(row, false)...), testbook.BinaryCell(5, 0, 0,
			testbook.F64(float64(row)/7))...)
	}
	xlsbLong := testbook.XLSB(nil, testbook.BinaryStyles([2]string{"General", ""}), nil, testbook.BinarySheet{Name: "a",
		Rows: rows}).Zip()
	for _, c := range []struct {
		bound, name   string
		data          []byte
		within, under workbook.Limits
	}{
		{"file_bytes", "a.ods", ods, workbook.Limits{FileBytes: int64(len(ods))},
			workbook.Limits{FileBytes: int64(len(ods)) - 1}},
		{"inflated_bytes", "a.ods", ods, workbook.Limits{InflatedBytes: inflated(t, ods)},
			workbook.Limits{InflatedBytes: 1000}},
		{"rows", "a.ods", ods, workbook.Limits{Rows: 7}, workbook.Limits{Rows: 6}},
		{"rows", "a.xlsb", xlsb, workbook.Limits{Rows: 7}, workbook.Limits{Rows: 6}},
		{"columns", "a.ods", ods, workbook.Limits{Columns: 5}, workbook.Limits{Columns: 4}},
		{"columns", "a.xlsb", xlsb, workbook.Limits{Columns: 5}, workbook.Limits{Columns: 4}},
		{"cells", "a.ods", ods, workbook.Limits{Cells: 2}, workbook.Limits{Cells: 1}},
		{"cells", "a.xlsb", xlsb, workbook.Limits{Cells: 2}, workbook.Limits{Cells: 1}},
		{"sheets", "a.ods", ods, workbook.Limits{Sheets: 2}, workbook.Limits{Sheets: 1}},
		{"sheets", "a.xlsb", xlsb, workbook.Limits{Sheets: 2}, workbook.Limits{Sheets: 1}},
		{"string_bytes", "a.ods", ods, workbook.Limits{StringBytes: 20_000}, workbook.Limits{StringBytes: 100}},
		{"string_bytes", "a.xlsb", xlsb, workbook.Limits{StringBytes: 20_000}, workbook.Limits{StringBytes: 100}},
		// from document-content to the paragraph of a cell
		{"depth", "a.ods", ods, workbook.Limits{Depth: 7}, workbook.Limits{Depth: 6}},
		{"time", "a.ods", odsLong, workbook.Limits{Time: time.Minute}, workbook.Limits{Time: time.Millisecond}},
		{"time", "a.xlsb", xlsbLong, workbook.Limits{Time: time.Minute}, workbook.Limits{Time: time.Millisecond}},
	} {
		t.Run(c.bound+" of "+c.name, func(t *testing.T) {
			if err := readBytes(c.name, c.data, c.within); err != nil {
				t.Errorf("within the bound: %v", err)
			}
			err := readBytes(c.name, c.data, c.under)
			var passed *workbook.LimitError
			if !errors.As(err, &passed) || passed.Bound != c.bound || passed.Got < passed.Limit {
				t.Errorf("over the bound: %v; want the bound %s passed", err, c.bound)
			}
		})
	}
}

// TestSmallFilesThatClaimMuch are files of a few hundred bytes that would be sheets without end if all that they repeat
// were made.
func TestSmallFilesThatClaimMuch(t *testing.T) {
	full := `<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>` +
		strings.Repeat("x", 5000) + `</text:p></table:table-cell>`
	hidden := `<table:table-row table:number-rows-repeated="1048576" table:visibility="collapse">`
	for _, c := range []struct{ name, rows, want string }{
		{"full rows", `<table:table-row table:number-rows-repeated="1048576">` + full + "</table:table-row>",
			"passes the bound cells"},
		{"merged ranges in every row", `<table:table-row table:number-rows-repeated="1048576">` +
			strings.Repeat(`<table:table-cell table:number-columns-spanned="2"/><table:covered-table-cell/>`, 100) +
			"</table:table-row>", "passes the bound string_bytes"},
		{"hidden rows without end", hidden + "<table:table-cell/></table:table-row>" +
			strings.Repeat(hidden+"</table:table-row>", 1000), ""},
		{"blanks without end",
			testbook.ODSRow(`<table:table-cell office:value-type="string"><text:p><text:s text:c="999999"/><text:s ` +
				`text:c="999999"/></text:p></table:table-cell>`),
			"a text of more than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := readBytes("a.ods", testbook.ODS("", testbook.ODSTable("a", c.rows), nil).Zip(),
				workbook.Limits{Cells: 200_000, StringBytes: 4 << 20})
			if text := fmt.Sprint(err); c.want == "" && err != nil || !strings.Contains(text, c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
