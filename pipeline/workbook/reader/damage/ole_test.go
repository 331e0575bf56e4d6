package damage

import (
	"encoding/binary"
	"math"
	"unicode/utf16"
)

const sector = 512

// ole lays streams out in a compound file of version 3 ([MS-CFB]): header, allocation table, directory, streams. Each
// stream is at least 4,096 bytes long, so that it has sectors of its own.
func ole(names []string, streams [][]byte) []byte {
	le := binary.LittleEndian
	var body []byte
	var fat []uint32
	chain := func(data []byte, padTo int) uint32 {
		first := uint32(len(fat))
		data = append(data, make([]byte, (padTo-len(data)%padTo)%padTo)...)
		for i := range len(data) / sector {
			fat = append(fat, first+uint32(i)+1)
		}
		fat[len(fat)-1] = endOfChain
		body = append(body, data...)
		return first
	}
	directory := oleEntry("Root Entry", 5, endOfChain, 0, 1)
	var laidOut uint32
	for _, s := range streams {
		laidOut += uint32(len(s)+sector-1) / sector
	}
	tables := (laidOut + 1 + 127) / 127 // each sector of the table serves itself and 127 others
	start := tables + 1                 // the directory has one sector
	for i, s := range streams {
		directory = append(directory, oleEntry(names[i], 2, start, uint32(len(s)), uint32(i+2))...)
		start += uint32(len(s)+sector-1) / sector
	}
	le.PutUint32(directory[len(directory)-oleEntryLength+oleRight:], noStream) // the last has no sibling
	for range tables {
		fat = append(fat, fatSector)
	}
	chain(directory, sector)
	for _, s := range streams {
		chain(append([]byte(nil), s...), sector)
	}
	header := make([]byte, sector)
	copy(header, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	le.PutUint32(header[24:], 0x0003003E) // versions
	le.PutUint32(header[28:], 0x0009FFFE) // byte order, size of sectors
	le.PutUint16(header[32:], 6)
	le.PutUint32(header[44:], tables)
	le.PutUint32(header[48:], tables) // the directory follows the table
	le.PutUint32(header[56:], 4096)
	le.PutUint32(header[60:], endOfChain)
	le.PutUint32(header[68:], endOfChain)
	for i := range 109 {
		at := uint32(freeSector)
		if uint32(i) < tables {
			at = uint32(i)
		}
		le.PutUint32(header[76+4*i:], at)
	}
	table := make([]byte, 0, tables*sector)
	for _, next := range fat {
		table = le.AppendUint32(table, next)
	}
	for uint32(len(table)) < tables*sector {
		table = le.AppendUint32(table, freeSector)
	}
	return append(append(header, table...), body...)
}

const (
	endOfChain     = 0xFFFFFFFE
	fatSector      = 0xFFFFFFFD
	freeSector     = 0xFFFFFFFF
	noStream       = 0xFFFFFFFF
	oleEntryLength = 128
	oleRight       = 72
)

// oleEntry is one entry of the directory. The streams hang on each other as right siblings, which is a poor tree and a
// legal one.
func oleEntry(name string, kind byte, start, size, next uint32) []byte {
	le := binary.LittleEndian
	entry := make([]byte, oleEntryLength)
	for i, unit := range utf16.Encode([]rune(name)) {
		le.PutUint16(entry[2*i:], unit)
	}
	le.PutUint16(entry[64:], uint16(2*len(name)+2))
	entry[66], entry[67] = kind, 1
	for _, sibling := range []int{68, oleRight, 76} {
		le.PutUint32(entry[sibling:], noStream)
	}
	if kind == 5 {
		le.PutUint32(entry[76:], next)
	} else {
		le.PutUint32(entry[oleRight:], next)
	}
	le.PutUint32(entry[116:], start)
	le.PutUint32(entry[120:], size)
	return entry
}

// biff is a stream of records.
type biff struct{ data []byte }

func (b *biff) record(kind uint16, fields ...any) {
	le := binary.LittleEndian
	var body []byte
	for _, f := range fields {
		switch f := f.(type) {
		case byte:
			body = append(body, f)
		case uint16:
			body = le.AppendUint16(body, f)
		case uint32:
			body = le.AppendUint32(body, f)
		case float64:
			body = le.AppendUint64(body, math.Float64bits(f))
		case []byte:
			body = append(body, f...)
		}
	}
	b.data = le.AppendUint16(b.data, kind)
	b.data = append(le.AppendUint16(b.data, uint16(len(body))), body...)
}

// wide is a text of BIFF8: flags and UTF-16.
func wide(text string) (characters uint16, body []byte) {
	units := utf16.Encode([]rune(text))
	body = []byte{1}
	for _, unit := range units {
		body = binary.LittleEndian.AppendUint16(body, unit)
	}
	return uint16(len(units)), body
}
