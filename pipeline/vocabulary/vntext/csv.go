package vntext

import (
	"strings"
	"unicode/utf8"
)

// formulaSigns are the characters with which a cell of a CSV file becomes a formula, or loses what stands before it, in
// a spreadsheet program; those of full width are taken for the others in East Asian versions.
const formulaSigns = "=+-@\t\r＝＋－＠"

// Harmless is a text as it stands in a CSV file that people open in a spreadsheet program: one that would be computed
// gets an apostrophe in front, which makes it a text there. A sign alone, as for "nothing occurred", and a text that is
// a number are none of these and stay as they are. The macro csv_text is the same in SQL.
func Harmless(text string) string {
	if text != "" && (text[0]-'0' < 10 || text[0]|0x20-'a' < 26) {
		return text // at once, as nearly all are
	}
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || !strings.ContainsRune(formulaSigns, first) || isSignedNumber(text) {
		return text
	}
	return "'" + text
}

// isSignedNumber says whether a text is a sign alone, or a sign and a number with points or commas.
// "-5", "+1.234,5" and "-" are such texts; "-5+A1" is not.
func isSignedNumber(text string) bool {
	if text[0] != '-' && text[0] != '+' {
		return false
	}
	digits := text[1:]
	return digits == "" || strings.Trim(digits, "0123456789.,") == "" && '0' <= digits[0] && digits[0] <= '9'
}
