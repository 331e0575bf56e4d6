package xls

import (
	"encoding/binary"
)

// Types of records ([MS-XLS] 2.3; those of BIFF5 by the same numbers).
const (
	recFormula    = 0x0006
	recFormula3   = 0x0206 // of BIFF3 and 4: some programs write them in newer files
	recFormula4   = 0x0406
	recInteger2   = 0x0002 // of BIFF2, with another layout
	recNumber2    = 0x0003
	recLabel2     = 0x0004
	recBoolErr2   = 0x0005
	recEOF        = 0x000A
	recNote       = 0x001C
	recDateMode   = 0x0022
	recFilePass   = 0x002F
	recFont       = 0x0031
	recContinue   = 0x003C
	recCodePage   = 0x0042
	recColInfo    = 0x007D
	recBoundSheet = 0x0085
	recMulRK      = 0x00BD
	recRString    = 0x00D6
	recXF         = 0x00E0
	recMergeCells = 0x00E5
	recTextObject = 0x01B6
	recSST        = 0x00FC
	recLabelSST   = 0x00FD
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBoolErr    = 0x0205
	recString     = 0x0207
	recRow        = 0x0208
	recRK         = 0x027E
	recFormat     = 0x041E
	recBOF        = 0x0809
	recBOF2       = 0x0009
	recBOF3       = 0x0209
	recBOF4       = 0x0409

	versionBIFF5 = 0x0500
	versionBIFF8 = 0x0600

	substreamModule = 0x0006
	substreamSheet  = 0x0010
	substreamChart  = 0x0020

	recordHead = 4 // bytes of kind and length

	maxKind   = 0x10FF // those of charts are the highest
	maxRecord = 8224   // bytes ([MS-XLS] 2.1.4)
	maxBegin  = 16     // bytes of a record that begins a part; 8 in BIFF5
)

// record is one record of the stream: two bytes of kind, two of length, then as many bytes of data. data points
// into the stream and is not copied.
type record struct {
	kind int
	data []byte
	next int // offset of the record after it
}

// begins says whether the record begins a part of the stream: the workbook's own records, a sheet, a chart.
func (r *record) begins() bool {
	return r.kind == recBOF || r.kind == recBOF4 || r.kind == recBOF3 || r.kind == recBOF2
}

// recordAt reads the record at an offset. ok is false at the stream's end. A record that is cut, of a kind that
// does not exist, or longer than the format allows is an error: reading on would take any bytes for records.
func (b *Reader) recordAt(offset int) (r record, ok bool, err error) {
	if offset == len(b.stream) {
		return record{}, false, nil
	}
	if offset < 0 || offset+4 > len(b.stream) {
		return record{}, false, damaged("the records end in the middle of one, at byte %d", offset)
	}
	// Four bytes begin every record: its kind and the length of its data.
	r.kind = int(binary.LittleEndian.Uint16(b.stream[offset:]))
	size := int(binary.LittleEndian.Uint16(b.stream[offset+2:]))
	r.next = offset + 4 + size
	if r.next > len(b.stream) {
		return record{}, false, damaged("the record 0x%04X at byte %d is cut: %d bytes, %d are there", r.kind, offset, size,
			len(b.stream)-offset-4)
	}
	r.data = b.stream[offset+4 : r.next]
	// A sector that is lost may leave zeros; a single empty record of type 0 is written by some programs.
	zeros := offset+8 <= len(b.stream) && binary.LittleEndian.Uint64(b.stream[offset:]) == 0
	if r.kind > maxKind || size > maxRecord || zeros {
		return record{}, false, damaged("at byte %d stands no record: what was there is lost", offset)
	}
	return r, true, nil
}

// head reads what begins a record: its kind and the length of its data. ok is false wherever anything is not as it
// nearly always is, and then recordAt says what.
func (b *Reader) head(offset int) (kind, size int, ok bool) {
	if uint(offset) > uint(len(b.stream)-4) || len(b.stream) < 4 {
		return 0, 0, false
	}
	both := binary.LittleEndian.Uint32(b.stream[offset:])
	kind, size = int(both&0xFFFF), int(both>>16)
	return kind, size, both != 0 && kind <= maxKind && size <= maxRecord && size <= len(b.stream)-4-offset
}

// continued lists a record's data with that of the CONTINUE records behind it, and returns the offset behind
// the last. A record holds at most 8,224 bytes; longer content, such as the shared strings, runs on in these.
func (b *Reader) continued(r *record) (parts [][]byte, next int, err error) {
	parts, next = [][]byte{r.data}, r.next
	for {
		more, ok, err := b.recordAt(next)
		if err != nil {
			return nil, 0, err
		}
		if !ok || more.kind != recContinue {
			return parts, next, nil
		}
		const overhead = 64 // of one part in a list that grows
		if err := b.hold(overhead); err != nil {
			return nil, 0, err
		}
		parts, next = append(parts, more.data), more.next
	}
}

// u16 and u32 read the little-endian numbers of the format as int. A u32 stays positive: int has 64 bits wherever
// tonghop is built.
func u16(data []byte) int { return int(binary.LittleEndian.Uint16(data)) }
func u32(data []byte) int { return int(binary.LittleEndian.Uint32(data)) }

// need refuses a record that is shorter than its fields.
func (r *record) need(size int) error {
	if len(r.data) < size {
		return damaged("the record 0x%04X has %d bytes; at least %d are needed", r.kind, len(r.data), size)
	}
	return nil
}

// exactly refuses a record of another length than all of its kind have. Such a length is a sign that what is
// read as a record began elsewhere.
func (r *record) exactly(size int) error {
	if len(r.data) != size {
		return damaged("the record 0x%04X has %d bytes, not %d", r.kind, len(r.data), size)
	}
	return nil
}

// isNumber refuses a NUMBER record of another length than 14 bytes. One PHP library writes 18, with four bytes
// too many behind the number, and those are let pass. But where a record of a cell or of the sheet's end begins
// in these four bytes, the length is damaged, and that record would be lost in silence.
func (r *record) isNumber() error {
	const usual, padded = 14, 18
	if len(r.data) != padded {
		return r.exactly(usual)
	}
	switch u16(r.data[usual:]) {
	case recFormula, recEOF, recMulRK, recRString, recLabelSST, recNumber, recLabel, recBoolErr, recString, recRow, recRK:
		return r.exactly(usual)
	}
	return nil
}
