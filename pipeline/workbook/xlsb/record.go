package xlsb

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"unicode/utf16"

	"tonghop/pipeline/workbook/internal/zipxml"
)

// Types of records ([MS-XLSB] 2.3).
const (
	recRow           = 0
	recBlank         = 1
	recRK            = 2
	recError         = 3
	recBool          = 4
	recReal          = 5
	recText          = 6
	recShared        = 7
	recFormulaText   = 8
	recFormulaNumber = 9
	recFormulaBool   = 10
	recFormulaError  = 11
	// The short kinds have no column: the cell stands in the column behind the cell before.
	recShortBlank  = 12
	recShortRK     = 13
	recShortError  = 14
	recShortBool   = 15
	recShortReal   = 16
	recShortText   = 17
	recShortShared = 18
	recSharedItem  = 19
	// Between these two a program newer than this one writes what older ones are to pass over.
	recBeginFuture = 35
	recEndFuture   = 36
	recFont        = 43
	recFormat      = 44
	recXF          = 47
	recColumns     = 60
	recRichText    = 62
	recBeginSheet  = 129
	recEndSheet    = 130
	recEndBook     = 132
	recBeginData   = 145
	recEndData     = 146
	recWorkbook    = 153
	recBundleSheet = 156
	recBeginShared = 159
	recEndShared   = 160
	recMerge       = 176
	recEndStyles   = 279
	recBeginXFs    = 617
	recEndXFs      = 618
	recCommentText = 637

	// A record of a kind that is read is never longer: a cell holds 32,767 characters at most, and a formula 16 KiB.
	maxRecord = 1 << 20
	// A kind has two bytes of seven bits each.
)

// record is one record of a part. Its data is valid until the next one is read, and is nil for kinds that are
// not read.
type record struct {
	kind int
	data []byte
}

// isRead says whether the data of a kind is wanted. The data of all other kinds is passed over without a copy,
// since it may be large.
func isRead(kind int) bool {
	return kind <= recSharedItem || kind == recFont || kind == recFormat || kind == recXF || kind == recColumns ||
		kind == recRichText ||
		kind == recWorkbook || kind == recBundleSheet || kind == recMerge || kind == recCommentText
}

// readPart hands the records of a part to read, one after the other, up to the end of the part: only there are
// its size and checksum known to be right. Blocks in which a newer program wrote something for itself are
// passed over.
func (b *Reader) readPart(name string, read func(record) error) error {
	content, err := b.archive.Content(name)
	if err != nil {
		return err
	}
	defer content.Close()
	// future counts the blocks that are open of what a newer program wrote for itself; they nest.
	source := recordReader{Reader: bufio.NewReaderSize(content, 32<<10)}
	for future := 0; ; {
		r, err := source.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return zipxml.Named(err, name, "")
		case r.kind == recBeginFuture:
			future++
		case r.kind == recEndFuture:
			future--
		case future <= 0:
			if err := read(r); err != nil {
				return zipxml.Named(err, name, "")
			}
		}
	}
}

// recordReader cuts the bytes of a part into records. A record begins with its kind and its length, both as
// numbers of variable length ([MS-XLSB] 2.1.4).
type recordReader struct {
	*bufio.Reader
	// The memory for the data of a record, used again for each.
	data []byte
}

// next reads the next record. It returns io.EOF at the end of the part, and another error where that is in the
// middle of a record.
func (s *recordReader) next() (record, error) {
	// The end of the part may come before a record, and nowhere else.
	kind, err := s.number(2)
	if err != nil {
		return record{}, err
	}
	size, err := s.number(4)
	switch {
	case errors.Is(err, io.EOF):
		return record{}, damaged("the part ends in the middle of a record: it is cut off")
	case err != nil:
		return record{}, err
	}
	// Most bytes of a part may belong to kinds that nobody reads; they are never copied.
	if !isRead(kind) {
		// Passing over reads on, so that size and checksum of the part are still compared at its end.
		_, err := s.Discard(size)
		return record{kind: kind}, cutOff(err)
	}
	if size > maxRecord {
		return record{}, damaged("a record of the type %d has %d bytes", kind, size)
	}
	if cap(s.data) < size {
		s.data = make([]byte, size)
	}
	_, err = io.ReadFull(s.Reader, s.data[:size])
	return record{kind, s.data[:size]}, cutOff(err)
}

// cutOff makes the error of a part that ends in the middle of a record; other errors stay as they are.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("the part ends in the middle of a record: it is cut off")
	}
	return err
}

// number reads a number of at most so many bytes. Each holds seven bits, the lowest first, and all but the last
// have their high bit set.
func (s *recordReader) number(most int) (int, error) {
	// Seven bits from each byte, the lowest first.
	n := 0
	for i := range most {
		c, err := s.ReadByte()
		if err != nil {
			if i > 0 {
				return 0, cutOff(err)
			}
			return 0, err
		}
		n |= int(c&0x7F) << (7 * i)
		if c&0x80 == 0 {
			return n, nil
		}
	}
	if most == 2 { // the last of two bytes ends the type whatever its high bit says
		return n, nil
	}
	return 0, damaged("the size of a record has no end: what was there is lost")
}

// u32 reads a little-endian number of four bytes.
func u32(data []byte) int { return int(binary.LittleEndian.Uint32(data)) }

// field is a part of the record's data, of size bytes from an offset, and an error where the record is shorter.
func (r *record) field(at, size int) ([]byte, error) {
	if at < 0 || at+size > len(r.data) {
		return nil, damaged("the record of the type %d has %d bytes; at least %d are needed", r.kind, len(r.data), at+size)
	}
	return r.data[at : at+size], nil
}

// number is the float64 at an offset.
func (r *record) number(at int) (float64, error) {
	data, err := r.field(at, 8)
	if err != nil {
		return 0, err
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(data)), nil
}

// text reads a text at an offset: the number of characters in four bytes, then the characters in UTF-16. A
// missing text (all bits of the number set) is empty. next is the offset behind it.
func (r *record) text(at int) (text string, next int, err error) {
	const missing = 0xFFFFFFFF
	head, err := r.field(at, 4)
	if err != nil {
		return "", 0, err
	}
	n := u32(head)
	if at += 4; n == missing {
		return "", at, nil
	}
	// A length beyond the record is damage. It is compared before it is doubled, so that it cannot overflow.
	if n > len(r.data) {
		return "", 0, damaged("a text of %d characters is cut", n)
	}
	data, err := r.field(at, 2*n)
	if err != nil {
		return "", 0, damaged("a text of %d characters is cut", n)
	}
	// Half a surrogate pair, which means nothing, becomes U+FFFD.
	// Characters are units of UTF-16, the low byte first.
	units := make([]uint16, n)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units)), at + 2*n, nil
}
