package vntext

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Detector finds the encoding of a sheet whose fonts do not tell it, such as a .csv that was saved from a sheet
// in .VnTime. Add every text of the sheet, then ask Encoding. It decides for the whole sheet, because a single
// short text can be Vietnamese under two encodings.
type Detector struct {
	texts   []string // the ones that are not plain ASCII, up to a bound
	unicode bool     // a letter that only Unicode has was seen
}

const (
	// detectTexts is how many texts must agree; fewer could be chance.
	detectTexts = 5
	maxTexts    = 2_000
)

// Add takes note of one text. Plain ASCII says nothing, and once a letter was seen that only Unicode has, the
// rest does not matter.
func (d *Detector) Add(text string) {
	ascii := true
	for _, r := range text {
		ascii = ascii && r < 0x80
	}
	switch {
	case ascii || d.unicode:
	case !inWindows1252(text):
		d.unicode = true
	case len(d.texts) < maxTexts:
		d.texts = append(d.texts, text)
	}
}

// Encoding is the one encoding under which every text is Vietnamese. It is Unicode, and so nothing is decoded,
// when there is none, when there are two, or when there are too few texts to tell.
func (d *Detector) Encoding() Encoding {
	if d.unicode || len(d.texts) < detectTexts {
		return Unicode
	}
	// Two encodings that both fit leave the question open.
	found := Unicode
	for _, e := range []Encoding{TCVN3, VNI} {
		if !d.allVietnamese(e) {
			continue
		}
		if found != Unicode {
			return Unicode
		}
		found = e
	}
	if d.allVietnamese(Unicode) {
		return Unicode
	}
	return found
}

// allVietnamese says whether every text is Vietnamese once it was decoded from e. One text that is
// not is enough to rule an encoding out.
func (d *Detector) allVietnamese(e Encoding) bool {
	for _, text := range d.texts {
		if !IsVietnamese(e.Decode(text)) {
			return false
		}
	}
	return true
}

// syllable is the shape of a syllable without its tone, loose enough for names of the highlands such as Krông and Đắk.
var syllable = regexp.MustCompile(`^[bcdđghklmnpqrstvx]{0,3}[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[cklmnprt])?$`)

// IsVietnamese says whether each word with a letter beyond ASCII has the shape of a Vietnamese syllable with at
// most one tone. Words of plain ASCII are passed over, since they read alike in every encoding. The test is
// loose: it is made to tell decoded text from garbage, not to find mistakes of spelling.
func IsVietnamese(text string) bool {
	for _, word := range strings.FieldsFunc(strings.ToLower(NFC(text)), func(r rune) bool {
		return !unicode.IsLetter(r) &&
			r < 0x80
	}) {
		plain := true
		for _, r := range word {
			plain = plain && r < 0x80
		}
		if plain {
			continue
		}
		// No syllable has two tones; text read in a wrong encoding often has.
		bare, tones := withoutTones(word)
		if tones > 1 || !syllable.MatchString(bare) {
			return false
		}
	}
	return true
}

// withoutTones drops the five tone marks (grave, acute, tilde, hook above, dot below) and counts them. The
// marks that make letters of their own, as in ă, â and ơ, stay.
func withoutTones(word string) (bare string, tones int) {
	bare = norm.NFC.String(strings.Map(func(r rune) rune {
		switch r {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
			tones++
			return -1
		}
		return r
	}, norm.NFD.String(word)))
	return bare, tones
}
