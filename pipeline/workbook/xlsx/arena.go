package xlsx

import "strings"

// arena keeps many short texts in few allocations. Each has a place: who refers to it by that needs no pointer, which
// the garbage collector would have to follow for every cell.
type arena struct {
	full    []string // chunks
	dropped uint32   // chunks before them
	chunk   strings.Builder
}

// place is where an arena keeps a text.
type place struct{ at, length uint32 }

const (
	chunkBits  = 14
	chunkBytes = 1 << chunkBits
	longText   = chunkBytes / 8 // has a chunk of its own
)

func (a *arena) keep(text []byte) place {
	if len(text) > longText {
		a.fill(string(text))
		return place{(a.current() - 1) << chunkBits, uint32(len(text))}
	}
	if a.chunk.Cap()-a.chunk.Len() < len(text) {
		a.fill("")
		a.chunk.Grow(chunkBytes)
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

func (a *arena) text(p place) string {
	chunk, from := a.chunk.String(), p.at%chunkBytes
	if i := p.at>>chunkBits - a.dropped; i < uint32(len(a.full)) {
		chunk = a.full[i]
	}
	return chunk[from : from+p.length]
}

// forget drops what was kept before the last two texts.
func (a *arena) forget() {
	const kept = 2
	if n := len(a.full) - kept; n > 0 {
		a.dropped += uint32(n)
		a.full = append(a.full[:0], a.full[n:]...)
	}
}
