package xlsx

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// stringTable holds the shared strings as stored, and which of them are not in Unicode NFC.
type stringTable struct {
	// The strings by index, and the indexes of those that have to be composed before they are delivered.
	texts      []string
	decomposed set
}

// readStrings reads the shared string table (ECMA-376 Part 1, 18.4.9), to which cells refer by index. The
// counts that it announces are not trusted: many writers get them wrong. What counts is how many strings there
// are.
func (b *Reader) readStrings(s *zipxml.Scanner) error {
	// The texts of the table lie in few large pieces of memory. They stay there as strings: the arena itself is
	// given up.
	var texts arena
	var rich richText
	return s.Children("sst", "si", func() error {
		// The first string of a run goes by tags; those that follow in the plain form are read from the window.
		text, err := rich.read(s)
		for more := true; more && err == nil; text, more = plainString(s) {
			err = b.addString(&texts, text)
		}
		return err
	})
}

// addString adds one string to the table, counts its memory, and notes whether it is in NFC, once for all
// cells.
func (b *Reader) addString(texts *arena, text []byte) error {
	const overhead = 32 // of one string in a list that grows
	if err := b.budget.Hold(len(text) + overhead); err != nil {
		return err
	}
	if !vntext.IsNFC(text) {
		b.strings.decomposed.add(len(b.strings.texts))
	}
	b.strings.texts = append(b.strings.texts, texts.text(texts.keep(text)))
	return nil
}

// richText reads the text of <si> and <is>: one <t>, or several runs <r>, of which each has a <t> and a look of
// its own. Phonetic runs <rPh> are reading aids for East Asian scripts, and are no part of the text.
type richText struct {
	text []byte
	// A <t> outside of a run was there; a second one would be a contradiction.
	plain bool
}

// read returns the text of the element just opened, valid until the next call. Blanks at both ends are kept
// even without xml:space="preserve", where Excel drops them: whoever compares names trims them anyway, and
// nothing is lost here.
func (r *richText) read(s *zipxml.Scanner) ([]byte, error) {
	r.text, r.plain = r.text[:0], false
	err := s.Each(func() error {
		if s.Foreign {
			return nil
		}
		switch string(s.Name) {
		case "t":
			if r.plain {
				return s.Stray() // perhaps of a phonetic run whose tags are lost
			}
			r.plain = true
			return r.run(s)
		case "r":
			return s.Each(func() error {
				switch {
				case s.Foreign:
					return nil
				case string(s.Name) == "t":
					return r.run(s)
				}
				return s.Stray()
			})
		}
		return s.Stray()
	})
	return unescapeX(r.text), err
}

// run appends the text of one <t>.
func (r *richText) run(s *zipxml.Scanner) (err error) {
	r.text, err = s.Leaf(r.text)
	return err
}

// unescapeX resolves, in place, the _xHHHH_ escapes in which a workbook writes the characters that XML cannot hold
// (ECMA-376 Part 1, 22.9.2.19, ST_Xstring): _x000D_ is a carriage return, _x005F_ an underscore.
func unescapeX(text []byte) []byte {
	first := bytes.Index(text, []byte("_x"))
	if first < 0 {
		return text
	}
	out := text[:first] // never overtakes what is still to be read
	for rest := text[first:]; len(rest) > 0; {
		r, length := escapedX(rest)
		if length == 0 {
			out = append(out, rest[0])
			rest = rest[1:]
			continue
		}
		out = utf8.AppendRune(out, r)
		rest = rest[length:]
	}
	return out
}

// escapedX reads one escape, or two that are a surrogate pair. Half a pair is left as it is written.
func escapedX(text []byte) (rune, int) {
	unit, ok := unitX(text)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(unit) {
		return unit, lengthX
	}
	low, ok := unitX(text[lengthX:])
	if r := utf16.DecodeRune(unit, low); ok && r != utf8.RuneError {
		return r, 2 * lengthX
	}
	return 0, 0
}

// lengthX is the length of one escape in bytes.
const lengthX = len("_x0000_")

// unitX reads one escape _xHHHH_ as a unit of UTF-16.
func unitX(text []byte) (rune, bool) {
	if len(text) < lengthX || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), err == nil
}
