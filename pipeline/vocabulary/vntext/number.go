package vntext

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/quantity"
)

// Mark says what stands in a cell: a number, or one of the signs that Vietnamese statistics write in its place.
// None of them is zero, and they stay apart up to the published tables.
type Mark uint8

const (
	Empty         Mark = iota // nothing is written
	Value                     // a number, zero included
	None                      // "-": the phenomenon did not occur
	NotApplicable             // "x": the cell has no meaning
	Unavailable               // "…": it occurred, but no number could be collected
)

// String is the mark's word in the warehouse.
func (m Mark) String() string {
	return [...]string{"empty", "value", "none", "not_applicable", "unavailable"}[m]
}

// NumberType is what a form declares of a column, and what decides between two readings of a text.
type NumberType struct {
	Decimals int  // 0: counts, whole numbers
	Percent  bool // a percent sign may follow
}

// Number is what a text was understood as. Value means something only with the mark Value.
type Number struct {
	Mark    Mark
	Value   quantity.Quantity
	Rounded bool // the cell stores more digits than a quantity keeps
}

// NumberError says why a text cannot be taken as a number. Text is the cell's text as it was read.
type NumberError struct {
	Text    string
	Problem NumberProblem
	// Readings are the numbers that it could mean, when there are two.
	Readings []string
}

// NumberProblem names the reason. It is stable: the message catalogue is keyed by it.
type NumberProblem string

const (
	NotANumber NumberProblem = "number_invalid"
	Ambiguous  NumberProblem = "number_ambiguous"
	Fraction   NumberProblem = "number_fraction"
	TooLong    NumberProblem = "number_long"
	OutOfRange NumberProblem = "number_range"
)

func (e *NumberError) Error() string {
	if len(e.Readings) > 0 {
		return fmt.Sprintf("%q could be read as %s", e.Text, strings.Join(e.Readings, " or "))
	}
	return fmt.Sprintf("%q: %s", e.Text, e.Problem)
}

// Kind is refused: a text is never guessed at.
func (e *NumberError) Kind() fault.Kind { return fault.Refused }

// The shapes of numbers and of what may stand around them. A footnote is a small number in parentheses, a star,
// a dagger or a raised digit.
var (
	footnoteBefore = regexp.MustCompile(`^(?:\(\d{1,2}\)|[*†¹²³⁴-⁹]+) *(\S.*)$`)
	footnoteAfter  = regexp.MustCompile(`^(.*[\d,.]) *(?:\(\d{1,2}\)|[*†]+|[¹²³⁴-⁹]+)$`)
	plainDigits    = regexp.MustCompile(`^\d+$`)
	grouped        = map[rune]*regexp.Regexp{
		'.': regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+$`),
		',': regexp.MustCompile(`^\d{1,3}(?:,\d{3})+$`),
		' ': regexp.MustCompile(`^\d{1,3}(?: \d{3})+$`),
	}
)

// ParseNumber reads a text in a number column. Vietnamese writing groups by points and has a decimal comma
// (1.234,5). Spaces group too, and a decimal point is taken where nothing else is possible (19424.6).
//
// A text that could be read in two ways, given the column's type, is an error with both readings:
// 28,800 in a column with decimals is 28.8 to a Vietnamese reader and 28800 to an English one.
// Footnote marks are dropped. Errors are *NumberError. Some texts in a column of counts, and in one
// with decimals:
//
//	3.360     3360   two readings, 3360 and 3.360
//	28,800    two readings, 28.800 and 28800, in both
//	1.234,5   a fraction, which counts are not   1234.5
//	12 345    12345 in both
func ParseNumber(text string, want NumberType) (Number, error) {
	// Signs are looked for before anything else: "-" is no number without digits.
	clean := tidy(text)
	if mark, ok := signFor(clean); ok {
		return Number{Mark: mark}, nil
	}
	if want.Percent {
		clean = strings.TrimSpace(strings.TrimSuffix(clean, "%"))
	}
	clean = dropFootnotes(clean)
	digits, negative := strings.CutPrefix(clean, "-")
	readings := readingsOf(strings.TrimSpace(digits), want)
	switch {
	case len(readings) == 0:
		return Number{}, &NumberError{Text: text, Problem: NotANumber}
	case len(readings) > 1:
		return Number{}, &NumberError{Text: text, Problem: Ambiguous, Readings: readings}
	}
	// The sign goes back to the one reading that is left.
	if negative {
		readings[0] = "-" + readings[0]
	}
	return numberOf(text, readings[0], want)
}

// numberOf makes a number of a plain decimal such as "-1234.5" and checks that it fits the column and a
// quantity. text is what the cell holds, for the error.
func numberOf(text, canonical string, want NumberType) (Number, error) {
	value, err := quantity.Parse(canonical)
	switch {
	case errors.Is(err, quantity.ErrDigits):
		return Number{}, &NumberError{Text: text, Problem: TooLong}
	case err != nil:
		return Number{}, &NumberError{Text: text, Problem: OutOfRange}
	case want.Decimals == 0 && !value.IsWhole():
		return Number{}, &NumberError{Text: text, Problem: Fraction}
	}
	return Number{Mark: Value, Value: value}, nil
}

// tidy unifies spaces, dashes and full-width digits, and drops the apostrophe that forces a number to be text.
func tidy(text string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return ' '
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return unify(r)
	}, NFC(text))
	clean = strings.TrimPrefix(strings.TrimSpace(clean), "'")
	return strings.Join(strings.Fields(clean), " ")
}

// signFor knows the signs of the Vietnamese statistical yearbook: "-" for none, "…" for not available, "x" for
// meaningless, each in the ways in which people type it.
func signFor(clean string) (Mark, bool) {
	switch strings.ToLower(clean) {
	case "":
		return Empty, true
	case "-", "--", "---":
		return None, true
	case "x":
		return NotApplicable, true
	case "…", "...", "....", "..":
		return Unavailable, true
	}
	return 0, false
}

// dropFootnotes takes off one mark of a footnote before the number and one behind it.
func dropFootnotes(clean string) string {
	if m := footnoteBefore.FindStringSubmatch(clean); m != nil {
		clean = m[1]
	}
	if m := footnoteAfter.FindStringSubmatch(clean); m != nil {
		clean = m[1]
	}
	return clean
}

// codeDigits is from how many digits on a number that begins with 0 is none, but a telephone number or a code; 05 is
// five.
const codeDigits = 6

// readingsOf lists the plain decimals that unsigned digits with separators can mean in a column of the wanted
// type: none, one, or two that contradict each other.
func readingsOf(digits string, want NumberType) []string {
	if plainDigits.MatchString(digits) {
		if digits[0] == '0' && len(digits) >= codeDigits {
			return nil
		}
		return []string{digits}
	}
	var found []string
	add := func(reading string, ok bool) {
		if ok && !slices.Contains(found, reading) {
			found = append(found, reading)
		}
	}
	// First the Vietnamese way, with a point or a space for groups and a comma for decimals; then the English
	// way, unless the column of counts leaves only the Vietnamese one.
	add(asGrouped(digits, '.', ','))
	add(asGrouped(digits, ' ', ','))
	if spaced := strings.Contains(digits, " "); spaced || !vietnameseCount(digits, want) {
		add(asGrouped(digits, ' ', '.'))
		add(asGrouped(digits, ',', '.'))
	}
	return found
}

// vietnameseCount says whether points can only group: in a column of whole numbers, 3.360 is 3360.
func vietnameseCount(digits string, want NumberType) bool {
	return want.Decimals == 0 && grouped['.'].MatchString(digits)
}

// asGrouped reads digits with one grouping and one decimal separator. ok is false where the groups are not of
// three digits, or where something else stands between them.
func asGrouped(digits string, group, decimal rune) (string, bool) {
	// The decimal separator stands once, behind the whole part; groups are of three digits each.
	whole, fraction, hasFraction := strings.Cut(digits, string(decimal))
	if !plainDigits.MatchString(whole) {
		if !grouped[group].MatchString(whole) {
			return "", false
		}
		whole = strings.ReplaceAll(whole, string(group), "")
	}
	if !hasFraction {
		return whole, true
	}
	if !plainDigits.MatchString(fraction) {
		return "", false
	}
	return whole + "." + fraction, true
}
