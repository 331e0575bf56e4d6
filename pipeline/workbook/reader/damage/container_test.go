package damage

import (
	"bytes"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// containerMutations are what careless tools do to the zip container: every part is there to be unpacked, and some
// header lies.
func containerMutations() []mutation {
	return []mutation{
		{"checksum wrong in both headers", refused, lie(true, func(r *rand.Rand, e *entry) {
			e.central.crc ^= 1 << r.IntN(32)
			e.local.crc = e.central.crc
		})},
		{"checksum wrong in the directory", refused, lie(true, func(r *rand.Rand,
			e *entry) {
			e.central.crc ^= 1 << r.IntN(32)
		})},
		{"checksum wrong in the local header", either, lie(false, func(r *rand.Rand, e *entry) { e.local.crc = r.Uint32() })},
		{"size wrong in both headers", refused, lie(true, func(r *rand.Rand, e *entry) {
			e.central.size = wrong(r, e.central.size)
			e.local.size = e.central.size
		})},
		{"size wrong in the directory", refused, lie(true, func(r *rand.Rand, e *entry) {
			e.central.size = wrong(r,
				e.central.size)
		})},
		{"size wrong in the local header", either, lie(false, func(r *rand.Rand, e *entry) {
			e.local.size = wrong(r,
				e.local.size)
		})},
		{"packed size wrong in both headers", either, lie(false, func(r *rand.Rand, e *entry) {
			e.central.packed = wrong(r, e.central.packed)
			e.local.packed = e.central.packed
		})},
		{"packed size wrong in the directory", either, lie(false, func(r *rand.Rand, e *entry) {
			e.central.packed = wrong(r,
				e.central.packed)
		})},
		{"packed size wrong in the local header", either, lie(false, func(r *rand.Rand, e *entry) {
			e.local.packed = wrong(r,
				e.local.packed)
		})},
		{"content cut, headers right", refused, lie(true, func(r *rand.Rand,
			e *entry) {
			e.body = e.body[:r.IntN(len(e.body))]
		})},
		{"content cut, packed sizes too", refused, lie(true, func(r *rand.Rand, e *entry) {
			e.body = e.body[:r.IntN(len(e.body))]
			e.local.packed, e.central.packed = uint32(len(e.body)), uint32(len(e.body))
		})},
		{"content of another part", refused, otherContent},
		{"method wrong", either, lie(false, func(r *rand.Rand, e *entry) { e.central.method = uint16(r.IntN(13)) })},
		{"part said to be encrypted", refused, lie(true, func(_ *rand.Rand, e *entry) { e.central.flags |= 1 })},
		{"offset wrong", refused, lie(true, func(r *rand.Rand, e *entry) { e.offsetError = 1 + r.IntN(300) })},
		{"offsets swapped", refused, swapOffsets},
		{"part renamed", either, lie(false, func(_ *rand.Rand, e *entry) { *e = e.named("x" + e.central.name) })},
		{"part renamed in the directory", either, lie(false, func(_ *rand.Rand, e *entry) {
			e.central.name = "x" +
				e.central.name
		})},
		{"part renamed in its own header", refused, lie(true, func(_ *rand.Rand, e *entry) {
			e.local.name = "x" +
				e.local.name
		})},
		{"part moved to another folder", either, lie(false, move)},
		{"part missing", either, remove},
		{"part missing from the directory only", either, lie(false, func(_ *rand.Rand, e *entry) { e.unlisted = true })},
		{"part twice", either, twice},
		{"part twice, one of them cut", either, twiceCut},
		{"parts of two kinds swapped", either, swapKinds},
		{"end record counts too few", refused, end(func(r *rand.Rand,
			c *container) {
			c.countError = -1 - r.IntN(len(c.entries))
		})},
		{"end record counts too many", refused, end(func(r *rand.Rand, c *container) { c.countError = 1 + r.IntN(9) })},
		{"end record gives another length", refused, end(func(r *rand.Rand, c *container) {
			c.lengthError = nonZero(r,
				100)
		})},
		{"end record gives another offset", refused, end(func(r *rand.Rand, c *container) {
			c.offsetError = nonZero(r,
				100)
		})},
		{"a workbook inside, the outer one cut behind it", refused, cutBehindInner},

		{"parts in another order", same, shuffle},
		{"parts stored", same, end(func(_ *rand.Rand, c *container) {
			for i := range c.entries {
				e := &c.entries[i]
				*e = packPart(part{e.central.name, inflate(e.body)}, stored)
			}
		})},
		{"names of parts in other letter case", same, rename(strings.ToUpper)},
		{"names of parts with backslashes", same, rename(func(name string) string {
			return strings.ReplaceAll(name, "/",
				`\`)
		})},
		{"padded headers", same, end(func(r *rand.Rand, c *container) {
			for i := range c.entries {
				c.entries[i].padding = r.IntN(40)
			}
		})},
		{"a folder and a picture more", same, end(func(_ *rand.Rand, c *container) {
			c.entries = append(c.entries, packPart(part{"xl/media/", nil}, stored), packPart(part{"xl/media/image1.png",
				[]byte("\x89PNG")}, stored))
		})},
		{"bytes behind the end", same, end(func(r *rand.Rand, c *container) { c.after = make([]byte, 1+r.IntN(1000)) })},
	}
}

// lie changes what the headers of one part say. With essential it is one that every reading needs.
func lie(essential bool, how func(*rand.Rand, *entry)) func(*rand.Rand, *sample) []byte {
	return func(r *rand.Rand, s *sample) []byte {
		i, ok := s.pick(r, essential)
		if !ok {
			return nil
		}
		c := s.packed.clone()
		how(r, &c.entries[i])
		return c.bytes()
	}
}

func end(how func(*rand.Rand, *container)) func(*rand.Rand, *sample) []byte {
	return func(r *rand.Rand, s *sample) []byte {
		c := s.packed.clone()
		how(r, c)
		return c.bytes()
	}
}

// named is the entry under another name.
func (e entry) named(name string) entry {
	e.local.name, e.central.name = name, name
	return e
}

func rename(how func(string) string) func(*rand.Rand, *sample) []byte {
	return end(func(_ *rand.Rand, c *container) {
		for i, e := range c.entries {
			c.entries[i] = e.named(how(e.central.name))
		}
	})
}

func wrong(r *rand.Rand, size uint32) uint32 {
	switch r.IntN(4) {
	case 0:
		return size / 2
	case 1:
		return size + 1 + r.Uint32N(100)
	case 2:
		return size ^ 1<<r.IntN(20)
	}
	return size - 1 - r.Uint32N(max(size, 1))
}

func nonZero(r *rand.Rand, most int) int {
	n := 1 + r.IntN(most)
	if r.IntN(2) == 0 {
		return -n
	}
	return n
}

// otherContent puts the compressed bytes of one part where another's are expected.
func otherContent(r *rand.Rand, s *sample) []byte {
	i, ok := s.pick(r, true)
	j := r.IntN(len(s.parts))
	if !ok || bytes.Equal(s.parts[i].content, s.parts[j].content) {
		return nil
	}
	c := s.packed.clone()
	c.entries[i].body = c.entries[j].body
	return c.bytes()
}

func swapOffsets(r *rand.Rand, s *sample) []byte {
	i, ok := s.pick(r, true)
	j := r.IntN(len(s.parts))
	if !ok || i == j {
		return nil
	}
	c := s.packed.clone()
	c.entries[i].local, c.entries[j].local = c.entries[j].local, c.entries[i].local
	c.entries[i].body, c.entries[j].body = c.entries[j].body, c.entries[i].body
	return c.bytes()
}

func move(r *rand.Rand, e *entry) {
	folder := []string{"", "xl/", "xl/moved/", "xl/worksheets/x/"}[r.IntN(4)]
	*e = e.named(folder + path.Base(e.central.name))
}

func remove(r *rand.Rand, s *sample) []byte {
	c := s.packed.clone()
	i := r.IntN(len(c.entries))
	c.entries = slices.Delete(c.entries, i, i+1)
	return c.bytes()
}

func twice(r *rand.Rand, s *sample) []byte {
	c := s.packed.clone()
	c.entries = append(c.entries, c.entries[r.IntN(len(c.entries))])
	return c.bytes()
}

func twiceCut(r *rand.Rand, s *sample) []byte {
	again := s.parts[r.IntN(len(s.parts))]
	again.content = again.content[:r.IntN(len(again.content)+1)]
	c := s.packed.clone()
	c.entries = slices.Insert(c.entries, r.IntN(2)*len(c.entries), packPart(again, deflated))
	return c.bytes()
}

// swapKinds exchanges two parts. Two sheets are left alone: exchanged, they are another workbook that is as good.
func swapKinds(r *rand.Rand, s *sample) []byte {
	i, j := r.IntN(len(s.parts)), r.IntN(len(s.parts))
	if kindOf(s.parts[i]) == kindOf(s.parts[j]) {
		return nil
	}
	c := s.packed.clone()
	c.entries[i], c.entries[j] = c.entries[j].named(s.parts[i].name), c.entries[i].named(s.parts[j].name)
	return c.bytes()
}

func shuffle(r *rand.Rand, s *sample) []byte {
	c := s.packed.clone()
	r.Shuffle(len(c.entries), func(i, j int) { c.entries[i], c.entries[j] = c.entries[j], c.entries[i] })
	return c.bytes()
}

// cutBehindInner is a workbook that holds another one as an embedded object, and is cut right behind it: the last
// directory in the file is then the inner one's.
func cutBehindInner(r *rand.Rand, s *sample) []byte {
	inner := pack(bare()).bytes()
	c := s.packed.clone()
	c.entries = append(c.entries, packPart(part{"xl/embeddings/Microsoft_Excel_Worksheet.xlsx", inner}, stored))
	data := c.bytes()
	end := bytes.LastIndex(data, inner) + len(inner)
	return data[:end+r.IntN(min(60, len(data)-end))]
}
