package zipxml

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"
)

// legal says whether XML allows the character (XML 1.0, fifth edition, 2.2, production Char).
func legal(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// Eight bytes of 0x01 and of 0x80, for tests of eight bytes at once.
const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// legalPrefix returns how many bytes at the start of b are whole, legal XML characters in UTF-8. At most three bytes of
// an unfinished character are left over; an illegal one is an error that gives its place in b.
func legalPrefix(b []byte) (int, error) {
	i := 0
	for i < len(b) {
		// Eight plain ASCII bytes at a time: no high bit, none below a space but for line ends.
		for i+8 <= len(b) {
			word := binary.LittleEndian.Uint64(b[i:])
			if (word|(word-everyByte*0x20))&highBits != 0 {
				break
			}
			i += 8
		}
		stop := min(i+8, len(b))
		for i < stop {
			if c := b[i]; c < utf8.RuneSelf {
				if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
					return i, fmt.Errorf("the character U+%04X, which XML does not allow", c)
				}
				i++
				continue
			}
			r, size := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && size == 1 {
				if !utf8.FullRune(b[i:]) {
					return i, nil
				}
				return i, fmt.Errorf("the byte %02X, which is not UTF-8", b[i])
			}
			if !legal(r) {
				return i, fmt.Errorf("the character %U, which XML does not allow", r)
			}
			i += size
		}
	}
	return i, nil
}
