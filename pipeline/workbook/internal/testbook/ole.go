package testbook

import (
	"encoding/binary"
	"unicode/utf16"
)

// Stream is a named stream of a container.
type Stream struct {
	Name    string
	Content []byte
}

// The sizes in bytes and the marks of a compound file ([MS-CFB] 2.1 and 2.6).
const (
	miniSector = 64
	// A stream that is shorter lies in the container's stream of short ones ([MS-CFB] 2.6.3).
	shortStream = 4096

	endOfChain = 0xFFFFFFFE
	freeSector = 0xFFFFFFFF
	fatSector  = 0xFFFFFFFD
)

// OLE packs streams into a compound file ([MS-CFB]): of version 3 with sectors of 512 bytes, or, when that would need
// more sectors of the FAT than the header lists, of version 4 with sectors of 4,096.
func OLE(streams ...Stream) []byte {
	c := container{sector: 512}
	// Every stream is an entry of the directory, which is a list here: each has the next one to its right.
	root := entry("Root Entry", 5, 0, 0)
	var directory []byte
	for _, s := range streams {
		if len(s.Content) > 6<<20 {
			c.sector = 4096
		}
	}
	for _, s := range streams {
		start := 0
		if len(s.Content) < shortStream {
			start = c.addShort(s.Content)
		} else {
			start = c.add(s.Content)
		}
		directory = append(directory, entry(s.Name, 2, start, len(s.Content))...)
	}
	binary.LittleEndian.PutUint32(root[116:], uint32(c.add(c.short)))
	binary.LittleEndian.PutUint32(root[120:], uint32(len(c.short)))
	binary.LittleEndian.PutUint32(root[76:], 1) // the first of its children
	for i := range streams[1:] {
		binary.LittleEndian.PutUint32(directory[128*i+72:], uint32(i+2)) // and the one to its right
	}
	directoryStart := c.add(append(root, directory...))
	shortChain := c.add(Units32(c.shortChain))
	return c.file(directoryStart, shortChain)
}

// container is what of a compound file comes behind its header.
type container struct {
	// The length of a sector in bytes, all sectors one behind the other, and the FAT, which has the next sector
	// of each.
	sector     int // bytes
	sectors    []byte
	chain      []uint32 // the FAT
	short      []byte
	shortChain []uint32
}

// add stores a content in sectors of its own and returns the first, or the end of a chain for an empty one.
func (c *container) add(content []byte) int {
	// Sectors follow each other, so that a chain counts up from the first one.
	start := len(c.chain)
	if len(content) == 0 {
		return endOfChain
	}
	c.sectors = append(c.sectors, padded(content, c.sector)...)
	c.chain = chained(c.chain, len(padded(content, c.sector))/c.sector)
	return start
}

// addShort stores a short content in the stream of short ones and returns its first sector there.
func (c *container) addShort(content []byte) int {
	start := len(c.shortChain)
	if len(content) == 0 {
		return endOfChain
	}
	c.short = append(c.short, padded(content, miniSector)...)
	c.shortChain = chained(c.shortChain, len(padded(content, miniSector))/miniSector)
	return start
}

// chained adds a chain of so many sectors, one behind the other.
func chained(chain []uint32, count int) []uint32 {
	for range count - 1 {
		chain = append(chain, uint32(len(chain)+1))
	}
	return append(chain, endOfChain)
}

// padded is the content filled up with zeros to whole sectors, without changing what lies behind it.
func padded(content []byte, to int) []byte {
	return append(content[:len(content):len(content)], make([]byte, (to-len(content)%to)%to)...)
}

// file puts the header before the sectors and the FAT behind them. The FAT describes its own sectors too, so
// that its size is found by trying.
func (c *container) file(directory, shortChain int) []byte {
	// The sectors of the FAT lie behind all others, and are marked as such in the FAT itself.
	fats, version, shift := 1, 3, 9
	for fats*c.sector/4 < len(c.chain)+fats {
		fats++
	}
	if c.sector == 4096 {
		version, shift = 4, 12
	}
	first := len(c.chain)
	for range fats {
		c.chain = append(c.chain, fatSector)
	}
	for len(c.chain)%(c.sector/4) != 0 {
		c.chain = append(c.chain, freeSector)
	}
	// The header has 76 bytes of fields, then the places of the first 109 sectors of the FAT.
	header := Join([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 16), U16(0x3E), U16(version), U16(0xFFFE),
		U16(shift), U16(6), make([]byte, 10),
		U32(fats), U32(directory), U32(0), U32(shortStream), U32(shortChain), U32((len(c.shortChain)*4+c.sector-1)/c.sector),
		U32(endOfChain), U32(0))
	for i := range 109 {
		if i < fats {
			header = append(header, U32(first+i)...)
		} else {
			header = append(header, U32(freeSector)...)
		}
	}
	return Join(padded(header, c.sector), c.sectors, Units32(c.chain))
}

// Units32 are fields of four bytes.
func Units32(units []uint32) []byte {
	var data []byte
	for _, u := range units {
		data = binary.LittleEndian.AppendUint32(data, u)
	}
	return data
}

// entry is one entry of the directory, of 128 bytes, without neighbours. kind is 5 for the root and 2 for a
// stream.
func entry(name string, kind byte, start, size int) []byte {
	units := append(utf16.Encode([]rune(name)), 0)
	return Join(padded(Units(units), 64), U16(2*len(units)), []byte{kind, 1}, U32(freeSector), U32(freeSector),
		U32(freeSector),
		make([]byte, 36), U32(start), U32(size), U32(0))
}
