// Package ods reads spreadsheets in LibreOffice's own format (OpenDocument 1.0 to 1.3) into typed cells.
//
// It takes an opened zip container and gives sheets of cells as every reader does. It reads content.xml twice:
// once when the workbook is opened, to list the sheets and to know that the part is whole, and once for the
// cells. It computes nothing: a formula has the result that the file stores. It never expands what is only
// repeated emptiness, so that a small file cannot take much memory or time.
//
// Begin reading with Open. content.go lists the sheets, table.go and cell.go read one, styles.go and format.go
// say what the cells' styles mean.
package ods

import (
	"slices"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// Reader reads one workbook; it implements workbook.Reader.
type Reader struct {
	// The container, and what reading may cost and has cost so far.
	archive  *zipxml.Archive
	budget   *zipxml.Budget
	sheets   []sheet
	styles   *styles
	date1904 bool

	// The scan under way stands before a table: sheets are mostly read in their order, and the tables before one need not
	// be passed over again.
	scan *zipxml.Scan
	next int // the number of the table that comes next in it
}

// sheet is one entry of the list of sheets.
type sheet struct {
	info workbook.SheetInfo
	// Its number among all tables of the part, some of which are no sheets.
	table int
	// How many cells were counted against the bound when the sheet was last read.
	cells int64
}

// Is says whether the container holds an OpenDocument file of any kind, spreadsheet or not. Open refuses what
// is none.
func Is(archive *zipxml.Archive) bool {
	// An .xlsx or a Word document has a list of content types, which an OpenDocument file never has.
	return !archive.Has("[Content_Types].xml") && (archive.Has(contentPart) || archive.Has(manifestPart) &&
		archive.Has(mimePart))
}

// Open reads what is needed to list the sheets, and goes through content.xml once to know that it is whole. The
// container must stay readable until Close. Errors are *workbook.ReadError: NotAWorkbook, Encrypted, NoSheets,
// Damaged, or PassesLimit.
func Open(archive *zipxml.Archive) (*Reader, error) {
	book := &Reader{archive: archive, budget: archive.Budget()}
	book.budget.Start()
	defer book.budget.Stop()
	// The order matters: what is no spreadsheet or is encrypted is said first, and content.xml needs the named
	// styles.
	for _, step := range []func() error{book.checkKind, book.checkManifest, book.readStyles, book.readContent} {
		if err := step(); err != nil {
			return nil, zipxml.Named(err, "", "")
		}
	}
	if len(book.sheets) == 0 {
		return nil, &workbook.ReadError{Code: workbook.NoSheets, Part: contentPart, Problem: "the workbook has no sheet"}
	}
	return book, nil
}

// Format is "ods".
func (b *Reader) Format() string { return "ods" }

// Sheets lists all sheets in workbook order, hidden ones too. Its indexes are those of ReadSheet.
func (b *Reader) Sheets() []workbook.SheetInfo {
	infos := make([]workbook.SheetInfo, len(b.sheets))
	for i := range b.sheets {
		infos[i] = b.sheets[i].info
	}
	return infos
}

// ReadSheet implements workbook.Reader. The cells come while the sheet is read, in the order of the file, which is that
// of rows and columns by the format itself.
func (b *Reader) ReadSheet(i int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	sheet := &b.sheets[i]
	b.budget.Start()
	defer b.budget.Stop()
	// A sheet that is read a second time counts once against the bound on cells.
	b.budget.Cells -= sheet.cells
	before := b.budget.Cells
	reading := &sheetReading{book: b, visit: visit, layout: &workbook.Layout{}}
	err := b.seek(sheet.table)
	// The scan stands behind the start tag of the table now, and the reading goes on from there to its end tag.
	if err == nil {
		reading.Scanner = b.scan.Scanner
		err = reading.table()
	}
	b.next++
	sheet.cells = b.budget.Cells - before
	switch {
	case reading.visitError != nil:
		b.rewind()
		return nil, reading.visitError
	case err != nil:
		b.rewind()
		return nil, zipxml.Named(err, contentPart, sheet.info.Name)
	}
	return reading.layout, nil
}

// seek brings the scan to the inside of a table, by its number among all tables. It goes on from where the last
// sheet ended, and starts again from the beginning only for a table that lies before.
func (b *Reader) seek(table int) error {
	if b.scan == nil || b.next > table {
		b.rewind()
		scan, err := b.archive.Scan(contentPart)
		if err != nil {
			return err
		}
		b.scan, b.next = scan, 0
		scan.Register(vocabulary()...)
		if err := enterSpreadsheet(scan.Scanner); err != nil {
			return err
		}
	}
	for {
		// Tables before the wanted one, and what stands between tables, are passed over.
		t, err := b.scan.Element()
		switch {
		case err != nil:
			return err
		case t == zipxml.EndTag:
			return b.scan.Fail("the table %d is no longer there: the file was changed", table)
		case !is(b.scan.Scanner, spaceTable, "table") || b.next < table:
			if is(b.scan.Scanner, spaceTable, "table") {
				b.next++
			}
			if err := b.scan.Skip(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

// rewind ends the scan under way: the next sheet begins at the start of the part again. It is also the way out
// of an error, after which the place of the scan is not known.
func (b *Reader) rewind() {
	if b.scan != nil {
		b.scan.Close()
		b.scan, b.next = nil, 0
	}
}

// Close releases what the reader holds; the file under it is the caller's.
func (b *Reader) Close() error {
	b.rewind()
	b.styles = nil
	return nil
}

// The namespaces of the vocabulary, by the numbers under which the scanner knows them; vocabulary lists their
// names in the same order. Prefixes are free in XML: one program may write <table:table-row> and another
// <t:table-row>, so that only the namespace tells what an element is.
const (
	spaceOffice = iota
	spaceTable
	spaceText
	spaceStyle
	spaceNumber
	spaceFormat // of XSL, for what paper looks like
	spaceSVG
	spaceExtension // of LibreOffice
	spaceManifest
)

// vocabulary lists the namespaces (OpenDocument 1.3, part 3), in the order of the numbers above.
func vocabulary() []string {
	const odf = "urn:oasis:names:tc:opendocument:xmlns:"
	return []string{
		odf + "office:1.0", odf + "table:1.0", odf + "text:1.0", odf + "style:1.0", odf + "datastyle:1.0",
		odf + "xsl-fo-compatible:1.0", odf + "svg-compatible:1.0",
		"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", odf + "manifest:1.0",
	}
}

// is says whether the last start tag is of the given name.
func is(s *zipxml.Scanner, space int, name string) bool {
	return s.Space() == space && string(s.Name) == name
}

// enterSpreadsheet opens the elements around the tables, so that the scan stands before the first one.
func enterSpreadsheet(s *zipxml.Scanner) error {
	for _, name := range [...]string{"document-content", "body", "spreadsheet"} {
		if err := enter(s, name); err != nil {
			return err
		}
	}
	return nil
}

// enter passes over elements up to one of the given name, and opens that. A document of another kind, such as a
// text, is told apart here for files without a part mimetype.
func enter(s *zipxml.Scanner, name string) error {
	for {
		t, err := s.Element()
		switch {
		case err != nil:
			return err
		case t == zipxml.EndTag || t == zipxml.EndOfPart:
			return s.Fail("<office:%s> is missing", name)
		case is(s, spaceOffice, name):
			return nil
		}
		if name == "document-content" {
			return s.Fail("<%.40s> where <office:document-content> was expected", s.Name)
		}
		if slices.Contains([]string{"text", "presentation", "drawing", "chart"}, string(s.Name)) {
			return &workbook.ReadError{Code: workbook.NotAWorkbook,
				Problem: "the file is an OpenDocument file, but no spreadsheet"}
		}
		if err := s.Skip(); err != nil {
			return err
		}
	}
}
