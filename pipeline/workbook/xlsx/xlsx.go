// Package xlsx reads .xlsx and .xlsm workbooks (ECMA-376, transitional and strict) into typed cells: streaming,
// in one pass, within bounds, and with an error wherever a part is cut, damaged or contradicts itself.
//
// It takes a file that can be read at any place, or an opened container, and gives sheets of cells as every
// reader does. It computes nothing: a formula has the result that the file stores, or is Uncomputed. It runs no
// macros and follows no links to other files.
//
// Begin reading with Open. workbook.go lists the sheets, sheet.go and cell.go read one, and delivery.go brings
// its cells to the caller in order. plain.go is a short way for the form in which nearly all cells are written.
package xlsx

import (
	"io"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// Reader reads one workbook; it implements workbook.Reader. A Reader is made by Open, which reads the list of
// sheets only. The tables that all sheets share are read with the first sheet, so that a caller who wants
// nothing but names pays nothing more.
type Reader struct {
	// The container, and what reading may cost and has cost so far.
	archive *zipxml.Archive
	limits  workbook.Limits
	budget  *zipxml.Budget
	held    int // cells of a sheet that are held back at most; 0: maxHeld, as ever but in tests
	// What the workbook part says: its sheets, and how its dates count and are written.
	sheets []sheet
	dates  workbook.DateTexts
	// The workbook demands that all formulas be computed when it is opened, as programs that cannot compute
	// write it.
	toCompute bool

	// The parts that hold the shared strings and the styles, as the workbook part relates to them; the target
	// is "" when there is none.
	shared zipxml.Relation
	styled zipxml.Relation
	// What these two parts say, once tablesRead. Without stylesKnown the file explains no style number, and
	// styles holds nothing but General.
	tablesRead  bool
	strings     stringTable
	styles      []*workbook.Style
	stylesKnown bool
}

// sheet is one entry of the workbook's list of sheets.
type sheet struct {
	info  workbook.SheetInfo
	part  string // "" for a sheet that has no cells by its kind, such as a module
	cells int64  // counted against the bound when the sheet was last read
}

// Open opens the container and reads what is needed to list the sheets. r holds size bytes and must stay
// readable until Close. Errors are *workbook.ReadError: Damaged, NotAWorkbook or NoSheets, or PassesLimit with
// a *workbook.LimitError inside when a bound was passed.
func Open(r io.ReaderAt, size int64, limits workbook.Limits) (*Reader, error) {
	archive, err := zipxml.OpenArchive(r, size, zipxml.NewBudget(limits.WithDefaults()))
	if err != nil {
		return nil, zipxml.Named(err, "", "")
	}
	return OpenArchive(archive)
}

// OpenArchive is Open for a container that is already open: workbook/reader opens it first, to see which of the
// formats that live in a zip container it holds. Its budget goes on counting.
func OpenArchive(archive *zipxml.Archive) (*Reader, error) {
	budget := archive.Budget()
	defer budget.Stop()
	book := &Reader{archive: archive, limits: budget.Limits(), budget: budget}
	if err := book.readWorkbook(); err != nil {
		return nil, zipxml.Named(err, "", "")
	}
	return book, nil
}

// Format is "xlsx".
func (b *Reader) Format() string { return "xlsx" }

// Sheets lists all sheets in workbook order, hidden ones and chart sheets too. Its indexes are those of
// ReadSheet.
func (b *Reader) Sheets() []workbook.SheetInfo {
	infos := make([]workbook.SheetInfo, len(b.sheets))
	for i := range b.sheets {
		infos[i] = b.sheets[i].info
	}
	return infos
}

// ReadSheet implements workbook.Reader. A sheet of up to half a million cells is delivered only after it was read to
// its end and found whole; of a larger one the cells come while it is read, and an error may follow them.
func (b *Reader) ReadSheet(i int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	sheet := &b.sheets[i]
	b.budget.Start()
	defer b.budget.Stop()
	if err := b.readTables(); err != nil {
		return nil, zipxml.Named(err, "", "")
	}
	if sheet.part == "" {
		return &workbook.Layout{}, nil
	}
	// A sheet that is read a second time counts once against the bound on cells.
	b.budget.Cells -= sheet.cells
	before := b.budget.Cells
	// The part is read to its end, where its checksum is compared; only then are held cells delivered.
	reading := newSheetReading(b, visit, b.archive.SizeOf(sheet.part))
	err := b.archive.ReadPart(sheet.part, reading.read)
	if err == nil {
		err = reading.out.finish()
	}
	sheet.cells = b.budget.Cells - before
	reading.out.release()
	// An error of the caller's own function comes back unchanged, so that the caller knows it again.
	if reading.out.visitError != nil {
		return nil, reading.out.visitError
	}
	if err != nil {
		return nil, zipxml.Named(err, sheet.part, sheet.info.Name)
	}
	return reading.layout, nil
}

// Close releases what the reader holds; the file under it is the caller's.
func (b *Reader) Close() error {
	b.strings, b.styles, b.tablesRead = stringTable{}, nil, false
	b.dates.Release()
	return nil
}
