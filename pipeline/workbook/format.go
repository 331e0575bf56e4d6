package workbook

import (
	"strconv"
	"strings"
)

// MaxNumberFormat is the length in bytes of the longest number format that is read. Excel allows 255 characters.
const MaxNumberFormat = 1024

// General is the style of a cell that states none.
func General() *Style { return &Style{NumberFormat: "General"} }

// NewStyle classifies a number format (ECMA-376 Part 1, 18.8.31) once for all cells that use it.
func NewStyle(numberFormat, font string) *Style {
	sections := parseFormat(numberFormat)
	style := &Style{NumberFormat: numberFormat, Font: font}
	for i, s := range sections {
		// A third section is for zero: "-" for zero is everyday accounting and hides nothing.
		zeroOnly := i == 2 && !s.conditional && !sections[0].conditional
		style.Literal = style.Literal || i < 3 && !zeroOnly && s.kind == literalSection
	}
	style.date = dateKind(numberFormat)
	style.IsDate = style.date != notDate
	return style
}

// HidesValue is true when the format shows literal text, or nothing, instead of this very number.
// Unlike Style.Literal it knows the value, so it is also true for the zero that `0;-0;"-"` shows as "-".
func HidesValue(numberFormat string, value float64) bool {
	sections := parseFormat(numberFormat)
	for _, s := range sections {
		if s.conditional {
			if s.matches(value) {
				return s.kind == literalSection
			}
			continue
		}
		if sections[0].conditional || (len(sections) > 1 && sections[1].conditional) {
			return s.kind == literalSection
		}
	}
	i := 0
	switch {
	case value < 0 && len(sections) > 1:
		i = 1
	case value == 0 && len(sections) > 2:
		i = 2
	}
	return !sections[i].conditional && sections[i].kind == literalSection
}

// dateFormat says what a number format shows of a serial number. It decides whether 0.5 is noon or half a day
// of the year 1900, and whether 1.5 is a date or 36 hours.
type dateFormat uint8

const (
	notDate dateFormat = iota
	dayFormat
	clockFormat
	elapsedFormat
)

// dateKind looks at the first section that shows a value at all: a leading `[=0]"-"` decides nothing.
func dateKind(format string) dateFormat {
	var section formatSection
	for i := 0; i < len(format); {
		if format[i] == ';' {
			if section.kind != literalSection {
				break
			}
			section = formatSection{}
			i++
			continue
		}
		i += section.token(format[i:])
	}
	return section.date
}

// sectionKind says what a section of a number format shows: a format has up to four, apart by ";", for positive
// numbers, negative ones, zero and texts.
type sectionKind uint8

const (
	literalSection sectionKind = iota // only literal text, or nothing
	numberSection
	dateSection
	textSection // @
)

// formatSection is what is known of one section. A conditional one is chosen by a comparison in brackets, such
// as [>=100], instead of by the number's sign.
type formatSection struct {
	kind        sectionKind
	date        dateFormat
	conditional bool
	operator    string
	operand     float64
}

// matches says whether the value meets the condition in brackets.
func (s formatSection) matches(value float64) bool {
	switch s.operator {
	case "<":
		return value < s.operand
	case "<=":
		return value <= s.operand
	case ">":
		return value > s.operand
	case ">=":
		return value >= s.operand
	case "<>":
		return value != s.operand
	}
	return value == s.operand
}

// parseFormat cuts a format into its sections. It never fails: Excel shows something for every text that a file
// calls a format, and no number may be lost because its format is odd.
func parseFormat(format string) []formatSection {
	if format == "" {
		return []formatSection{{kind: numberSection}}
	}
	sections := make([]formatSection, 1, 4)
	for i := 0; i < len(format); {
		if format[i] == ';' {
			sections = append(sections, formatSection{})
			i++
			continue
		}
		i += sections[len(sections)-1].token(format[i:])
	}
	return sections
}

// token reads one token of a section and returns its length.
func (s *formatSection) token(rest string) int {
	switch c := rest[0]; c {
	case '"':
		if end := strings.IndexByte(rest[1:], '"'); end >= 0 {
			return end + 2
		}
		return len(rest)
	case '\\', '_', '*': // the next character is literal, a width or a filler
		return min(2, len(rest))
	case '[':
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			return len(rest)
		}
		s.bracket(rest[1:end])
		return end + 1
	case '0', '#', '?':
		if s.kind != dateSection { // in a date they are fractions of a second
			s.kind = numberSection
		}
	case '@':
		if s.kind == literalSection {
			s.kind = textSection
		}
	default:
		return s.word(rest)
	}
	return 1
}

// word reads letters: General, AM/PM, A/P, exponents and the codes of dates and times.
func (s *formatSection) word(rest string) int {
	for _, marker := range [...]string{"General", "AM/PM", "A/P"} {
		if len(rest) >= len(marker) && strings.EqualFold(rest[:len(marker)], marker) {
			if marker == "General" {
				s.kind = numberSection
			} else {
				s.setDate(clockFormat)
			}
			return len(marker)
		}
	}
	switch rest[0] | 0x20 {
	case 'e':
		if len(rest) > 1 && (rest[1] == '+' || rest[1] == '-') && s.kind == numberSection {
			return 2
		}
		s.setDate(dayFormat) // a year of an era
	case 'y', 'd', 'g', 'b':
		s.setDate(dayFormat)
	case 'm':
		s.month(rest)
	case 'h', 's':
		s.setDate(clockFormat)
	}
	return 1
}

// month decides whether a run of m means months or minutes: minutes follow hours or precede seconds.
func (s *formatSection) month(rest string) {
	after := strings.TrimLeft(rest, "mM")
	minutes := s.date == clockFormat || s.date == elapsedFormat ||
		len(after) > 1 && after[0] == ':' && after[1]|0x20 == 's'
	if minutes {
		s.setDate(clockFormat)
		return
	}
	s.setDate(dayFormat)
}

// setDate keeps the strongest meaning: a date with a time is a date, an elapsed time stays one.
func (s *formatSection) setDate(kind dateFormat) {
	if s.kind == numberSection {
		return // Excel allows no such mix: a stray letter in a number format is text
	}
	s.kind = dateSection
	if s.date == notDate || s.date == clockFormat && kind != clockFormat {
		s.date = kind
	}
}

// bracket reads [h], [>=100], [Red], [$-409] and the like.
func (s *formatSection) bracket(inside string) {
	if inside == "" {
		return
	}
	if strings.ContainsRune("<>=", rune(inside[0])) {
		number := strings.TrimLeft(inside, "<>=")
		if value, err := strconv.ParseFloat(number, 64); err == nil {
			s.conditional, s.operator, s.operand = true, inside[:len(inside)-len(number)], value
		}
		return
	}
	if elapsed := strings.ToLower(inside); strings.Trim(elapsed, "h") == "" ||
		strings.Trim(elapsed, "m") == "" || strings.Trim(elapsed, "s") == "" {
		s.setDate(elapsedFormat)
	}
}
