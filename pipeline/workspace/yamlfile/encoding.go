package yamlfile

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Text is what a file that staff edit says, in UTF-8. It takes off the mark with which Windows' Notepad begins a file,
// and understands the UTF-16 that it calls "Unicode". What is no Unicode at all was saved as "ANSI" and has lost its
// Vietnamese letters. The error is an *Error, which names the first line that is not right, so that staff see which
// letters were lost.
func Text(name string, data []byte) ([]byte, error) {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	if err == nil && utf8.Valid(text) {
		return text, nil
	}
	return nil, &Error{File: name, Line: lineOfInvalid(data), Column: 1,
		Problem: "this line is not written in UTF-8; in Notepad choose Save as, Encoding: UTF-8"}
}

// lineOfInvalid is the first line with a byte that is no UTF-8, 1-based.
func lineOfInvalid(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size <= 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}
