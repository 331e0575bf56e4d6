package vntext

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Detector finds the encoding of a sheet whose fonts do not tell it. Add every text, then ask Encoding.
type Detector struct {
	texts   []string // the ones that are not plain ASCII, up to a bound
	unicode bool     // a letter that only Unicode has was seen
}

const (
	// detectTexts is how many texts must agree; fewer could be chance.
	detectTexts = 5
	maxTexts    = 2_000
)

// Add takes note of one text.
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

// Encoding is the one encoding under which every text is Vietnamese; Unicode when there is none, or more than one.
func (d *Detector) Encoding() Encoding {
	if d.unicode || len(d.texts) < detectTexts {
		return Unicode
	}
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

// IsVietnamese says whether each word with a letter beyond ASCII is a syllable with at most one tone.
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
		bare, tones := withoutTones(word)
		if tones > 1 || !syllable.MatchString(bare) {
			return false
		}
	}
	return true
}

// withoutTones drops the five tone marks and counts them.
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
