// Package vntext reads Vietnamese text as it stands in submitted workbooks: legacy encodings, Unicode forms,
// names to be matched, numbers and dates as people type them.
//
// It takes texts and gives texts, numbers and dates, or an error that says how a text could be read. It never
// guesses: what could mean two things is refused. It knows no workbook, form or unit.
//
// Begin reading with ParseNumber for numbers, Fold for names, and Encoding for texts from before Unicode.
package vntext

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NFC is the composed Unicode form: one code point for each Vietnamese letter. Some systems, macOS among them,
// write a letter and its marks apart, which looks the same and compares as different.
func NFC(s string) string {
	if IsNFC(s) {
		return s
	}
	return norm.NFC.String(s)
}

// WithoutMarks writes lower-case letters as somebody types them who leaves all marks off: tones, hooks and the stroke
// of đ. The result is decomposed (NFD).
func WithoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'đ':
			return 'd'
		case unicode.Is(unicode.Mn, r):
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// IsNFC says whether a text is in composed form already. It is asked for every text, so that it decides by the
// bytes of what Vietnamese is written with, and asks the Unicode tables about anything else only.
func IsNFC[T string | []byte](s T) bool {
	const (
		combining  = 0xCC // first byte of U+0300, the first combining mark
		additional = 0xE1 // first byte of Latin Extended Additional, U+1E00 to U+1EFF
	)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < combining:
		case c == additional && i+2 < len(s) && s[i+1]-0xB8 < 4:
			i += 2
		default:
			return norm.NFC.IsNormalString(string(s))
		}
	}
	return true
}

// Fold is the key under which a name is matched: composed form, no letter case, white space collapsed, dashes and
// quotes unified, tone marks on one vowel of oa, oe and uy wherever they were typed (hoà = hòa). Nothing looser:
// letters keep their diacritics, so that Hòa and Hoa stay two names.
func Fold(s string) string {
	if folded, ok := foldPlain(s); ok {
		return folded
	}
	return foldAny(s)
}

// foldAny is Fold for whatever Unicode has.
func foldAny(s string) string {
	// Folding alone turns small Cherokee letters into capitals and those into small ones.
	folded := norm.NFC.String(strings.ToLower(cases.Fold().String(norm.NFC.String(s))))
	return placeTonesInWords(strings.Map(unify, folded))
}

// placeTonesInWords rewrites each word of a text, and collapses the spaces between them.
func placeTonesInWords(text string) string {
	words := strings.FieldsFunc(text, unicode.IsSpace)
	for i, word := range words {
		words[i] = placeTones(word)
	}
	return strings.Join(words, " ")
}

// unify maps the characters that word processors put in the place of plain ones, such as curved quotes and long
// dashes, to the plain ones; -1 drops what is invisible.
func unify(r rune) rune {
	switch r {
	case '\u00a0', '\u202f', '\u2007', '\u3000':
		return ' '
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return -1
	case '–', '—', '‐', '‑', '−', '‒':
		return '-'
	case '“', '”', '„', '«', '»':
		return '"'
	case '‘', '’', 'ʼ', '`', '´':
		return '\''
	case 'ð': // typed for đ on some keyboards; no Vietnamese word has it
		return 'đ'
	}
	return r
}

// Tone placement: the "new" style puts the mark on the second vowel of an open oa, oe, uy (hoà, khoẻ, thuý), the "old"
// one on the first (hòa, khỏe, thúy). Both are correct; the key has the old one. After q, u belongs to the consonant
// and uy carries its mark on y in both styles.
var newStyle = strings.NewReplacer(
	"oà", "òa", "oá", "óa", "oả", "ỏa", "oã", "õa", "oạ", "ọa",
	"oè", "òe", "oé", "óe", "oẻ", "ỏe", "oẽ", "õe", "oẹ", "ọe",
	"uỳ", "ùy", "uý", "úy", "uỷ", "ủy", "uỹ", "ũy", "uỵ", "ụy",
)

// tonedSecond are the letters with which a syllable of the new style can end.
const tonedSecond = "àáảãạèéẻẽẹỳýỷỹỵ"

// placeTones rewrites the syllables of a word, which may be joined by hyphens or other signs.
func placeTones(word string) string {
	if !strings.ContainsAny(word, tonedSecond) {
		return word // at once: most words have nothing to move
	}
	var out strings.Builder
	// Signs between syllables are copied as they are.
	letters := 0
	for i, r := range word + "\x00" {
		if unicode.IsLetter(r) {
			continue
		}
		out.WriteString(placeTone(word[letters:min(i, len(word))]))
		if i < len(word) {
			out.WriteRune(r)
		}
		letters = i + len(string(r))
	}
	return out.String()
}

// placeTone changes an open syllable only: in toàn or thuyền the mark has one place in both styles.
// Syllables with qu are left alone: in quý the u is no vowel, and y bears the mark in both styles.
func placeTone(syllable string) string {
	if strings.HasPrefix(syllable, "qu") {
		return syllable
	}
	// Only the last two letters matter: an open syllable ends with its vowels.
	runes := []rune(syllable)
	if len(runes) < 2 {
		return syllable
	}
	head, tail := string(runes[:len(runes)-2]), string(runes[len(runes)-2:])
	return head + newStyle.Replace(tail)
}
