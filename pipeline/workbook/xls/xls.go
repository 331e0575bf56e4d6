// Package xls reads workbooks of Excel 5, 95 and 97 to 2003: BIFF5 and BIFF8 records in an OLE compound file ([MS-XLS],
// and OpenOffice.org's documentation of the format for BIFF5).
package xls

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding"

	"tonghop/pipeline/workbook"
)

// Reader implements workbook.Reader over a workbook in memory.
type Reader struct {
	limits         workbook.Limits
	stream         []byte
	biff8          bool
	codepage       encoding.Encoding // of BIFF5 texts; nil when it is not stated or not known
	codepageNumber int               // 0 when it is not stated
	date1904       bool
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

// Open reads what is needed to list the sheets. The data must stay as it is until Close. Errors are *workbook.ReadError, or
// wrap ErrNoWorkbook for an OLE file of another program.
func Open(data []byte, limits workbook.Limits) (*Reader, error) {
	stream, err := workbookStream(data)
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

// workbookStream takes the stream Workbook (BIFF8) or Book (BIFF5) out of the container; a file that has both is meant for
// old programs too, and Workbook is the newer.
func workbookStream(data []byte) ([]byte, error) {
	file := &metered{Reader: bytes.NewReader(data), left: maxDirectory}
	container, err := mscfb.New(file)
	if err != nil {
		return nil, &workbook.ReadError{Code: workbook.Damaged, Problem: "the OLE container is damaged", Err: err}
	}
	file.left = math.MaxInt
	var found *mscfb.File
	for entry, err := container.Next(); err == nil; entry, err = container.Next() {
		name := strings.ToLower(entry.Name)
		if len(entry.Path) == 0 && (name == "workbook" || name == "book" && found == nil) {
			found = entry
		}
	}
	if found == nil {
		return nil, ErrNoWorkbook
	}
	if found.Size < 0 || found.Size > int64(len(data)) {
		return nil, damaged("the workbook stream claims %d bytes, the file has %d", found.Size, len(data))
	}
	if stream, ok := inPlace(data, found); ok {
		return stream, nil
	}
	if _, err := found.Seek(0, io.SeekStart); err != nil {
		return nil, damaged("the workbook stream: %v", err)
	}
	stream := make([]byte, found.Size)
	if n, err := io.ReadFull(found, stream); err != nil {
		return nil, damaged("the workbook stream ends after %d of %d bytes: %v", n, found.Size, err)
	}
	return stream, nil
}

// maxDirectory bounds the bytes read to open a container: its directory of 128 bytes a stream, each of which takes more in memory,
// and the tables that lead to it.
const maxDirectory = 4 << 20

// metered reads a container and stops after a number of bytes.
type metered struct {
	*bytes.Reader
	left int
}

func (m *metered) ReadAt(b []byte, offset int64) (int, error) {
	if m.left -= len(b); m.left < 0 {
		return 0, fmt.Errorf("its directory has more than %d bytes", maxDirectory)
	}
	return m.Reader.ReadAt(b, offset)
}

// inPlace finds the stream in the file, where it mostly lies in one piece: a copy would double the memory.
func inPlace(data []byte, stream *mscfb.File) (whole []byte, ok bool) {
	piece := make([]byte, min(64<<10, stream.Size))
	for at := 0; int64(at) < stream.Size; {
		n, err := stream.Read(piece)
		if n == 0 || err != nil && !errors.Is(err, io.EOF) {
			return nil, false
		}
		if at == 0 {
			start := bytes.Index(data, piece[:n])
			end := start + int(stream.Size)
			if start < 0 || end > len(data) {
				return nil, false
			}
			whole = data[start:end:end]
		}
		if !bytes.Equal(whole[at:at+n], piece[:n]) {
			return nil, false
		}
		at += n
	}
	return whole, whole != nil
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
