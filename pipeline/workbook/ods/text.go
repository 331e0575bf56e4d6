package ods

import (
	"strconv"
	"strings"

	"tonghop/pipeline/workbook/internal/zipxml"
)

// textReading gathers the paragraphs of a cell, with a line feed between two of them.
type textReading struct {
	text []byte
	// The characters of one piece as they stand, before white space is collapsed.
	raw        []byte
	paragraphs int
	// The last character is a blank that was collapsed, or the paragraph begins: a blank that follows is
	// dropped.
	blank bool
}

// reset empties the text for the next cell and keeps its memory.
func (t *textReading) reset() { t.text, t.paragraphs = t.text[:0], 0 }

// String is the text as gathered so far.
func (t *textReading) String() string { return string(t.text) }

// paragraph reads the paragraph that was just opened. White space collapses to one blank and vanishes at both
// ends; the blanks, tabs and line breaks that a person typed are elements (OpenDocument 1.3, part 3, 6.1.2 to
// 6.1.5).
func (t *textReading) paragraph(s *zipxml.Scanner) error {
	if t.paragraphs++; t.paragraphs > 1 {
		t.text = append(t.text, '\n')
	}
	if len(t.text) > zipxml.MaxText {
		return s.Fail("a text of more than %d bytes", zipxml.MaxText)
	}
	t.blank = true
	from := len(t.text)
	if err := t.inside(s); err != nil {
		return err
	}
	// A blank at the end of the paragraph was not typed.
	if t.blank && len(t.text) > from {
		t.text = t.text[:len(t.text)-1]
	}
	return nil
}

// inside reads the text of the element that was just opened, with all that is nested in it.
func (t *textReading) inside(s *zipxml.Scanner) error {
	for {
		// Characters and elements take turns until the element ends.
		token, err := s.Next()
		if err != nil {
			return err
		}
		switch token {
		case zipxml.EndTag:
			return nil
		case zipxml.TextToken:
			if t.raw, err = s.AppendText(t.raw[:0]); err != nil {
				return err
			}
			t.collapse()
		case zipxml.StartTag:
			if err := t.element(s); err != nil {
				return err
			}
		}
		if len(t.text) > zipxml.MaxText {
			return s.Fail("a text of more than %d bytes", zipxml.MaxText)
		}
	}
}

// collapse appends a piece of text with each run of white space as one blank.
func (t *textReading) collapse() {
	for _, c := range t.raw {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			if !t.blank {
				t.text = append(t.text, ' ')
			}
			t.blank = true
			continue
		}
		t.text = append(t.text, c)
		t.blank = false
	}
}

// element reads what stands inside a paragraph beside characters. Blanks, tabs and breaks become characters, a
// span or a link gives its text, and notes and reading aids are no part of the cell's text.
func (t *textReading) element(s *zipxml.Scanner) error {
	if s.Space() != spaceText {
		if err := stray(s); err != nil {
			return err
		}
		return s.Skip() // an annotation, a drawing
	}
	switch string(s.Name) {
	case "s":
		// One element stands for several blanks in a row.
		n := 1
		if count, stated, err := s.Of(spaceText, "c"); err != nil {
			return err
		} else if stated {
			var ok bool
			if n, ok = zipxml.WholeNumber(count); !ok || n > zipxml.MaxText {
				return s.Fail("%.20q blanks", count)
			}
		}
		t.add(strings.Repeat(" ", n))
	case "tab":
		t.add("\t")
	case "line-break":
		t.add("\n")
	case "note", "ruby-text", "bookmark", "bookmark-start", "bookmark-end":
	default: // a span, a link, a field with the text that it shows
		return t.inside(s)
	}
	return s.Skip()
}

// add appends characters that are kept as they are.
func (t *textReading) add(text string) {
	t.text = append(t.text, text...)
	t.blank = false
}

// parseDuration reads a length of time such as PT14H30M00S and yields days (XML Schema part 2, 3.2.6, as far as
// spreadsheet programs use it: days, hours, minutes, seconds). Years and months are refused, since they are no
// fixed number of days.
func parseDuration(text string) (days float64, ok bool) {
	// The text is P, days, T and the time of day; a minus before all of it makes the whole negative.
	negative := strings.HasPrefix(text, "-")
	rest, found := strings.CutPrefix(strings.TrimPrefix(text, "-"), "P")
	if !found {
		return 0, false
	}
	whole, clock, timed := strings.Cut(rest, "T")
	// Days have a length of 24 hours here, as in all spreadsheets.
	milliseconds := 0.0
	for _, part := range []struct {
		text, units string
		sizes       []float64
	}{{whole, "D", []float64{86_400_000}}, {clock, "HMS", []float64{3_600_000, 60_000, 1000}}} {
		sum, fine := durationPart(part.text, part.units, part.sizes)
		if !fine {
			return 0, false
		}
		milliseconds += sum
		ok = ok || part.text != ""
	}
	if negative {
		milliseconds = -milliseconds
	}
	return milliseconds / 86_400_000, ok && (!timed || clock != "")
}

// durationPart adds up numbers, each with the letter of its unit. Units come in the given order and each at
// most once; sizes are their lengths in milliseconds.
func durationPart(text, units string, sizes []float64) (milliseconds float64, ok bool) {
	for text != "" {
		// A number, then the letter of its unit; units that came already may not come again.
		end := strings.IndexAny(text, units)
		if end <= 0 || strings.Trim(text[:end], "0123456789.,") != "" {
			return 0, false
		}
		number, err := strconv.ParseFloat(strings.Replace(text[:end], ",", ".", 1), 64)
		unit := strings.IndexByte(units, text[end])
		if err != nil || unit < 0 {
			return 0, false
		}
		milliseconds += number * sizes[unit]
		text, units, sizes = text[end+1:], units[unit+1:], sizes[unit+1:]
	}
	return milliseconds, true
}
