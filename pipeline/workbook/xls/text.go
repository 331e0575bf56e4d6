package xls

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// textBuffer is where a text is put together before it is kept as a string. Texts that are kept lie in few large
// pieces of memory.
type textBuffer struct {
	scratch []byte
	kept    strings.Builder
}

const (
	firstChunk = 1 << 10 // bytes of one piece of memory; each is twice as large as the one before, up to the largest
	keptChunk  = 16 << 10
	longText   = keptChunk / 8 // has a piece of its own
)

// keep is the text in scratch as a string.
func (t *textBuffer) keep() string {
	if len(t.scratch) > longText {
		return string(t.scratch)
	}
	if t.kept.Cap()-t.kept.Len() < len(t.scratch) {
		size := min(max(2*t.kept.Cap(), firstChunk, len(t.scratch)), keptChunk)
		t.kept = strings.Builder{}
		t.kept.Grow(size)
	}
	from := t.kept.Len()
	t.kept.Write(t.scratch)
	return t.kept.String()[from:]
}

// appendCharacters appends characters of one record in UTF-8. marks says that there may be marks apart from their
// letters; otherwise the characters are in composed form (NFC). Half of a pair of UTF-16 stands for no character: then
// ok is false and nothing is appended, since it takes more than this record to see what follows it.
func appendCharacters(to, data []byte, wide bool) (all []byte, marks, ok bool) {
	if wide {
		return appendWide(to, data)
	}
	const longest = 2 // bytes of UTF-8 for one of Latin-1
	all = slices.Grow(to, longest*len(data))
	for _, letter := range data {
		if letter < utf8.RuneSelf {
			all = append(all, letter)
		} else {
			all = append(all, 0xC0|letter>>6, 0x80|letter&0x3F)
		}
	}
	return all, false, true
}

// appendWide is appendCharacters for two bytes a character.
func appendWide(to, data []byte) (all []byte, marks, ok bool) {
	const longest, width = 3, 2 // bytes in UTF-8 and in UTF-16
	n := len(to)
	all = slices.Grow(to, longest*len(data)/width)
	all = all[:cap(all)]
	for ; len(data) >= width; data = data[width:] {
		switch unit := uint32(binary.LittleEndian.Uint16(data)); {
		case unit < utf8.RuneSelf:
			all[n] = byte(unit)
			n++
		case unit < 0x800:
			marks = marks || unit >= 0x300
			all[n], all[n+1] = 0xC0|byte(unit>>6), 0x80|byte(unit)&0x3F
			n += 2
		case unit-0xD800 < 0x800: // half of a pair
			return to, true, false
		default:
			marks = marks || unit>>8 != 0x1E // letters of Vietnamese with their marks
			all[n], all[n+1], all[n+2] = 0xE0|byte(unit>>12), 0x80|byte(unit>>6)&0x3F, 0x80|byte(unit)&0x3F
			n += 3
		}
	}
	return all[:n], marks, true
}

// characters decodes n characters of BIFF8. Wide ones are UTF-16; narrow ones are one byte each, the low half
// of UTF-16, which means Latin-1 and no code page. The caller has made sure that data is long enough.
func characters(data []byte, n int, wide bool) string {
	// Both widths are units of UTF-16 in the end.
	units := make([]uint16, n)
	for i := range units {
		if wide {
			units[i] = uint16(u16(data[2*i:]))
		} else {
			units[i] = uint16(data[i])
		}
	}
	return string(utf16.Decode(units))
}

// unicodeText reads a text of n characters of BIFF8 that lies in one record: a byte of flags, then the
// characters ([MS-XLS], XLUnicodeString). Flags also announce runs of formatting and reading aids, whose
// lengths stand before the characters and are passed over.
func unicodeText(data []byte, n int) (string, error) {
	if n == 0 {
		return "", nil // some writers leave out the flags
	}
	if len(data) < 1 {
		return "", damaged("a text has no flags")
	}
	// Flags: 0x01 for two bytes a character, 0x08 for runs of formatting, 0x04 for reading aids.
	flags, rest := data[0], data[1:]
	if flags&0x08 != 0 {
		rest = skip(rest, 2)
	}
	if flags&0x04 != 0 {
		rest = skip(rest, 4)
	}
	wide := flags&0x01 != 0
	size := n
	if wide {
		size = 2 * n
	}
	if len(rest) < size {
		return "", damaged("a text of %d characters is cut", n)
	}
	return characters(rest, n, wide), nil
}

// skip is data without its first n bytes, or nothing where it is shorter.
func skip(data []byte, n int) []byte { return data[min(n, len(data)):] }

// text reads a text of n characters in a FONT, FORMAT or BOUNDSHEET record, in the way of the file's version.
func (b *Reader) text(data []byte, n int) (string, error) {
	if b.biff8 {
		return unicodeText(data, n)
	}
	if len(data) < n {
		return "", damaged("a text of %d characters is cut", n)
	}
	return b.bytesText(data[:n])
}

// longText reads the text of a LABEL or STRING record. Its length in characters stands at an offset of the
// record, and it may run on over CONTINUE records. next is the offset of the record behind all of them.
func (b *Reader) longText(r *record, at int) (text string, next int, err error) {
	if err := r.need(at + 2); err != nil {
		return "", 0, err
	}
	// The length is in characters, whatever their width.
	n := u16(r.data[at:])
	if n == 0 {
		return "", r.next, nil // some writers leave out the flags
	}
	parts, next, err := b.continued(r)
	if err != nil {
		return "", 0, err
	}
	if b.biff8 {
		text, _, err = (&sstReader{parts: parts, at: at, texts: &b.texts}).text()
	} else if data, cut := (&sstReader{parts: parts, at: at + 2, texts: &b.texts}).bytes(n); cut == nil {
		text, err = b.bytesText(data)
	} else {
		err = damaged("a text of %d characters is cut", n)
	}
	if err != nil {
		return "", 0, err
	}
	return text, next, b.hold(len(text))
}

// textThere reads a name or a format of n characters that may be cut: as many characters as there are. Some
// writers announce more than they store, and neither a font's name nor a format is worth losing the numbers
// for.
func (b *Reader) textThere(data []byte, n int) (string, error) {
	there := len(data)
	if b.biff8 && there > 0 {
		there--
		if data[0]&0x01 != 0 {
			there /= 2
		}
	}
	return b.text(data, min(n, there))
}

// sstReader reads texts that run on over CONTINUE records, shared strings above all ([MS-XLS],
// XLUnicodeRichExtendedString). parts are the data of the records that are still to be read, at is an offset in
// the first.
type sstReader struct {
	parts [][]byte
	at    int         // in parts[0]
	texts *textBuffer // where each text is put together
}

// more says whether anything is left, and drops records that were read to their end.
func (s *sstReader) more() bool {
	for len(s.parts) > 0 && s.at == len(s.parts[0]) {
		s.parts, s.at = s.parts[1:], 0
	}
	return len(s.parts) > 0
}

// bytes takes n bytes that may be split over records. Only characters have a new byte of flags where they go on
// in the next record; all else, which is read here, has none.
func (s *sstReader) bytes(n int) ([]byte, error) {
	var taken []byte
	for n > 0 {
		if len(s.parts) == 0 {
			return nil, damaged("a text is cut")
		}
		have := s.parts[0][s.at:]
		if len(have) == 0 {
			s.parts, s.at = s.parts[1:], 0
			continue
		}
		take := min(n, len(have))
		if taken == nil && take == n {
			s.at += take
			return have[:take], nil
		}
		taken = append(taken, have[:take]...)
		s.at += take
		n -= take
	}
	return taken, nil
}

// skip passes over n bytes, also over the ends of records.
func (s *sstReader) skip(n int) error {
	for n > 0 {
		if len(s.parts) == 0 {
			return damaged("a text is cut")
		}
		take := min(n, len(s.parts[0])-s.at)
		s.at += take
		n -= take
		if s.at == len(s.parts[0]) && n > 0 {
			s.parts, s.at = s.parts[1:], 0
		}
	}
	return nil
}

// string reads one shared string, with the runs of formatting and the reading aids behind it, which are
// dropped.
func (s *sstReader) string() (string, error) {
	text, after, err := s.text()
	if err != nil {
		return "", err
	}
	return text, s.skip(after)
}

// text reads length, flags and characters of one text. after is the number of bytes of formatting and reading
// aids that follow it.
func (s *sstReader) text() (text string, after int, err error) {
	// Two bytes of length, in characters, and one of flags; then the lengths of what the flags announce.
	head, err := s.bytes(3)
	if err != nil {
		return "", 0, err
	}
	n, flags := u16(head), head[2]
	if flags&0x08 != 0 {
		runs, err := s.bytes(2)
		if err != nil {
			return "", 0, err
		}
		after += 4 * u16(runs)
	}
	if flags&0x04 != 0 {
		size, err := s.bytes(4)
		if err != nil {
			return "", 0, err
		}
		after += u32(size)
	}
	text, err = s.characters(n, flags&0x01 != 0)
	return text, after, err
}

// whole is the next text where it lies in one record with all that belongs to it, as nearly every one does: its
// characters, and how many bytes all of it takes. Otherwise size is 0. Nothing is read.
func (s *sstReader) whole() (characters []byte, wide bool, size int) {
	have := s.parts[0][s.at:]
	if len(have) < 9 { // the longest head, so that all of it is there
		return nil, false, 0
	}
	length, flags, head := u16(have), have[2], 3
	if wide = flags&0x01 != 0; wide {
		length *= 2
	}
	if flags&0x08 != 0 { // runs of formatting
		size += 4 * u16(have[head:])
		head += 2
	}
	if flags&0x04 != 0 { // reading aids
		size += u32(have[head:])
		head += 4
	}
	if size += head + length; size > len(have) {
		return nil, false, 0
	}
	return have[head : head+length], wide, size
}

// inOneRecord reads n characters that lie in one record. Without ok nothing is read.
func (s *sstReader) inOneRecord(n int, wide bool) (text string, ok bool) {
	size := n
	if wide {
		size = 2 * n
	}
	if len(s.parts) == 0 || len(s.parts[0])-s.at < size {
		return "", false
	}
	s.texts.scratch, _, ok = appendCharacters(s.texts.scratch[:0], s.parts[0][s.at:s.at+size], wide)
	if !ok {
		return "", false
	}
	s.at += size
	return s.texts.keep(), true
}

// characters reads n characters. Where they go on in the next record, that record begins with a new byte of
// flags, and may switch between one byte a character and two.
func (s *sstReader) characters(n int, wide bool) (string, error) {
	if text, ok := s.inOneRecord(n, wide); ok {
		return text, nil
	}
	var units []uint16
	for len(units) < n {
		if len(s.parts) == 0 {
			return "", damaged("a text of %d characters is cut", n)
		}
		have := s.parts[0][s.at:]
		if len(have) == 0 {
			s.parts, s.at = s.parts[1:], 0
			if len(s.parts) > 0 && len(s.parts[0]) > 0 {
				wide = s.parts[0][0]&0x01 != 0
				s.at = 1
			}
			continue
		}
		width := 1
		if wide {
			width = 2
		}
		// As many characters as the record still holds, without cutting one of two bytes in half.
		take := min(n-len(units), len(have)/width)
		if take == 0 {
			return "", damaged("a character is split over two records")
		}
		for i := range take {
			if wide {
				units = append(units, uint16(u16(have[2*i:])))
			} else {
				units = append(units, uint16(have[i]))
			}
		}
		s.at += take * width
	}
	return string(utf16.Decode(units)), nil
}
