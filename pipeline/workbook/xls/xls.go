// Package xls reads workbooks of Excel 5, 95 and 97 to 2003: BIFF5 and BIFF8 records in an OLE compound file ([MS-XLS],
// and OpenOffice.org's documentation of the format for BIFF5).
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
	limits         workbook.Limits
	stream         []byte
	biff8          bool
	codepage       encoding.Encoding // of BIFF5 texts; nil when it is not stated or not known
	codepageNumber int               // 0 when it is not stated
	date1904       bool
	unlocked       bool // the stream was encrypted with Excel's own password, and is decrypted
	sheets         []sheet
	strings        []string
	held           int64 // bytes of texts
	cells          int64
	fonts          []string
	formats        map[int]string
	formatted      []extendedFormat
	styles         []*workbook.Style
	looked         bool // computes is known
	computes       bool
	started        time.Time
	spent          time.Duration
}

type sheet struct {
	info   workbook.SheetInfo
	offset int  // of its BOF in the stream
	cells  bool // false for a chart or a module
	count  int64
}

// ErrNoWorkbook says that an OLE file holds no workbook.
var ErrNoWorkbook = errors.New("the OLE file holds no workbook stream")

// Open reads what is needed to list the sheets. The data must stay as it is until Close. Errors are
// *workbook.ReadError, or wrap ErrNoWorkbook for an OLE file of another program.
func Open(data []byte, limits workbook.Limits) (*Reader, error) {
	container, err := ole.Open(data)
	if err != nil {
		return nil, err
	}
	return OpenContainer(container, limits)
}

// OpenContainer is Open for a container that is already open.
func OpenContainer(container *ole.Container, limits workbook.Limits) (*Reader, error) {
	stream, err := workbookStream(container)
	if err != nil {
		return nil, err
	}
	return OpenStream(stream, limits)
}

// OpenStream reads the records of a workbook without the OLE container around them, as some programs write them.
func OpenStream(stream []byte, limits workbook.Limits) (*Reader, error) {
	book := &Reader{limits: limits.WithDefaults(), stream: stream, formats: map[int]string{}, started: time.Now()}
	err := book.hold(len(stream)) // it stays in memory beside the texts
	if err == nil {
		err = book.readGlobals()
	}
	if err != nil {
		return nil, named(err, "")
	}
	book.makeStyles()
	book.spent = time.Since(book.started)
	return book, nil
}

// workbookStream takes the stream Workbook (BIFF8) or Book (BIFF5) out of the container; a file that has both is meant
// for old programs too, and Workbook is the newer.
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

// Sheets lists all sheets in workbook order.
func (b *Reader) Sheets() []workbook.SheetInfo {
	infos := make([]workbook.SheetInfo, len(b.sheets))
	for i := range b.sheets {
		infos[i] = b.sheets[i].info
	}
	return infos
}

// Close releases what the reader holds.
func (b *Reader) Close() error {
	b.stream, b.strings = nil, nil
	return nil
}

// ReadSheet implements workbook.Reader.
func (b *Reader) ReadSheet(i int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	s := &b.sheets[i]
	if !s.cells {
		return &workbook.Layout{}, nil
	}
	b.started = time.Now()
	defer func() { b.spent += time.Since(b.started) }()
	b.cells -= s.count
	before := b.cells
	reading := &sheetReading{book: b, visit: visit, layout: &workbook.Layout{}}
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

func (b *Reader) checkTime() error {
	if spent := b.spent + time.Since(b.started); spent > b.limits.Time {
		return &workbook.LimitError{Bound: "time", Limit: b.limits.Time.Milliseconds(), Got: spent.Milliseconds()}
	}
	return nil
}

// hold counts bytes of texts that stay in memory.
func (b *Reader) hold(bytes int) error {
	if b.held += int64(bytes); b.held > b.limits.StringBytes {
		return &workbook.LimitError{Bound: "string_bytes", Limit: b.limits.StringBytes, Got: b.held}
	}
	return nil
}

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
