package damage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// xlsMutations are damages of structure. An .xls has no checksum, so a bit that flips inside a number, or a sector that
// is exchanged for another one of the same kind, makes another workbook that is as good; what can be noticed is what is
// lost.
func xlsMutations() []mutation {
	return []mutation{
		{"xls: file cut", either, cutFile},
		{"xls: file cut near its end", either, func(r *rand.Rand,
			s *sample) []byte {
			return s.data[:len(s.data)-1-r.IntN(min(3000, len(s.data)-1))]
		}},
		{"xls: rest of the file zero", either, zeroRest},
		{"xls: sector lost", either, func(r *rand.Rand, s *sample) []byte {
			at := anySector(r, s)
			return splice(s.data, at, at+sector, nil)
		}},
		{"xls: sector zeroed", either, func(r *rand.Rand, s *sample) []byte {
			at := anySector(r, s)
			return splice(s.data, at, at+sector, make([]byte, sector))
		}},
		{"xls: sector twice", either, func(r *rand.Rand, s *sample) []byte {
			at := anySector(r, s)
			return splice(s.data, at, at, s.data[at:at+sector])
		}},
		{"xls: sent as text", either, func(r *rand.Rand, s *sample) []byte {
			if r.IntN(2) == 0 {
				return bytes.ReplaceAll(s.data, []byte{'\r'}, nil)
			}
			return bytes.ReplaceAll(s.data, []byte{'\n'}, []byte("\r\n"))
		}},
		{"xls: bit of the header flipped", either, func(r *rand.Rand, s *sample) []byte {
			return flipWithin(r, s, 0,
				sector)
		}},
		{"xls: bit of the allocation table flipped", either, func(r *rand.Rand, s *sample) []byte {
			at := int(binary.LittleEndian.Uint32(s.data[76:])+1) * sector
			return flipWithin(r, s, at, at+sector)
		}},
		{"xls: length wrong of a record of fixed length", either, inStream(wrongLength)},
		{"xls: record lost before the last sheet", refused, inStream(func(r *rand.Rand, stream []byte,
			records []element) []byte {
			lost := records[r.IntN(len(records))]
			if lost.from >= bytes.LastIndex(stream, lastSheet) {
				return nil // in the last sheet a record more or less is another workbook that is as good
			}
			return splice(stream, lost.from, lost.to, nil)
		})},
		{"xls: end of a sheet lost", refused, inStream(func(r *rand.Rand, stream []byte, records []element) []byte {
			at := bytes.LastIndex(stream, []byte{0x0A, 0, 0, 0})
			return splice(stream, at, at+4, nil)
		})},
		{"xls: shared string that does not exist", refused, inStream(func(r *rand.Rand, stream []byte,
			records []element) []byte {
			for range 100 {
				e := records[r.IntN(len(records))]
				if binary.LittleEndian.Uint16(stream[e.from:]) == recLabelSST {
					return splice(stream, e.to-4, e.to, []byte{0, 0, byte(1 + r.IntN(9)), 0})
				}
			}
			return nil
		})},
		{"xls: stream cut", refused, inStream(func(r *rand.Rand, stream []byte, _ []element) []byte {
			return stream[:len(stream)-1-r.IntN(len(stream)-1)]
		})},
		{"xls: records without a container", same, func(_ *rand.Rand, s *sample) []byte { return s.stream }},
	}
}

const recLabelSST = 0x00FD

// lastSheet is how the last sheet of the generated workbook begins: with an empty record that only it has.
var lastSheet = []byte("\xF2\x0F\x00\x00")

func anySector(r *rand.Rand, s *sample) int { return (1 + r.IntN(len(s.data)/sector-1)) * sector }

func flipWithin(r *rand.Rand, s *sample, from, to int) []byte {
	out := bytes.Clone(s.data)
	if to > len(out) {
		return nil
	}
	out[from+r.IntN(to-from)] ^= 1 << r.IntN(8)
	return out
}

// inStream changes the records and lays them out again. Only generated workbooks have their stream at hand.
func inStream(how func(*rand.Rand, []byte, []element) []byte) func(*rand.Rand, *sample) []byte {
	return func(r *rand.Rand, s *sample) []byte {
		if s.stream == nil {
			return nil
		}
		changed := how(r, s.stream, recordsOf(s.stream))
		if changed == nil || bytes.Equal(changed, s.stream) {
			return nil
		}
		return oleWorkbook(changed)
	}
}

// wrongLength changes the length of a record whose kind has but one. A record with a text or a formula that is said to
// be longer may swallow whole ones behind it, and nobody could tell.
func wrongLength(r *rand.Rand, stream []byte, records []element) []byte {
	e := records[r.IntN(len(records))]
	size := e.to - e.from - 4 + nonZero(r, 60)
	switch binary.LittleEndian.Uint16(stream[e.from:]) {
	case 0x000A, 0x00BD, recLabelSST, 0x0203, 0x0208, 0x027E, 0x0809:
	default:
		return nil
	}
	return splice(stream, e.from+2, e.from+4, binary.LittleEndian.AppendUint16(nil, uint16(size)))
}

func recordsOf(stream []byte) []element {
	var all []element
	for at := 0; at+4 <= len(stream); {
		to := at + 4 + int(binary.LittleEndian.Uint16(stream[at+2:]))
		all = append(all, element{at, to})
		at = to
	}
	return all
}

// oleWorkbook puts the workbook before another stream, as Excel does: behind a lost sector, its chain then runs into
// that.
func oleWorkbook(stream []byte) []byte {
	padded := append(bytes.Clone(stream), make([]byte, max(0, 4096-len(stream)))...)
	return ole([]string{"Workbook", "\x05SummaryInformation"}, [][]byte{padded, bytes.Repeat([]byte{0xFE, 0xFF, 7},
		4096/3+1)})
}

// xlsStream is a workbook of BIFF8 with two sheets and every kind of cell.
func xlsStream() []byte {
	sheets := []string{"Báo cáo", "Quý III"}
	bodies := [][]byte{xlsSheet(40, 0), append(bytes.Clone(lastSheet), xlsSheet(30, 7)...)}
	globals := xlsGlobals(sheets, []uint32{0, 0})
	first := uint32(len(globals))
	bof := xlsBOF(0x0010)
	second := first + uint32(len(bof)+len(bodies[0]))
	stream := xlsGlobals(sheets, []uint32{first, second})
	for _, body := range bodies {
		stream = append(append(stream, bof...), body...)
	}
	return stream
}

func xlsBOF(kind uint16) []byte {
	var b biff
	b.record(0x0809, uint16(0x0600), kind, uint16(0x0DBB), uint16(0x07CC), uint32(0), uint32(6))
	return b.data
}

func xlsGlobals(sheets []string, offsets []uint32) []byte {
	b := biff{data: xlsBOF(0x0005)}
	b.record(0x0042, uint16(1200))
	for _, font := range []string{"Times New Roman", "Times New Roman", "Times New Roman", "Times New Roman", ".VnTime"} {
		n, text := wide(font)
		b.record(0x0031, uint16(240), uint16(0), uint16(0x7FFF), uint16(400), uint16(0), byte(0), byte(0), byte(0), byte(0),
			byte(n), text)
	}
	n, text := wide("dd/mm/yyyy")
	b.record(0x041E, uint16(164), n, text)
	for _, xf := range [][2]uint16{{0, 0}, {0, 3}, {0, 164}, {5, 0}} {
		b.record(0x00E0, xf[0], xf[1], make([]byte, 16))
	}
	for i, name := range sheets {
		n, text := wide(name)
		b.record(0x0085, offsets[i], uint16(0), byte(n), text)
	}
	xlsStrings(&b)
	b.record(0x000A)
	return b.data
}

// xlsStrings writes 60 shared strings, of which one goes on in the next record.
func xlsStrings(b *biff) {
	var table []byte
	cut := 0
	for i := range 60 {
		n, text := wide(fmt.Sprintf("Chỉ tiêu số %d: số người được kết nạp", i))
		if i == 30 {
			cut = len(table) + 2 + 1 + 20 // inside its characters
		}
		table = append(binary.LittleEndian.AppendUint16(table, n), text...)
	}
	b.record(0x00FC, uint32(60), uint32(60), table[:cut])
	b.record(0x003C, byte(1), table[cut:])
}

// xlsSheet writes the records behind a sheet's BOF.
func xlsSheet(rows, seed int) []byte {
	var b biff
	b.record(0x0200, uint32(0), uint32(rows), uint16(0), uint16(8), uint16(0))
	b.record(0x007D, uint16(6), uint16(6), uint16(2560), uint16(0), uint16(1), uint16(0))
	for row := range rows {
		hidden := uint32(0x100)
		if row == 5 {
			hidden |= 0x20
		}
		b.record(0x0208, uint16(row), uint16(0), uint16(8), uint16(255), uint32(0), hidden)
	}
	for row := range rows {
		at, value := uint16(row), uint32(row*37+seed)
		b.record(recLabelSST, at, uint16(0), uint16(0), uint32((row+seed)%60))
		b.record(0x0203, at, uint16(1), uint16(1), float64(value)/7)
		b.record(0x027E, at, uint16(2), uint16(0), value<<2|2)
		b.record(0x00BD, at, uint16(3), uint16(0), value<<2|3, uint16(0), (value+1)<<2|2, uint16(4))
		switch row % 4 {
		case 0:
			b.record(0x0205, at, uint16(5), uint16(0), byte(1), byte(0))
		case 1:
			b.record(0x0006, at, uint16(5), uint16(0), float64(value), uint16(0), uint32(0), uint16(3), byte(0x1E), uint16(5))
		case 2:
			b.record(0x0006, at, uint16(5), uint16(0), []byte{0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, uint16(0), uint32(0), uint16(3),
				byte(0x1E), uint16(5))
			n, text := wide(fmt.Sprintf("kết quả %d", value))
			b.record(0x0207, n, text)
		case 3:
			b.record(0x0203, at, uint16(5), uint16(2), float64(44469+row))
		}
		n, text := wide("ghi chú")
		b.record(0x0204, at, uint16(7), uint16(0), n, text)
	}
	b.record(0x00E5, uint16(1), uint16(0), uint16(1), uint16(0), uint16(2))
	b.record(0x000A)
	return b.data
}
