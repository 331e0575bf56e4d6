// Package xlsx reads .xlsx and .xlsm workbooks (ECMA-376, transitional and strict) into typed cells: streaming,
// in one pass, within bounds, and with an error wherever a part is cut, damaged or contradicts itself.
package xlsx

import (
	"io"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// Reader reads one workbook; it implements workbook.Reader.
type Reader struct {
	archive   *zipxml.Archive
	limits    workbook.Limits
	budget    *zipxml.Budget
	sheets    []sheet
	date1904  bool
	toCompute bool // the workbook demands that all formulas be computed when it is opened

	shared      zipxml.Relation // of the workbook part; target "" when there is none
	styled      zipxml.Relation
	tablesRead  bool
	strings     stringTable
	styles      []*workbook.Style
	stylesKnown bool
}

type sheet struct {
	info  workbook.SheetInfo
	part  string // "" for a sheet that has no cells by its kind, such as a module
	cells int64  // counted against the bound when the sheet was last read
}

// Open opens the container and reads what is needed to list the sheets. r must stay readable until Close. Errors are
// *workbook.ReadError, with a *workbook.LimitError inside when a bound was passed.
func Open(r io.ReaderAt, size int64, limits workbook.Limits) (*Reader, error) {
	archive, err := zipxml.OpenArchive(r, size, zipxml.NewBudget(limits.WithDefaults()))
	if err != nil {
		return nil, zipxml.Named(err, "", "")
	}
	return OpenArchive(archive)
}

// OpenArchive is Open for a container that is already open.
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

// Sheets lists all sheets in workbook order.
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
	b.budget.Cells -= sheet.cells
	before := b.budget.Cells
	reading := newSheetReading(b, visit, b.archive.SizeOf(sheet.part))
	err := b.archive.ReadPart(sheet.part, reading.read)
	if err == nil {
		err = reading.out.finish()
	}
	sheet.cells = b.budget.Cells - before
	reading.out.release()
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
	return nil
}
