package vntext

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestShow(t *testing.T) {
	cases := map[string]string{
		"Xã Hòa Phong, KN-01 (1).xlsx": "Xã Hòa Phong, KN-01 (1).xlsx",
		"Xa\u0303 Ho\u0300a":           "Xa\u0303 Ho\u0300a", // decomposed: marks stay
		"a\u00a0b":                     "a\u00a0b",
		"\x1b[31mđỏ\x1b[0m":            `\x1b[31mđỏ\x1b[0m`,
		"\x1b]0;title\x07.xlsx":        `\x1b]0;title\x07.xlsx`,
		"x\n  accepted  y.xlsx":        `x\n  accepted  y.xlsx`,
		"a\r\tb":                       `a\r\tb`,
		"a\u0085b\u2028c\u2029d":       `a\u0085b\u2028c\u2029d`,
		"\u202excod.xlsx":              `\u202excod.xlsx`,
		"\u2066a\u2069\u200e\u200b":    `\u2066a\u2069\u200e\u200b`,
		"\u009b31m":                    `\u009b31m`, // the one character that stands for ESC [
		"B\xe1o":                       `B\xe1o`,
		"\U000e0041":                   `\U000e0041`, // a tag that nobody sees
	}
	for text, want := range cases {
		if got := Show(text); got != want {
			t.Errorf("%q is shown as %s, want %s", text, got, want)
		}
	}
	if got := ShowLines("one\ntwo\x1b\r\n"); got != "one\ntwo\\x1b\\r\n" {
		t.Errorf("lines: %q", got)
	}
}

// Whatever the text, what is shown is one line of visible UTF-8, and showing it again changes nothing.
func TestShownTextIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		shown := Show(text)
		hidden := func(r rune) bool { return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) }
		if !utf8.ValidString(shown) || strings.ContainsFunc(shown, hidden) || Show(shown) != shown {
			t.Fatalf("%q is shown as %q", text, shown)
		}
	})
}
