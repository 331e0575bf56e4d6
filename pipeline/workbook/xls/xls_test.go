package xls

import (
	"errors"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// show reads a workbook and prints its cells, such as "A1 n 12; B1= s |text|": "=" marks a formula.
func show(book workbook.Reader, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return testbook.Show(book, testbook.ShowCell)
}

func openBook(data []byte) (workbook.Reader, error) {
	book, err := Open(data, workbook.Limits{})
	if err != nil {
		return nil, err
	}
	return book, nil
}

// check reads the workbook in a container and expects its cells, or a refusal that says why.
func check(t *testing.T, book testbook.Book, cells, refusal string) {
	t.Helper()
	checkFile(t, book.OLE(), cells, refusal)
}

func checkFile(t *testing.T, data []byte, cells, refusal string) {
	t.Helper()
	got, err := show(openBook(data))
	testbook.Expect(t, got, err, cells, refusal)
}

// one is a workbook of one sheet with the given records.
func one(version int, records ...[]byte) testbook.Book {
	return testbook.Book{Version: version, Sheets: []testbook.Sheet{{Name: "Sheet1", Records: testbook.Join(records...)}}}
}

// plain is a cell that shows that reading went on.
func plain() []byte { return testbook.Number(9, 0, 0, 7) }

// with puts records before the list of sheets.
func with(book testbook.Book, globals ...[]byte) testbook.Book {
	book.Globals = testbook.Join(globals...)
	return book
}

// The list of sheets: hidden sheets, charts and modules.
func TestSheets(t *testing.T) {
	cells := testbook.Sheet{Name: "Data", Records: plain()}
	for _, c := range []struct {
		name, want, refusal string
		sheets              []testbook.Sheet
	}{
		{"hidden ones are read too", "A10 n 7; A10 n 7", "", []testbook.Sheet{cells, {Name: "H", State: 2,
			Records: plain()}}},
		{"a chart has no cells", "A10 n 7", "", []testbook.Sheet{{Name: "C", Kind: 2, Records: plain()}, cells}},
		{"a module has no cells", "A10 n 7", "", []testbook.Sheet{cells, {Name: "M", Kind: 6, Records: plain()}}},
		{"no sheet at all", "", "the workbook has no sheet", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, testbook.Book{Version: testbook.BIFF8, Sheets: c.sheets}, c.want, c.refusal)
		})
	}
}

// Containers and streams that are odd, cut or of another version.
func TestStream(t *testing.T) {
	stream := one(testbook.BIFF8, plain()).Stream()
	container := func(name string, stream []byte) []byte {
		return testbook.OLE(testbook.Stream{Name: name, Content: stream})
	}
	padding := make([]byte, 5000)
	chart := testbook.Join(testbook.BOF(testbook.BIFF8, 0x20), testbook.Number(0, 0, 0, 1), testbook.EOF())
	old := testbook.Book{Version: testbook.BIFF5, Sheets: []testbook.Sheet{{Name: "Old", Records: testbook.Number(0, 0, 0,
		1)}}}
	for _, c := range []struct {
		name, want, refusal string
		file                []byte
	}{
		{"in the stream of short ones", "A10 n 7", "", container("Workbook", stream)},
		{"padded with zeros", "A10 n 7", "", container("Workbook", testbook.Join(stream, padding))},
		{"with a wrong count of the sectors of the mini-FAT", "A10 n 7", "", counted(container("Workbook", stream), 17)},
		{"with none of them counted", "A10 n 7", "", counted(container("Workbook", stream), 0)},
		{"in capitals", "A10 n 7", "", container("WORKBOOK", stream)},
		{"beside one for old programs", "A10 n 7", "", testbook.OLE(testbook.Stream{Name: "Book", Content: old.Stream()},
			testbook.Stream{Name: "Workbook", Content: stream})},
		{"the last sector of the file is cut off behind the content", "A10 n 7", "", cutPadding(container("Workbook",
			testbook.Join(stream, padding)))},
		{"a sheet without a workbook around it", "A1 s |x|; A10 n 7", "", container("Workbook",
			testbook.Join(testbook.BOF(testbook.BIFF8, 0x10), table(1, testbook.Wide("x")), shared(1), plain(),
				testbook.EOF()))},
		{"a chart inside the sheet", "A10 n 7", "", one(testbook.BIFF8, chart, plain()).OLE()},
		{"no end of the sheet", "", "the sheet has no end", container("Workbook", stream[:len(stream)-4])},
		{"cut in a record", "", "is cut", container("Workbook", stream[:len(stream)-8])},
		{"only the magic bytes", "", "the OLE container is damaged", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")},
		{"another program's", "", ErrNoWorkbook.Error(), container("WordDocument", stream)},
		{"a password", "", "protected by a password", with(one(testbook.BIFF8, plain()), testbook.Record(0x2F,
			testbook.U16(0), testbook.U32(0))).OLE()},
		{"protected against changes only", "A10 n 7", "", with(one(testbook.BIFF8, plain()), testbook.Record(0x12,
			testbook.U16(1)), testbook.Record(0x5B, testbook.U32(0), testbook.U16(0))).OLE()},
		{"Excel 4", "", "Excel 2, 3 or 4", container("Book", testbook.Join(testbook.Record(0x0409, testbook.U16(0x400),
			testbook.U16(0x10), testbook.U16(0)), testbook.EOF()))},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "another program's" {
				if _, err := openBook(c.file); !errors.Is(err, ErrNoWorkbook) {
					t.Errorf("%v, want ErrNoWorkbook", err)
				}
				return
			}
			checkFile(t, c.file, c.want, c.refusal)
		})
	}
}

// counted writes another number of sectors of the mini-FAT into the header.
func counted(file []byte, sectors byte) []byte {
	const place = 64
	file[place] = sectors
	return file
}

// cutPadding cuts bytes off the end of a file that no stream needs: here those of the FAT that say "free".
func cutPadding(file []byte) []byte { return file[:len(file)-100] }

// Every bound refuses the workbook that passes it.
func TestBounds(t *testing.T) {
	text := testbook.Record(0x204, testbook.Place(0, 0, 0), testbook.Wide("một"))
	cells := with(one(testbook.BIFF8, testbook.Number(0, 0, 0, 1), text, testbook.Number(9, 8, 0, 1)), table(1,
		testbook.Wide("mười hai chữ")))
	cells.Sheets = append(cells.Sheets, testbook.Sheet{Name: "b"})
	for _, c := range []struct {
		bound  string
		limits workbook.Limits
	}{
		{"sheets", workbook.Limits{Sheets: 1}}, {"rows", workbook.Limits{Rows: 9}}, {"columns", workbook.Limits{Columns: 8}},
		{"cells", workbook.Limits{Cells: 2}},
		{"string_bytes", workbook.Limits{StringBytes: 10}},
	} {
		var limit *workbook.LimitError
		book, err := Open(cells.OLE(), c.limits)
		if err == nil {
			_, err = book.ReadSheet(0, ignore)
		}
		if !errors.As(err, &limit) || limit.Bound != c.bound {
			t.Errorf("%v, want the bound %s", err, c.bound)
		}
	}
}
