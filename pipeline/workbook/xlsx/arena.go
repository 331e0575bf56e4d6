package xlsx

import "strings"

// arena keeps many short texts in few allocations: texts are appended to chunks, each twice as large as the one before,
// up to 16 KiB, and one that is long has a chunk of its own. A caller refers to a text by its place instead of by a
// string. A place holds no pointer, so the garbage collector need not follow one for each of half a million held cells.
type arena struct {
	// The chunks that are full, and how many chunks before them were forgotten.
	full    []string
	dropped uint32
	// The chunk that is being filled, and for how many bytes it was made. It is never grown, so that texts taken from it
	// stay where they are.
	chunk strings.Builder
	size  int
}

// place is where an arena keeps a text: the number of the chunk and the offset in it, packed into one number,
// and the length in bytes.
type place struct{ at, length uint32 }

const (
	chunkBits  = 14
	chunkBytes = 1 << chunkBits
	firstChunk = 1 << 10        // bytes
	longText   = chunkBytes / 8 // has a chunk of its own
)

// keep copies the text into the arena. The place stays good until forget drops its chunk.
func (a *arena) keep(text []byte) place {
	if len(text) > longText {
		a.fill(string(text))
		return place{(a.current() - 1) << chunkBits, uint32(len(text))}
	}
	if a.chunk.Cap()-a.chunk.Len() < len(text) {
		a.fill("")
		a.size = min(max(2*a.size, firstChunk, len(text)), chunkBytes)
		a.chunk.Grow(a.size)
	}
	from := a.chunk.Len()
	a.chunk.Write(text)
	return place{a.current()<<chunkBits | uint32(from), uint32(len(text))}
}

// current is the number of the chunk that is being filled.
func (a *arena) current() uint32 { return a.dropped + uint32(len(a.full)) }

// fill ends the chunk that is being filled, and adds a whole one.
func (a *arena) fill(whole string) {
	if a.chunk.Len() > 0 {
		a.full = append(a.full, a.chunk.String())
		a.chunk = strings.Builder{}
	}
	if whole != "" {
		a.full = append(a.full, whole)
	}
}

// text is what was kept at a place.
func (a *arena) text(p place) string {
	chunk, from := a.chunk.String(), p.at%chunkBytes
	if i := p.at>>chunkBits - a.dropped; i < uint32(len(a.full)) {
		chunk = a.full[i]
	}
	return chunk[from : from+p.length]
}

// forget drops old chunks while a large sheet streams. The last two chunks stay: only the cell that is being
// delivered and the one before it, with which it is compared, are still referred to.
func (a *arena) forget() {
	const kept = 2
	if n := len(a.full) - kept; n > 0 {
		a.dropped += uint32(n)
		a.full = append(a.full[:0], a.full[n:]...)
	}
}
