package ole

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// stream is a stream to be written.
type stream struct {
	name    string
	content []byte
}

// image is a compound file made by hand, which knows where its parts lie, so that a test can damage one of them.
type image struct {
	data []byte
	size int // of a sector
	// The sectors of each part in the order of its content. Parts are named by what they are, or as the stream is.
	sectors map[string][]uint32
}

// Parts that are no streams.
const (
	partFAT       = "FAT"
	partDIFAT     = "DIFAT"
	partDirectory = "directory"
	partMiniFAT   = "mini-FAT"
	partShort     = "short streams"
)

// Orders of n sectors: as they come; the last one first, so that no two of a chain lie one behind the other; and as
// they come, but the last one, which is the FAT's, in front.
func straight(n int) []int { return ordered(n, func(i int) int { return i }) }
func backward(n int) []int { return ordered(n, func(i int) int { return n - 1 - i }) }

func lastInFront(n int) []int { return ordered(n, func(i int) int { return (i + 1) % n }) }

func ordered(n int, place func(int) int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = place(i)
	}
	return all
}

// build makes a compound file with sectors of 512 bytes (version 3) or 4,096 (version 4). order says where in the file
// each sector lies: first those of the directory, then those of the short streams, then each long stream, then the FAT
// and the DIFAT.
func build(size int, order func(int) []int, streams ...stream) *image {
	m := &image{size: size, sectors: map[string][]uint32{}}
	short, miniFAT, starts := shortStreams(order, streams)
	directory := make([]byte, entryLength*(1+len(streams)))
	parts := []stream{{partDirectory, directory}, {partShort, short}, {partMiniFAT, miniFAT}}
	for _, s := range streams {
		if len(s.content) >= shortStream {
			parts = append(parts, s)
		}
	}
	count := 0
	for _, p := range parts {
		count += m.count(len(p.content))
	}
	fats, difats := 0, 0
	for each := size / numberLength; fats*each < count+fats+difats || 109+difats*(each-1) < fats; {
		fats = (count + fats + difats + each - 1) / each
		difats = (max(fats-109, 0) + each - 2) / (each - 1)
	}
	places := order(count + fats + difats)
	m.data = make([]byte, size*(1+len(places)))
	take := func(part string, sectors int) []uint32 {
		for _, place := range places[:sectors] {
			m.sectors[part] = append(m.sectors[part], uint32(place))
		}
		places = places[sectors:]
		return m.sectors[part]
	}
	for _, p := range parts {
		take(p.name, m.count(len(p.content)))
	}
	m.header(take(partFAT, fats), take(partDIFAT, difats))
	for _, p := range parts {
		m.chain(p.name, p.content)
	}
	m.directory(streams, starts, len(short))
	return m
}

// shortStreams lays out the streams of few bytes, in the same order as all sectors.
func shortStreams(order func(int) []int, streams []stream) (data, table []byte, starts map[string]uint32) {
	starts = map[string]uint32{}
	count := 0
	for _, s := range streams {
		if len(s.content) < shortStream {
			count += (len(s.content) + shortSector - 1) / shortSector
		}
	}
	data, table = make([]byte, shortSector*count), make([]byte, numberLength*count)
	places := order(count)
	for _, s := range streams {
		if len(s.content) >= shortStream || len(s.content) == 0 {
			continue
		}
		starts[s.name] = uint32(places[0])
		for rest := s.content; len(rest) > 0; places = places[1:] {
			n := copy(data[shortSector*places[0]:][:shortSector], rest)
			next := uint32(endOfChain)
			if rest = rest[n:]; len(rest) > 0 {
				next = uint32(places[1])
			}
			binary.LittleEndian.PutUint32(table[numberLength*places[0]:], next)
		}
	}
	return data, table, starts
}

func (m *image) count(bytes int) int { return (bytes + m.size - 1) / m.size }

// at is where a sector begins.
func (m *image) at(sector uint32) int { return m.size * (1 + int(sector)) }

// put writes a number.
func (m *image) put(at int, number uint32) { binary.LittleEndian.PutUint32(m.data[at:], number) }

// link is where the FAT says which sector follows one.
func (m *image) link(sector uint32) int {
	each := uint32(m.size / numberLength)
	return m.at(m.sectors[partFAT][sector/each]) + numberLength*int(sector%each)
}

// entry is where an entry of the directory begins: 0 is the root, 1 the first stream.
func (m *image) entry(i int) int {
	each := m.size / entryLength
	return m.at(m.sectors[partDirectory][i/each]) + entryLength*(i%each)
}

// header writes the header, and an empty FAT with the DIFAT that leads to it.
func (m *image) header(fat, difat []uint32) {
	const lowest, atFATCount, atOrder, listed = 24, 44, 28, 109
	copy(m.data, Magic)
	version, shift := uint32(3), uint32(9)
	if m.size == 4096 {
		version, shift = 4, 12
	}
	m.put(lowest, version<<16|0x3E)
	m.put(atOrder, shift<<16|0xFFFE)
	m.put(atFATCount, uint32(len(fat)))
	m.put(atDirectory, m.sectors[partDirectory][0])
	m.put(atMiniFAT, endOfChain)
	if mini := m.sectors[partMiniFAT]; len(mini) > 0 {
		m.put(atMiniFAT, mini[0])
	}
	m.put(atMiniFATCount, uint32(len(m.sectors[partMiniFAT])))
	m.put(atDIFAT, endOfChain)
	m.put(atDIFATCount, uint32(len(difat)))
	for i := range listed {
		m.put(atFATSectors+numberLength*i, noEntry)
	}
	for _, sector := range append(append([]uint32{}, fat...), difat...) {
		copy(m.data[m.at(sector):], bytes.Repeat([]byte{0xFF}, m.size))
	}
	before, each := atDIFAT, m.size/numberLength-1
	for i, sector := range difat {
		m.put(before, sector)
		before = m.at(sector) + numberLength*each
		m.put(before, endOfChain)
		m.put(m.link(sector), 0xFFFFFFFC)
		for j, listed := range fat[min(listed+each*i, len(fat)):min(listed+each*(i+1), len(fat))] {
			m.put(m.at(sector)+numberLength*j, listed)
		}
	}
	for i, sector := range fat {
		m.put(m.link(sector), 0xFFFFFFFD)
		if i < listed {
			m.put(atFATSectors+numberLength*i, sector)
		}
	}
}

// chain writes a content into the sectors of a part.
func (m *image) chain(part string, content []byte) {
	sectors := m.sectors[part]
	for i, sector := range sectors {
		next := uint32(endOfChain)
		if i+1 < len(sectors) {
			next = sectors[i+1]
		}
		m.put(m.link(sector), next)
		copy(m.data[m.at(sector):][:m.size], content[m.size*i:])
	}
}

// directory writes the root and the streams, each of which has the next one to its right.
func (m *image) directory(streams []stream, starts map[string]uint32, short int) {
	start := uint32(endOfChain)
	if short > 0 {
		start = m.sectors[partShort][0]
	}
	m.write(0, "Root Entry", 5, start, short)
	m.put(m.entry(0)+atChild, 1)
	for i, s := range streams {
		start, ok := starts[s.name]
		switch {
		case len(s.content) >= shortStream:
			start = m.sectors[s.name][0]
		case !ok:
			start = endOfChain
		}
		m.write(1+i, s.name, kindStream, start, len(s.content))
		if i+1 < len(streams) {
			m.put(m.entry(1+i)+atRight, uint32(2+i))
		}
	}
}

func (m *image) write(i int, name string, kind byte, start uint32, length int) {
	at := m.entry(i)
	m.rename(i, name)
	m.data[at+atKind] = kind
	for _, neighbour := range []int{atLeft, atRight, atChild} {
		m.put(at+neighbour, noEntry)
	}
	m.put(at+atStart, start)
	m.put(at+atSize, uint32(length))
}

// rename gives an entry another name.
func (m *image) rename(i int, name string) {
	at := m.entry(i)
	units := utf16.Encode([]rune(name))
	clear(m.data[at : at+atNameLength])
	for j, unit := range units {
		binary.LittleEndian.PutUint16(m.data[at+2*j:], unit)
	}
	binary.LittleEndian.PutUint16(m.data[at+atNameLength:], uint16(2*len(units)+2))
}
