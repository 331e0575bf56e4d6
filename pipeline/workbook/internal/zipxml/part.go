package zipxml

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// The two compression methods that workbooks use (PKWARE APPNOTE.TXT 4.4.5).
const (
	methodStored   = 0
	methodDeflated = 8
)

// part reads the content of one file of the archive. It reports io.EOF only after size and CRC-32 were found
// right, so that whoever reads to the end knows that nothing was lost or changed.
type part struct {
	file   *file
	budget *Budget
	// The packed bytes, where the container lies in memory; otherwise input is not nil, and reads them from packed.
	memory bytes.Reader
	packed *io.SectionReader
	input  *bufio.Reader
	// The inflater, nil for a stored file; then what was read so far, in bytes, and its checksum.
	inflate io.ReadCloser
	read    int64
	crc     uint32
}

// Inflaters and their input buffers are dear to make and serve any part of any workbook.
var (
	inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}
	inputs    = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 32<<10) }}
)

// open begins to read a file of the archive. It is closed by close.
func (a *Archive) open(name string) (*part, error) {
	f, err := a.find(name)
	if err != nil {
		return nil, err
	}
	if err := a.budget.inflate(f); err != nil {
		return nil, err
	}
	// Both places that describe the part must agree before anything of it is read.
	start, err := a.checkHeader(f)
	if err != nil {
		return nil, err
	}
	p := &part{file: f, budget: a.budget}
	if err := p.begin(a, start); err != nil {
		return nil, err
	}
	switch f.method {
	case methodStored:
	case methodDeflated:
		p.inflate = inflaters.Get().(io.ReadCloser)
		if err := p.inflate.(flate.Resetter).Reset(p.source(), nil); err != nil {
			return nil, err
		}
	default:
		return nil, Damaged(fmt.Sprintf("compression method %d; a workbook uses 0 (stored) or 8 (deflated)", f.method))
	}
	return p, nil
}

// begin finds the packed bytes, which begin at an offset of the container.
func (p *part) begin(a *Archive, start int64) error {
	if _, ok := a.reader.(Memory); ok {
		packed, err := a.piece(start, p.file.packed)
		p.memory.Reset(packed)
		return err
	}
	p.packed = io.NewSectionReader(a.reader, start, p.file.packed)
	p.input = inputs.Get().(*bufio.Reader)
	p.input.Reset(p.packed)
	return nil
}

// source is what the packed bytes are read from. The inflater has code of its own for each of the two types.
func (p *part) source() flate.Reader {
	if p.input != nil {
		return p.input
	}
	return &p.memory
}

// left is how many packed bytes were not read.
func (p *part) left() (int64, error) {
	if p.input == nil {
		return int64(p.memory.Len()), nil
	}
	position, err := p.packed.Seek(0, io.SeekCurrent)
	return p.file.packed - position + int64(p.input.Buffered()), err
}

// checkHeader compares the file's own header with its entry in the directory, and returns where the content
// begins. Both say the same in an honest file. Where they differ, the file was damaged, or made so that two
// programs read two things.
func (a *Archive) checkHeader(f *file) (int64, error) {
	header, err := a.piece(f.header, localLength)
	if err != nil {
		return 0, Damaged("the part lies beyond the end of the file: the file is cut off")
	}
	le := binary.LittleEndian
	if le.Uint32(header) != localSignature {
		return 0, Damaged("the part does not begin where the zip directory says")
	}
	nameLength := int64(le.Uint16(header[26:]))
	name, err := a.piece(f.header+localLength, nameLength)
	if err != nil {
		return 0, Damaged("the part's header is cut off")
	}
	// Writers differ in the letter case of the two names, but not in name, method or encryption.
	flags, method := le.Uint16(header[6:]), le.Uint16(header[8:])
	sameName := string(name) == f.name || foldName(string(name)) == foldName(f.name)
	if !sameName || method != f.method || flags&flagEncrypted != 0 {
		return 0, Damaged(fmt.Sprintf("the part's own header (%q) contradicts the zip directory (%q)", name, f.name))
	}
	// With the flag, sizes and checksum stand behind the content, and the header has none.
	if flags&flagDescriptor == 0 {
		crc, packed, size := le.Uint32(header[14:]), le.Uint32(header[18:]), le.Uint32(header[22:])
		if contradicts(crc, f.crc) || contradicts(packed, uint32(f.packed)) || contradicts(size, uint32(f.size)) {
			return 0, Damaged("the part's own header gives another size or checksum than the zip directory")
		}
	}
	start := f.header + localLength + nameLength + int64(le.Uint16(header[28:]))
	if start+f.packed > a.size {
		return 0, Damaged("the part lies beyond the end of the file: the file is cut off")
	}
	return start, nil
}

// contradicts says whether a header gives another value than the directory. It leaves alone what the header
// does not state: zero, or all bits set, which means "see the 64-bit field".
func contradicts(header, entry uint32) bool {
	return header != 0 && header != 0xffffffff && header != entry
}

// Read implements io.Reader. Every piece is added to the checksum and counted against the size of the
// directory.
func (p *part) Read(b []byte) (int, error) {
	if err := p.budget.CheckTime(); err != nil {
		return 0, err
	}
	// The clock was looked at above; then come the bytes, inflated or as they are.
	var n int
	var err error
	if p.inflate != nil {
		n, err = p.inflate.Read(b)
	} else {
		n, err = p.source().Read(b)
	}
	p.crc = crc32.Update(p.crc, crc32.IEEETable, b[:n])
	p.read += int64(n)
	switch {
	case p.read > p.file.size:
		return 0, Damaged(fmt.Sprintf("the part is longer than the %d bytes that the zip directory gives", p.file.size))
	case errors.Is(err, io.EOF):
		return n, p.checkEnd()
	case err != nil:
		return n, Damaged(fmt.Sprintf("the compressed data is damaged after %d bytes: %v", p.read, err))
	}
	return n, nil
}

// checkEnd returns io.EOF when the part is whole: as long as the directory says, with the right checksum, and
// with no bytes left behind the compressed data.
func (p *part) checkEnd() error {
	left, err := p.left()
	if err != nil {
		return err
	}
	switch {
	case p.read != p.file.size:
		return Damaged(fmt.Sprintf("the part has %d bytes, and %d according to the zip directory", p.read, p.file.size))
	case p.crc != p.file.crc:
		return Damaged(fmt.Sprintf("the checksum is %08x, and %08x according to the zip directory: the content was "+
			"changed or damaged", p.crc, p.file.crc))
	case left != 0:
		return Damaged(fmt.Sprintf("%d bytes follow the end of the compressed data", left))
	}
	return io.EOF
}

// close gives inflater and buffer to the next part.
func (p *part) close() {
	if p.inflate != nil {
		inflaters.Put(p.inflate)
	}
	if p.input != nil {
		p.input.Reset(nil)
		inputs.Put(p.input)
	}
	p.memory.Reset(nil)
	p.inflate, p.input = nil, nil
}

// ReadPart hands a scanner over the part to read, and then makes sure that the part ends there: only at its end
// are its size and checksum known to be right, and a part that was read in half is never trusted. Errors name
// the part.
func (a *Archive) ReadPart(name string, read func(*Scanner) error) error {
	scan, err := a.Scan(name)
	if err != nil {
		return err
	}
	defer scan.Close()
	if err := read(scan.Scanner); err != nil {
		return Named(err, name, "")
	}
	return Named(scan.finish(), name, "")
}

// Scan is a scanner over a part that the caller reads piece by piece and closes.
type Scan struct {
	*Scanner
	part *part
}

// Scan opens a part. Whoever does not read it to its end must have done so before: its checksum is compared
// only there.
func (a *Archive) Scan(name string) (*Scan, error) {
	part, err := a.open(name)
	if err != nil {
		return nil, Named(err, name, "")
	}
	return &Scan{newScanner(part, a.budget.limits.Depth), part}, nil
}

// Close gives back what the scan holds.
func (s *Scan) Close() {
	s.release()
	s.part.close()
}

// Content is a part as bytes, for parts that are no XML. It returns io.EOF only after size and checksum were
// found right. The caller closes it.
func (a *Archive) Content(name string) (io.ReadCloser, error) {
	part, err := a.open(name)
	if err != nil {
		return nil, Named(err, name, "")
	}
	return closing{part}, nil
}

// closing makes an io.Closer of a part.
type closing struct{ *part }

// Close implements io.Closer.
func (c closing) Close() error {
	c.close()
	return nil
}
