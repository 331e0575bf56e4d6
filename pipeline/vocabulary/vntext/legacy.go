package vntext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// Encoding is a way of writing Vietnamese from before Unicode. The file stores characters of Windows-1252, and
// the font draws Vietnamese letters in their place. Without decoding, "Đắk Lắk" reads "§¾k L¾k".
type Encoding uint8

const (
	Unicode       Encoding = iota // nothing to decode
	TCVN3                         // "ABC": .VnTime and its kin
	TCVN3Capitals                 // .VnTimeH: the same, and every letter is drawn as a capital
	VNI                           // VNI-Times and its kin
)

// EncodingOfFont is the encoding that a font's name stands for: ".Vn…" is TCVN3, with a capital H at the end
// its capitals; "VNI-…" is VNI; every other name is Unicode. The H is the only place in which letter case
// counts.
func EncodingOfFont(font string) Encoding {
	if len(font) < 4 || font[0] != '.' && font[0]|0x20 != 'v' {
		return Unicode // at once: this is asked for every text cell
	}
	lower := strings.ToLower(font)
	switch {
	case strings.HasPrefix(lower, ".vn"):
		if first, _, _ := strings.Cut(font, " "); strings.HasSuffix(font, "H") || strings.HasSuffix(first, "H") {
			return TCVN3Capitals
		}
		return TCVN3
	case strings.HasPrefix(lower, "vni-"), strings.HasPrefix(lower, "vni "):
		return VNI
	}
	return Unicode
}

// Decode is the text as its font draws it, in Unicode NFC. A text with letters that the encoding cannot have is
// Unicode already, whatever its font, and is only composed: people retype single cells in a sheet and leave the
// old font.
func (e Encoding) Decode(text string) string {
	if e == Unicode || !inWindows1252(text) {
		return NFC(text)
	}
	decoded, _, err := transform.String(e.NewDecoder(), text)
	if err != nil {
		return NFC(text)
	}
	return NFC(decoded)
}

// inWindows1252 says whether every character is one of Windows-1252, or a control character of Latin-1, which
// some programs store for the codes that Windows-1252 leaves free.
func inWindows1252(text string) bool {
	for _, r := range text {
		if r < 0x100 {
			continue
		}
		if _, ok := charmap.Windows1252.EncodeRune(r); !ok {
			return false
		}
	}
	return true
}

// NewDecoder makes a transformer from UTF-8 text of Windows-1252 characters to Unicode, for texts too large for
// one string. That of Unicode passes everything on. Its output is not composed: see NFC.
func (e Encoding) NewDecoder() transform.Transformer {
	switch e {
	case TCVN3:
		return &decoder{single: tcvn3()}
	case TCVN3Capitals:
		return &decoder{single: tcvn3(), capitals: true}
	case VNI:
		return &decoder{single: vniSingle(), pairs: vniPairs()}
	}
	return transform.Nop
}

// decoder replaces single characters and, for VNI, pairs of a letter and the character that draws its mark.
// capitals makes a capital of each letter, as the fonts with an H do.
type decoder struct {
	transform.NopResetter
	single   map[rune]rune
	pairs    map[[2]rune]rune
	capitals bool
}

// Transform implements transform.Transformer. The last character of a piece may be the first half of a pair, so
// that it waits for the next piece.
func (d *decoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && size <= 1 && !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		out, used := d.one(r), size
		if d.pairs != nil {
			// The mark of this letter may begin the next piece.
			if nSrc+size == len(src) && !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			next, nextSize := utf8.DecodeRune(src[nSrc+size:])
			if nextSize <= 1 && next == utf8.RuneError && nSrc+size < len(src) && !atEOF && !utf8.FullRune(src[nSrc+size:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			if pair, ok := d.pairs[[2]rune{r, next}]; ok {
				out, used = pair, size+nextSize
			}
		}
		if nDst+utf8.RuneLen(out) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], out)
		nSrc += used
	}
	return nDst, nSrc, nil
}

// one is the letter that a single character stands for.
func (d *decoder) one(r rune) rune {
	if to, ok := d.single[r]; ok {
		r = to
	}
	if d.capitals {
		return []rune(strings.ToUpper(string(r)))[0]
	}
	return r
}
