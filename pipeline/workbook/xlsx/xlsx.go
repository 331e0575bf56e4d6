// Package xlsx reads .xlsx and .xlsm workbooks (ECMA-376, transitional and strict) into typed cells: streaming,
// in one pass, within bounds, and with an error wherever a part is cut, damaged or contradicts itself.
package xlsx

import (
	"errors"
	"io"

	"tonghop/pipeline/workbook"
)

// Reader reads one workbook; it implements workbook.Reader.
type Reader struct {
	archive   *archive
	limits    workbook.Limits
	budget    *budget
	sheets    []sheet
	date1904  bool
	toCompute bool // the workbook demands that all formulas be computed when it is opened

	shared      relation // of the workbook part; target "" when there is none
	styled      relation
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

// Open reads what is needed to list the sheets. r must stay readable until Close. Errors are *workbook.ReadError, with a
// *workbook.LimitError inside when a bound was passed.
func Open(r io.ReaderAt, size int64, limits workbook.Limits) (*Reader, error) {
	limits = limits.WithDefaults()
	budget := newBudget(limits)
	defer budget.stop()
	files, err := openArchive(r, size, budget)
	if err != nil {
		return nil, named(err, "", "")
	}
	book := &Reader{archive: files, limits: limits, budget: budget}
	if err := book.readWorkbook(); err != nil {
		return nil, named(err, "", "")
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
	b.budget.start()
	defer b.budget.stop()
	if err := b.readTables(); err != nil {
		return nil, named(err, "", "")
	}
	if sheet.part == "" {
		return &workbook.Layout{}, nil
	}
	b.budget.cells -= sheet.cells
	before := b.budget.cells
	reading := newSheetReading(b, visit, b.archive.sizeOf(sheet.part))
	err := b.readPart(sheet.part, reading.read)
	if err == nil {
		err = reading.out.finish()
	}
	sheet.cells = b.budget.cells - before
	reading.out.release()
	if reading.out.visitError != nil {
		return nil, reading.out.visitError
	}
	if err != nil {
		return nil, named(err, sheet.part, sheet.info.Name)
	}
	return reading.layout, nil
}

// Close releases what the reader holds; the file under it is the caller's.
func (b *Reader) Close() error {
	b.strings, b.styles, b.tablesRead = stringTable{}, nil, false
	return nil
}

// readPart hands a scanner over the part to read, and then makes sure that the part ends there: only at its end are its
// size and checksum known to be right, and a part read in half is never trusted.
func (b *Reader) readPart(name string, read func(*scanner) error) error {
	part, err := b.archive.open(name)
	if err != nil {
		return named(err, name, "")
	}
	defer part.close()
	s := newScanner(part, b.limits.Depth)
	defer s.release()
	if err := read(s); err != nil {
		return named(err, name, "")
	}
	return named(s.finish(), name, "")
}

// named makes a *workbook.ReadError of err, and adds the part and sheet to one that does not know them.
func named(err error, part, sheet string) error {
	if err == nil {
		return nil
	}
	var known *workbook.ReadError
	if errors.As(err, &known) {
		if known.Part == "" {
			known.Part = part
		}
		if known.Sheet == "" {
			known.Sheet = sheet
		}
		return known
	}
	code := workbook.Damaged
	if limit := (*workbook.LimitError)(nil); errors.As(err, &limit) {
		code = workbook.PassesLimit
	}
	return &workbook.ReadError{Code: code, Part: part, Sheet: sheet, Err: err}
}

func damaged(problem string) error {
	return &workbook.ReadError{Code: workbook.Damaged, Problem: problem}
}
