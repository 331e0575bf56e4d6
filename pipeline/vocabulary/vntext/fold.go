package vntext

import (
	"unicode"
	"unicode/utf8"
)

// foldPlain is Fold for a text of nothing but Latin letters as Vietnamese has them, digits and common signs. Nearly
// every name of an office is one, and offices have hundreds of thousands. ok is false for any other text.
func foldPlain(s string) (folded string, ok bool) {
	var room [96]byte
	out, space, moved := room[:0], false, false
	for _, r := range s {
		switch {
		case r == ' ' || '\t' <= r && r <= '\r':
			space = true
			continue
		case r < utf8.RuneSelf:
			r = plainASCII(r)
		default:
			if r = plainLetter(r); r == 0 {
				return "", false
			}
			moved = moved || isTonedSecond(r)
		}
		if space && len(out) > 0 {
			out = append(out, ' ')
		}
		space = false
		out = utf8.AppendRune(out, r)
	}
	if moved {
		return placeTonesInWords(string(out)), true
	}
	return string(out), true
}

// plainASCII is a character without letter case, with the one quote that unify knows among them.
func plainASCII(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r == '`':
		return '\''
	}
	return r
}

// plainLetter is a letter of Vietnamese beyond ASCII without letter case; 0 for anything else, of which the Unicode
// tables have to be asked.
func plainLetter(r rune) rune {
	switch {
	case r == 'Ð' || r == 'ð': // see unify
		return 'đ'
	case 'À' <= r && r <= 'Ý' && r != '×':
		return r + 'à' - 'À'
	case 'à' <= r && r <= 'ý' && r != '÷':
		return r
	case 'Ạ' <= r && r <= 'ỹ': // capital and small ones take turns
		return r | 1
	}
	switch r {
	case 'Ă', 'ă':
		return 'ă'
	case 'Đ', 'đ':
		return 'đ'
	case 'Ĩ', 'ĩ':
		return 'ĩ'
	case 'Ũ', 'ũ':
		return 'ũ'
	case 'Ơ', 'ơ':
		return 'ơ'
	case 'Ư', 'ư':
		return 'ư'
	}
	return 0
}

// isTonedSecond says whether a letter is one of tonedSecond.
func isTonedSecond(r rune) bool {
	switch r {
	case 'à', 'á', 'ả', 'ã', 'ạ', 'è', 'é', 'ẻ', 'ẽ', 'ẹ', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ':
		return true
	}
	return false
}

// CutFolded cuts the shortest beginning off a text that folds to a key; found is false where none but the whole text
// does. Folding may change the number of bytes, so that cuts between all letters are tried. A text that is folded
// letter by letter is cut only where as many letters stand before the cut as the key has.
func CutFolded(s, key string) (rest string, found bool) {
	_, plain := foldPlain(s)
	wanted, letters := 0, 0
	for _, r := range key {
		wanted += letter(r)
	}
	for cut, r := range s {
		if (!plain || letters == wanted) && Fold(s[:cut]) == key {
			return s[cut:], true
		}
		letters += letter(r)
	}
	return "", false
}

// letter is 1, and 0 for white space.
func letter(r rune) int {
	if unicode.IsSpace(r) {
		return 0
	}
	return 1
}
