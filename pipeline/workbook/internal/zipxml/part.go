package zipxml

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

const (
	methodStored   = 0
	methodDeflated = 8
)

// part reads the content of one file of the archive. It reports io.EOF only after size and CRC-32 were found right.
type part struct {
	file    *file
	budget  *Budget
	packed  *io.SectionReader
	input   *bufio.Reader
	inflate io.ReadCloser // nil for a stored file
	read    int64
	crc     uint32
}

// Inflaters and their input buffers are dear to make and serve any part of any workbook.
var (
	inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}
	inputs    = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 32<<10) }}
)

func (a *Archive) open(name string) (*part, error) {
	f, err := a.find(name)
	if err != nil {
		return nil, err
	}
	if err := a.budget.inflate(f); err != nil {
		return nil, err
	}
	start, err := a.checkHeader(f)
	if err != nil {
		return nil, err
	}
	p := &part{file: f, budget: a.budget, packed: io.NewSectionReader(a.reader, start, f.packed)}
	p.input = inputs.Get().(*bufio.Reader)
	p.input.Reset(p.packed)
	switch f.method {
	case methodStored:
	case methodDeflated:
		p.inflate = inflaters.Get().(io.ReadCloser)
		if err := p.inflate.(flate.Resetter).Reset(p.input, nil); err != nil {
			return nil, err
		}
	default:
		return nil, Damaged(fmt.Sprintf("compression method %d; a workbook uses 0 (stored) or 8 (deflated)", f.method))
	}
	return p, nil
}

// checkHeader compares the local header with the directory and returns where the content begins.
func (a *Archive) checkHeader(f *file) (int64, error) {
	var header [localLength]byte
	if _, err := a.reader.ReadAt(header[:], f.header); err != nil {
		return 0, Damaged("the part lies beyond the end of the file: the file is cut off")
	}
	le := binary.LittleEndian
	if le.Uint32(header[:]) != localSignature {
		return 0, Damaged("the part does not begin where the zip directory says")
	}
	nameLength := int(le.Uint16(header[26:]))
	name := make([]byte, nameLength)
	if _, err := a.reader.ReadAt(name, f.header+localLength); err != nil {
		return 0, Damaged("the part's header is cut off")
	}
	flags, method := le.Uint16(header[6:]), le.Uint16(header[8:])
	if foldName(string(name)) != foldName(f.name) || method != f.method || flags&flagEncrypted != 0 {
		return 0, Damaged(fmt.Sprintf("the part's own header (%q) contradicts the zip directory (%q)", name, f.name))
	}
	if flags&flagDescriptor == 0 {
		crc, packed, size := le.Uint32(header[14:]), le.Uint32(header[18:]), le.Uint32(header[22:])
		if contradicts(crc, f.crc) || contradicts(packed, uint32(f.packed)) || contradicts(size, uint32(f.size)) {
			return 0, Damaged("the part's own header gives another size or checksum than the zip directory")
		}
	}
	start := f.header + localLength + int64(nameLength) + int64(le.Uint16(header[28:]))
	if start+f.packed > a.size {
		return 0, Damaged("the part lies beyond the end of the file: the file is cut off")
	}
	return start, nil
}

// contradicts leaves alone what a header does not state: zero, or "see the 64-bit field".
func contradicts(header, entry uint32) bool {
	return header != 0 && header != 0xffffffff && header != entry
}

func (p *part) Read(b []byte) (int, error) {
	if err := p.budget.CheckTime(); err != nil {
		return 0, err
	}
	var n int
	var err error
	if p.inflate != nil {
		n, err = p.inflate.Read(b)
	} else {
		n, err = p.input.Read(b)
	}
	p.crc = crc32.Update(p.crc, crc32.IEEETable, b[:n])
	p.read += int64(n)
	switch {
	case p.read > p.file.size:
		return 0, Damaged(fmt.Sprintf("the part is longer than the %d bytes that the zip directory gives", p.file.size))
	case err == io.EOF:
		return n, p.checkEnd()
	case err != nil:
		return n, Damaged(fmt.Sprintf("the compressed data is damaged after %d bytes: %v", p.read, err))
	}
	return n, nil
}

// checkEnd returns io.EOF when the part is whole.
func (p *part) checkEnd() error {
	position, err := p.packed.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	left := p.file.packed - position + int64(p.input.Buffered())
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

func (p *part) close() {
	if p.inflate != nil {
		inflaters.Put(p.inflate)
	}
	p.input.Reset(nil)
	inputs.Put(p.input)
	p.inflate, p.input = nil, nil
}

// ReadPart hands a scanner over the part to read, and then makes sure that the part ends there: only at its end are its
// size and checksum known to be right, and a part read in half is never trusted.
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

// Scan is a scanner over a part, for who reads it piece by piece.
type Scan struct {
	*Scanner
	part *part
}

// Scan opens a part. Whoever does not read it to its end must have done so before: its checksum stands behind it.
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

// Content is a part as it is, for what is no XML. It returns io.EOF only after size and checksum were found right.
func (a *Archive) Content(name string) (io.ReadCloser, error) {
	part, err := a.open(name)
	if err != nil {
		return nil, Named(err, name, "")
	}
	return closing{part}, nil
}

type closing struct{ *part }

func (c closing) Close() error {
	c.close()
	return nil
}
