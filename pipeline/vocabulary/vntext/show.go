package vntext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Show is a text from outside (the name of a file or of a unit, a cell's text, a message that quotes one) as one line
// that is safe to print on a terminal and into a log. What would move the cursor, change colours or the window's title,
// turn the direction of writing, begin a new line or not be seen at all is written as an escape such as \x1b, \n or
// \u202e: nobody can forge a line of a report by the name of a file. Letters, marks and spaces of every script stay.
func Show(text string) string { return show(text, false) }

// ShowLines is Show for a message of several lines of our own, such as joined errors; tabs may indent them.
func ShowLines(text string) string { return show(text, true) }

// show writes a text with everything escaped that cannot be seen; with lines, line feeds and tabs
// stay.
func show(text string, lines bool) string {
	if plain(text) {
		return text
	}
	var shown strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&shown, `\x%02x`, text[i])
		case (r == '\n' || r == '\t') && lines, visible(r):
			shown.WriteString(text[i : i+size])
		case r == '\n':
			shown.WriteString(`\n`)
		case r == '\r':
			shown.WriteString(`\r`)
		case r == '\t':
			shown.WriteString(`\t`)
		case r < utf8.RuneSelf:
			fmt.Fprintf(&shown, `\x%02x`, r)
		case r > 0xffff:
			fmt.Fprintf(&shown, `\U%08x`, r)
		default:
			fmt.Fprintf(&shown, `\u%04x`, r)
		}
		i += size
	}
	return shown.String()
}

// plain says at once that most texts are nothing but visible ASCII, of which nothing has to be
// escaped.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// visible are letters, marks, digits, signs, and spaces of whatever width; not controls, formats, private characters,
// and the separators of lines and paragraphs.
func visible(r rune) bool { return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) }
