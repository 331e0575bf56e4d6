package reader_test

import (
	"slices"
	"testing"

	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/reader"
)

// Comments are told by the readers of all formats that have them, without their authors; what is damaged loses only
// what comes behind it, and no cell.
func TestCommentsOfEveryFormat(t *testing.T) {
	const author, text = "Phòng Nội vụ:", "Trần Thị Lành 066185012345"
	noted := author + "\n" + text
	units := testbook.Wide(noted)[3:]
	object := func(count int, parts ...[]byte) []byte {
		records := testbook.Record(0x01B6, make([]byte, 10), testbook.U16(count), make([]byte, 6))
		for _, p := range parts {
			records = append(records, testbook.Record(0x003C, p)...)
		}
		return records
	}
	long := len(units) / 2
	biff8 := func(objects ...[]byte) []byte {
		records := testbook.Join(append(objects, testbook.Number(0, 0, 0, 1))...)
		return testbook.Book{Version: testbook.BIFF8, Sheets: []testbook.Sheet{{Name: "a", Records: records}}}.OLE()
	}
	biff5 := testbook.Book{Version: testbook.BIFF5, Sheets: []testbook.Sheet{{Name: "a", Records: testbook.Join(
		testbook.Record(0x001C, testbook.U16(0), testbook.U16(0), testbook.Bytes("Tran Thi Lanh")),
		testbook.Number(0, 0, 0, 1))}}}.OLE()
	comment := func(text string) []byte { return testbook.BinaryRecord(637, []byte{0}, testbook.BinaryText(text)) }
	binary := func(part []byte) []byte {
		book := testbook.XLSB(nil, testbook.BinaryStyles([2]string{"General", ""}), nil,
			testbook.BinarySheet{Name: "a", Rows: testbook.BinaryRow(0, false)})
		book["xl/comments1.bin"] = string(part)
		return book.Zip()
	}
	cell := func(inside string) []byte {
		return testbook.ODS("", testbook.ODSTable("a", testbook.ODSRow(`<table:table-cell office:value-type="float" `+
			`office:value="1">`+inside+`<text:p>1</text:p></table:table-cell>`)), nil).Zip()
	}
	for _, c := range []struct {
		name string
		book []byte
		want []string
	}{
		{"a.xls", biff8(object(long, append([]byte{1}, units...))), []string{text}},
		{"a.xls", biff8(object(long, append([]byte{1}, units[:20]...), append([]byte{1}, units[20:]...))), []string{text}},
		{"a.xls", biff8(object(4, []byte("\x00Lanh")), object(0), object(9, []byte("\x00cut"))), []string{"Lanh"}},
		{"a.xls", biff5, []string{"Tran Thi Lanh"}},
		{"a.xlsb", binary(testbook.Join(testbook.BinaryRecord(628), comment(noted), comment("hai"))), []string{text, "hai"}},
		{"a.xlsb", binary(append(comment("một"), comment("hai")[:9]...)), []string{"một"}},
		{"a.ods", cell(`<office:annotation><dc:creator>Đỗ Văn Sáu</dc:creator><dc:date>2021-10-05</dc:date>` +
			`<text:p>Trần Thị Lành</text:p><text:list><text:list-item><text:p>066185012345</text:p></text:list-item>` +
			`</text:list></office:annotation>`), []string{"Trần Thị Lành\n066185012345"}},
		{"a.csv", []byte("a;b\n1;2\n"), nil},
	} {
		book, err := reader.OpenBytes(c.name, c.book, testbook.Bounds())
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		if b, ok := book.(interface{ Comments() []string }); ok {
			got = b.Comments()
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		testbook.Check(t, book, nil)
	}
}
