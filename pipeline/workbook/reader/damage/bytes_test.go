package damage

import (
	"bytes"
	"math/rand/v2"
)

// fileMutations are what transport and disks do to a file. A zip container guards every byte of its parts by a
// checksum, so each must be noticed or do no harm.
func fileMutations() []mutation {
	return []mutation{
		{"file cut", either, cutFile},
		{"file cut near its end", either, func(r *rand.Rand, s *sample) []byte {
			return s.data[:len(s.data)-1-r.IntN(min(300,
				len(s.data)-1))]
		}},
		{"head of the file lost", either, func(r *rand.Rand, s *sample) []byte {
			return s.data[1+r.IntN(min(600,
				len(s.data)-1)):]
		}},
		{"bit flipped", either, func(r *rand.Rand, s *sample) []byte { return flipBits(r, s.data, 1) }},
		{"several bits flipped", either, func(r *rand.Rand, s *sample) []byte { return flipBits(r, s.data, 2+r.IntN(8)) }},
		{"bit of the directory flipped", either, flipDirectory},
		{"byte replaced", either, replaceByte},
		{"block zeroed", either, func(r *rand.Rand, s *sample) []byte {
			return fillBlock(r, s.data,
				func() byte { return 0 })
		}},
		{"block overwritten", either, func(r *rand.Rand, s *sample) []byte {
			return fillBlock(r, s.data, func() byte { return byte(r.Uint32()) })
		}},
		{"block lost", either, loseBlock},
		{"block twice", either, repeatBlock},
		{"blocks swapped", either, swapBlocks},
		{"rest of the file zero", either, zeroRest},
		{"file twice", either, func(_ *rand.Rand, s *sample) []byte { return bytes.Repeat(s.data, 2) }},
		{"file and half of it again", either, func(r *rand.Rand, s *sample) []byte {
			return append(bytes.Clone(s.data), s.data[:1+r.IntN(len(s.data)-1)]...)
		}},
	}
}

func cutFile(r *rand.Rand, s *sample) []byte { return s.data[:r.IntN(len(s.data))] }

func flipBits(r *rand.Rand, data []byte, n int) []byte {
	out := bytes.Clone(data)
	for range n {
		out[r.IntN(len(out))] ^= 1 << r.IntN(8)
	}
	return out
}

// flipDirectory aims at what no checksum guards: the directory, of some 60 bytes a part, and the end record behind it.
func flipDirectory(r *rand.Rand, s *sample) []byte {
	tail := min(len(s.data), 80*len(s.parts)+22)
	out := bytes.Clone(s.data)
	out[len(out)-1-r.IntN(tail)] ^= 1 << r.IntN(8)
	return out
}

func replaceByte(r *rand.Rand, s *sample) []byte {
	out := bytes.Clone(s.data)
	out[r.IntN(len(out))] = byte(r.Uint32())
	return out
}

// block picks a piece as disks and networks lose them, aligned half of the time.
func block(r *rand.Rand, data []byte) (from, to int) {
	size := min([]int{16, 100, 512, 1460, 4096}[r.IntN(5)], len(data))
	from = r.IntN(len(data) - size + 1)
	if r.IntN(2) == 0 {
		from -= from % size
	}
	return from, from + size
}

func fillBlock(r *rand.Rand, data []byte, with func() byte) []byte {
	out := bytes.Clone(data)
	from, to := block(r, out)
	for i := from; i < to; i++ {
		out[i] = with()
	}
	return out
}

func loseBlock(r *rand.Rand, s *sample) []byte {
	from, to := block(r, s.data)
	return splice(s.data, from, to, nil)
}

func repeatBlock(r *rand.Rand, s *sample) []byte {
	from, to := block(r, s.data)
	return splice(s.data, to, to, s.data[from:to])
}

func swapBlocks(r *rand.Rand, s *sample) []byte {
	from, to := block(r, s.data)
	size := to - from
	if len(s.data) < 2*size {
		return nil
	}
	other := r.IntN(len(s.data) - size + 1)
	if other < to && other+size > from {
		return nil
	}
	a, b := element{min(from, other), min(from, other) + size}, element{max(from, other), max(from, other) + size}
	return exchange(s.data, a, b)
}

func zeroRest(r *rand.Rand, s *sample) []byte {
	out := bytes.Clone(s.data)
	clear(out[r.IntN(len(out)):])
	return out
}
