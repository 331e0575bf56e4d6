package reader

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// Two formats of one length, so that only the bytes themselves tell their style sheets apart.
const (
	asDay    = `dd/mm/yy`
	asNumber = `#,##0.00`
)

// storedBook is a workbook of one sheet with the number 44469, none of whose parts is packed. The zip container
// claims the checksum of the style sheet that has the format claimed.
func storedBook(t *testing.T, format, claimed, name string) []byte {
	t.Helper()
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const office = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	styles := func(format string) string {
		return `<styleSheet ` + main + `><numFmts><numFmt numFmtId="165" formatCode="` + format + `"/></numFmts><fonts><font/>` +
			`</fonts><cellXfs><xf numFmtId="165" fontId="0"/></cellXfs></styleSheet>`
	}
	var out bytes.Buffer
	container := zip.NewWriter(&out)
	add := func(name, content, claimed string) {
		w, err := container.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store,
			CRC32:            crc32.ChecksumIEEE([]byte(claimed)),
			CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))})
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	same := func(name, content string) { add(name, content, content) }
	same("_rels/.rels", relations+`<Relationship Id="a" Type="`+office+`/officeDocument" Target="xl/workbook.xml"/>`+
		`</Relationships>`)
	same("xl/workbook.xml", `<workbook `+main+` xmlns:r="`+office+`"><sheets><sheet name="`+name+`" sheetId="1" r:id="a"/>`+
		`</sheets></workbook>`)
	same("xl/_rels/workbook.xml.rels", relations+`<Relationship Id="a" Type="`+office+`/worksheet" Target="sheet.xml"/>`+
		`<Relationship Id="b" Type="`+office+`/styles" Target="styles.xml"/></Relationships>`)
	add("xl/styles.xml", styles(format), styles(claimed))
	same("xl/sheet.xml", `<worksheet `+main+`><sheetData><row r="1"><c r="A1" s="0"><v>44469</v></c></row></sheetData>`+
		`</worksheet>`)
	if err := container.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// shownBy is what an Opener reads of a workbook: its cells, and the names of its sheets.
func shownBy(opener *Opener, data []byte) (string, error) {
	book, err := opener.OpenBytes("a.xlsx", data, workbook.Limits{})
	if err != nil {
		return "", err
	}
	names := fmt.Sprint(book.Sheets())
	cells, err := testbook.Show(book, testbook.ShowCell)
	if err != nil {
		return "", err
	}
	return names + cells, nil
}

// A part is known again by all of its bytes: what differs in the smallest thing is read by itself, and a container that
// claims the checksum of a part that is known, over other bytes, is damaged.
func TestPartsAreKnownByTheirBytes(t *testing.T) {
	opener := NewOpener()
	for _, c := range []struct{ format, claimed, name, want, refusal string }{
		{asDay, asDay, "A", "[{A 0}]A1 d 2021-09-30", ""},
		{asNumber, asNumber, "A", "[{A 0}]A1 n 44469", ""},
		{asNumber, asDay, "A", "", "checksum"},
		{asDay, asNumber, "A", "", "checksum"},
		{asDay, asDay, "B", "[{B 0}]A1 d 2021-09-30", ""},
		{asDay, asDay, "A", "[{A 0}]A1 d 2021-09-30", ""},
	} {
		got, err := shownBy(opener, storedBook(t, c.format, c.claimed, c.name))
		if c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)) || c.refusal == "" && err != nil ||
			got != c.want {
			t.Errorf("%+v: %s, %v", c, got, err)
		}
	}
}

// Whatever an Opener has read before, it reads each workbook as one that knows nothing does, and counts it against the
// same bounds.
func TestAnOpenerReadsAlike(t *testing.T) {
	opener := NewOpener()
	books := [][]byte{xlsxOf(table()), excelizeOf(t, written()), odsOf(table()), xlsbOf(table()),
		xlsOf(testbook.BIFF8, table())}
	for i, data := range append(books, books...) {
		alone, aloneErr := shownBy(&Opener{}, data)
		got, err := shownBy(opener, data)
		if got != alone || fmt.Sprint(err) != fmt.Sprint(aloneErr) {
			t.Errorf("workbook %d: %.200s, %v; alone %.200s, %v", i, got, err, alone, aloneErr)
		}
	}
	data := storedBook(t, asDay, asDay, "A")
	for held := int64(1); held < 2000; held += 7 {
		limits := workbook.Limits{StringBytes: held}
		_, alone := OpenBytes("a.xlsx", data, limits)
		if _, err := opener.OpenBytes("a.xlsx", data, limits); (err == nil) != (alone == nil) {
			t.Fatalf("with %d bytes: %v; alone %v", held, err, alone)
		}
	}
}

// Fonts and formats of an .xls are known again by all bytes of their records, also where the records of another
// workbook begin with the same ones, or where more of them follow.
func TestTablesAreKnownByTheirBytes(t *testing.T) {
	tables := func(format string) []byte {
		return testbook.Join(testbook.Font(testbook.BIFF8, "Arial"), testbook.Font(testbook.BIFF8, ".VnTime"),
			testbook.Format(testbook.BIFF8, 164, format), testbook.XF(0, 164), testbook.XF(1, 0))
	}
	count1904 := testbook.Record(0x0022, testbook.U16(1))
	more := testbook.XF(0, 14)
	opener := NewOpener()
	for i, c := range []struct {
		globals []byte
		want    string
	}{
		{tables(asDay), "A1 d 2021-09-30; B1 s |đ|; C1 n 44469"},
		{tables(asNumber), "A1 n 44469; B1 s |đ|; C1 n 44469"},
		{testbook.Join(tables(asDay), more), "A1 d 2021-09-30; B1 s |đ|; C1 d 2021-09-30"},
		{testbook.Join(tables(asDay), count1904, more), "A1 d 2025-10-01; B1 s |đ|; C1 d 2025-10-01"},
		{testbook.Join(tables(asDay), testbook.Font(testbook.BIFF8, "Arial"), more),
			"A1 d 2021-09-30; B1 s |đ|; C1 d 2021-09-30"},
		{tables(asDay), "A1 d 2021-09-30; B1 s |đ|; C1 n 44469"},
		{tables(asNumber)[:len(tables(asNumber))-len(more)], "A1 n 44469; B1 s |®|; C1 n 44469"},
		{nil, "A1 n 44469; B1 s |®|; C1 n 44469"},
	} {
		records := testbook.Join(testbook.Number(0, 0, 0, 44469), testbook.Record(0x0204, testbook.Place(0, 1, 1),
			testbook.Wide("®")), testbook.Number(0, 2, 2, 44469))
		book := testbook.Book{Version: testbook.BIFF8, Globals: c.globals, Sheets: []testbook.Sheet{{Name: "A",
			Records: records}}}
		for range 2 {
			got, err := shownBy(opener, book.OLE())
			if got != "[{A 0}]"+c.want || err != nil {
				t.Errorf("workbook %d: %s, %v; want %s", i, got, err, c.want)
			}
		}
	}
}
