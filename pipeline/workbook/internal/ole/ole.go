// Package ole takes streams out of an OLE compound file ([MS-CFB]), the container of .xls and of encrypted workbooks.
// It bounds what opening the container costs, and corrects one field of the header that some programs write wrong. It
// knows nothing of what the streams hold.
package ole

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/richardlehane/mscfb"

	"tonghop/pipeline/workbook"
)

// Magic is what every compound file begins with.
const Magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// Container is an opened compound file: a small file system of streams, of which only those of the root are of
// use here.
type Container struct {
	data    []byte
	file    *metered
	streams []*mscfb.File // of the root
}

// Open reads the directory. data is the whole file and must stay as it is while streams are used. Errors are
// *workbook.ReadError with the code Damaged.
func Open(data []byte) (*Container, error) {
	file := &metered{Reader: bytes.NewReader(data), left: maxDirectory}
	file.header = correctedHeader(data)
	container, err := mscfb.New(file)
	if err != nil {
		return nil, &workbook.ReadError{Code: workbook.Damaged, Problem: "the OLE container is damaged", Err: err}
	}
	file.left = math.MaxInt
	// Only the root is of use here: what lies in folders belongs to embedded objects.
	opened := &Container{data: data, file: file}
	for entry, err := container.Next(); err == nil; entry, err = container.Next() {
		if len(entry.Path) == 0 {
			opened.streams = append(opened.streams, entry)
		}
	}
	return opened, nil
}

// Has says whether the root holds a stream of the name, in any letter case.
func (c *Container) Has(name string) bool { return c.find(name) != nil }

// find is the last stream of a name, nil where there is none.
func (c *Container) find(name string) *mscfb.File {
	for _, stream := range slices.Backward(c.streams) {
		if strings.EqualFold(stream.Name, name) {
			return stream
		}
	}
	return nil
}

// Stream returns a stream of the root as bytes. Where the stream lies in one piece of the file, as it mostly
// does, the result is that piece and no copy, so that memory is not doubled: whoever changes it makes a copy
// first. Errors are *workbook.ReadError: a missing stream, or one that is cut.
func (c *Container) Stream(name string) ([]byte, error) {
	found := c.find(name)
	if found == nil {
		return nil, damaged("the OLE container holds no stream %s", name)
	}
	// A size beyond the file would ask for memory that is not needed.
	if found.Size < 0 || found.Size > int64(len(c.data)) {
		return nil, damaged("the stream %s claims %d bytes, the file has %d", name, found.Size, len(c.data))
	}
	// A file that was written in one go has the stream in one piece.
	if stream, ok := c.inPlace(found); ok {
		return stream, nil
	}
	if _, err := found.Seek(0, io.SeekStart); err != nil {
		return nil, damaged("the stream %s: %v", name, err)
	}
	stream := make([]byte, found.Size)
	if n, err := io.ReadFull(found, stream); err != nil {
		return nil, damaged("the stream %s ends after %d of %d bytes: %v", name, n, found.Size, err)
	}
	return stream, nil
}

// unread are pieces of memory into which a stream would be read, and never is.
var unread = sync.Pool{New: func() any {
	const atOnce = 32 << 10
	nothing := make([]byte, atOnce)
	return &nothing
}}

// inPlace finds the stream in the file, where it lies in one piece. The library reads a stream from the file piece by
// piece, and where these pieces lie is noted instead of copying them.
func (c *Container) inPlace(stream *mscfb.File) (whole []byte, ok bool) {
	c.file.noting, c.file.from, c.file.to = true, -1, -1
	defer func() { c.file.noting = false }()
	nothing := unread.Get().(*[]byte)
	defer unread.Put(nothing)
	for left := stream.Size; left > 0; {
		n, err := stream.Read(*nothing)
		if n == 0 || err != nil && !errors.Is(err, io.EOF) {
			return nil, false
		}
		left -= int64(n)
	}
	from, to := c.file.from, c.file.to
	if from < 0 || to-from != stream.Size || to > int64(len(c.data)) {
		return nil, false
	}
	return c.data[from:to:to], true
}

// maxDirectory bounds the bytes read to open a container: its directory of 128 bytes a stream, each of which takes more
// in memory, and the tables that lead to it.
const maxDirectory = 4 << 20

// fatEntry is the length in bytes of a link between two sectors, which the library reads into a piece of memory of just
// this size.
const fatEntry = 4

// metered reads a container, its header as corrected, and stops after a number of bytes.
type metered struct {
	*bytes.Reader
	header []byte
	left   int
	// While noting, what is read of a stream is not copied. The pieces read lie in the file from one offset to another,
	// if each begins where the one before it ends; otherwise from is -2, and -1 before the first.
	noting   bool
	from, to int64
}

// note takes a piece of a stream. Pieces that do not follow each other leave no place that has the stream's length.
func (m *metered) note(offset, length int64) {
	switch {
	case m.from == -1:
		m.from, m.to = offset, offset+length
	case m.to == offset:
		m.to += length
	default:
		m.from = -2
	}
}

// ReadAt implements io.ReaderAt; what lies within the header comes from the corrected one.
func (m *metered) ReadAt(b []byte, offset int64) (int, error) {
	if m.noting && cap(b) > fatEntry {
		if offset < 0 || offset+int64(len(b)) > m.Size() {
			return 0, io.ErrUnexpectedEOF
		}
		m.note(offset, int64(len(b)))
		return len(b), nil
	}
	if m.left -= len(b); m.left < 0 {
		return 0, fmt.Errorf("its directory has more than %d bytes", maxDirectory)
	}
	n, err := m.Reader.ReadAt(b, offset)
	if offset >= 0 && offset < int64(len(m.header)) {
		copy(b[:n], m.header[offset:])
	}
	return n, err
}

// damaged is the error for a container that is cut or contradicts itself.
func damaged(format string, args ...any) error {
	return &workbook.ReadError{Code: workbook.Damaged, Problem: fmt.Sprintf(format, args...)}
}
