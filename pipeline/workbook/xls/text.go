package xls

import (
	"unicode/utf16"
)

// characters decodes n characters of BIFF8: one byte each (the low half of UTF-16) or two.
func characters(data []byte, n int, wide bool) string {
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

// unicodeText reads a text of BIFF8 that lies in one record: flags and characters, n of them.
func unicodeText(data []byte, n int) (string, error) {
	if n == 0 {
		return "", nil // some writers leave out the flags
	}
	if len(data) < 1 {
		return "", damaged("a text has no flags")
	}
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

func skip(data []byte, n int) []byte { return data[min(n, len(data)):] }

// text reads the text of a FONT, FORMAT or BOUNDSHEET record, of n characters.
func (b *Reader) text(data []byte, n int) (string, error) {
	if b.biff8 {
		return unicodeText(data, n)
	}
	if len(data) < n {
		return "", damaged("a text of %d characters is cut", n)
	}
	return b.bytesText(data[:n])
}

// longText reads the text of a LABEL or STRING record, whose length stands at an offset and which may run on over
// CONTINUE records.
func (b *Reader) longText(r record, at int) (text string, next int, err error) {
	if err := r.need(at + 2); err != nil {
		return "", 0, err
	}
	n := u16(r.data[at:])
	if n == 0 {
		return "", r.next, nil // some writers leave out the flags
	}
	parts, next, err := b.continued(r)
	if err != nil {
		return "", 0, err
	}
	if b.biff8 {
		text, _, err = (&sstReader{parts: parts, at: at}).text()
	} else if data, cut := (&sstReader{parts: parts, at: at + 2}).bytes(n); cut == nil {
		text, err = b.bytesText(data)
	} else {
		err = damaged("a text of %d characters is cut", n)
	}
	if err != nil {
		return "", 0, err
	}
	return text, next, b.hold(len(text))
}

// textThere reads a name or a format that may be cut: as many of its n characters as there are.
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

// sstReader reads the shared strings, which run on over CONTINUE records.
type sstReader struct {
	parts [][]byte
	at    int // in parts[0]
}

// more says whether something is left.
func (s *sstReader) more() bool {
	for len(s.parts) > 0 && s.at == len(s.parts[0]) {
		s.parts, s.at = s.parts[1:], 0
	}
	return len(s.parts) > 0
}

// bytes takes n bytes that may be split over records (what is not characters has no flags of its own there).
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

// string reads one shared string.
func (s *sstReader) string() (string, error) {
	text, after, err := s.text()
	if err != nil {
		return "", err
	}
	return text, s.skip(after)
}

// text reads length, flags and characters; after them follow as many bytes of formatting and reading aids.
func (s *sstReader) text() (text string, after int, err error) {
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

// characters reads n characters. Where they go on in the next record, that begins with a new flag byte.
func (s *sstReader) characters(n int, wide bool) (string, error) {
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
