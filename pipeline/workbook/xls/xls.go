// Package xls reads workbooks of Excel 5, 95 and 97 to 2003. Such a file is an OLE compound file that holds one
// stream of records, in the version BIFF5 or BIFF8 ([MS-XLS], and OpenOffice.org's documentation of the format
// for BIFF5).
//
// It takes the bytes of the file and gives sheets of cells as every reader does. The stream stays in memory as
// a whole. The package computes nothing: a formula has the result that the file stores, or is Uncomputed. The
// format has no checksums, so that damage is found by records that do not fit together.
//
// Begin reading with Open; globals.go reads what precedes the sheets, sheet.go the cells.
package xls

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/encoding"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/ole"
)

// Reader implements workbook.Reader over a workbook in memory.
type Reader struct {
	limits workbook.Limits
	// The records of the workbook, decrypted once unlocked, and whether they are of BIFF8 instead of BIFF5.
	stream []byte
	biff8  bool
	// The encoding of the texts of BIFF5, nil when it is not stated or not known, and the number of its code
	// page, 0 when it is not stated.
	codepage       encoding.Encoding
	codepageNumber int // 0 when it is not stated
	// The texts of dates. They count from 1904 instead of 1900 where an old program on a Macintosh wrote them.
	dates workbook.DateTexts
	// The stream was encrypted with Excel's own password, and is decrypted.
	unlocked bool
	// The list of sheets, and the shared strings by index.
	sheets  []sheet
	strings []string
	shared  *sharedStrings // the lists behind them, nil where there are none
	// The indexes of those that have to be composed before they are delivered.
	decomposed map[int32]bool
	texts      textBuffer
	// What was spent of the bounds on memory, in bytes, and on cells.
	held  int64 // bytes of texts
	cells int64
	// The tables that cells refer to, nil before the first one is read; where they are known from, and the records that
	// they stand in, as long as these follow one another.
	tables *tables
	known  *Known
	run    stretch
	// Whether the program that wrote the file can compute; known once looked.
	looked   bool
	computes bool
	// When the call under way began, and how long those before it took, for the bound on time.
	started time.Time
	spent   time.Duration
}

// sheet is an entry of the list of sheets. offset is that of its first record in the stream; count is the
// number of cells that were counted against the bound when the sheet was last read.
type sheet struct {
	info workbook.SheetInfo
	// Where the sheet's first record stands in the stream, and whether the sheet has cells: charts and modules
	// have none.
	offset int
	cells  bool // false for a chart or a module
	count  int64
}

// ErrNoWorkbook says that an OLE file holds no workbook.
var ErrNoWorkbook = errors.New("the OLE file holds no workbook stream")

// Open reads what is needed to list the sheets. data is the whole file and must stay as it is until Close.
// Errors are *workbook.ReadError, or wrap ErrNoWorkbook for an OLE file of another program, such as a Word
// document.
func Open(data []byte, limits workbook.Limits) (*Reader, error) {
	container, err := ole.Open(data)
	if err != nil {
		return nil, err
	}
	return OpenContainer(container, limits, nil)
}

// OpenContainer is Open for a container that is already open. What known has of other workbooks is not read again; nil
// knows nothing.
func OpenContainer(container *ole.Container, limits workbook.Limits, known *Known) (*Reader, error) {
	stream, err := workbookStream(container)
	if err != nil {
		return nil, err
	}
	return OpenStream(stream, limits, known)
}

// OpenStream reads the records of a workbook without the OLE container around them: some programs write such
// files under the name .xls, and Excel opens them.
func OpenStream(stream []byte, limits workbook.Limits, known *Known) (*Reader, error) {
	book := &Reader{limits: limits.WithDefaults(), stream: stream, known: known, started: time.Now()}
	err := book.hold(len(stream)) // it stays in memory beside the texts
	if err == nil {
		err = book.readGlobals()
	}
	if err != nil {
		return nil, named(err, "")
	}
	// Fonts and formats are complete now: they all stand before the first sheet.
	book.finishTables()
	book.spent = time.Since(book.started)
	return book, nil
}

// workbookStream takes the stream out of the container: Workbook for BIFF8, Book for BIFF5. A file that has
// both was saved for old programs too, and Workbook is the newer one.
func workbookStream(container *ole.Container) ([]byte, error) {
	for _, name := range [...]string{"Workbook", "Book"} {
		if container.Has(name) {
			return container.Stream(name)
		}
	}
	return nil, ErrNoWorkbook
}

// Format is "xls".
func (b *Reader) Format() string { return "xls" }

// Sheets lists all sheets in workbook order, hidden ones and charts too. Its indexes are those of ReadSheet.
func (b *Reader) Sheets() []workbook.SheetInfo {
	infos := make([]workbook.SheetInfo, len(b.sheets))
	for i := range b.sheets {
		infos[i] = b.sheets[i].info
	}
	return infos
}

// Close releases what the reader holds.
func (b *Reader) Close() error {
	if b.shared != nil {
		b.shared.release()
	}
	b.stream, b.strings, b.shared = nil, nil, nil
	b.dates.Release()
	return nil
}

// ReadSheet implements workbook.Reader. A sheet of fewer than half a million cells is delivered after it was
// read to its end; of a larger one the cells come while it is read, and an error may follow them.
func (b *Reader) ReadSheet(i int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	s := &b.sheets[i]
	if !s.cells {
		return &workbook.Layout{}, nil
	}
	// The clock runs during this call only: the caller's own time does not count.
	b.started = time.Now()
	defer func() { b.spent += time.Since(b.started) }()
	// A sheet that is read a second time counts once against the bound on cells.
	b.cells -= s.count
	before := b.cells
	reading := &sheetReading{book: b, visit: visit, layout: &workbook.Layout{}}
	reading.take(b.bytesFrom(s.offset))
	defer reading.release()
	err := reading.read(s.offset)
	s.count = b.cells - before
	if reading.visitError != nil {
		return nil, reading.visitError
	}
	if err != nil {
		return nil, named(err, s.info.Name)
	}
	return reading.layout, nil
}

// bytesFrom is how many bytes the records of a sheet may have that begins at an offset: up to the next sheet, or to the
// end.
func (b *Reader) bytesFrom(offset int) int {
	end := len(b.stream)
	for i := range b.sheets {
		if next := b.sheets[i].offset; next > offset {
			end = min(end, next)
		}
	}
	return end - offset
}

// checkTime compares the time spent on this workbook with the bound. The time between two calls belongs to the
// caller.
func (b *Reader) checkTime() error {
	if spent := b.spent + time.Since(b.started); spent > b.limits.Time {
		return &workbook.LimitError{Bound: "time", Limit: b.limits.Time.Milliseconds(), Got: spent.Milliseconds()}
	}
	return nil
}

// hold counts bytes that stay in memory until Close against the bound string_bytes.
func (b *Reader) hold(bytes int) error {
	if b.held += int64(bytes); b.held > b.limits.StringBytes {
		return &workbook.LimitError{Bound: "string_bytes", Limit: b.limits.StringBytes, Got: b.held}
	}
	return nil
}

// damaged is the error for a file that is cut or contradicts itself, without a place; named adds the sheet.
func damaged(format string, args ...any) error {
	return &workbook.ReadError{Code: workbook.Damaged, Problem: fmt.Sprintf(format, args...)}
}

// named makes a *workbook.ReadError of err and adds the sheet to one that does not know it.
func named(err error, sheet string) error {
	var known *workbook.ReadError
	if errors.As(err, &known) {
		if known.Sheet == "" {
			known.Sheet = sheet
		}
		return known
	}
	code := workbook.Damaged
	if limit := (*workbook.LimitError)(nil); errors.As(err, &limit) {
		code = workbook.PassesLimit
	}
	return &workbook.ReadError{Code: code, Sheet: sheet, Err: err}
}
