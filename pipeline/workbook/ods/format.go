package ods

import (
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// dataStyle is a number format. The format describes it by elements; here it is rewritten as a code such as
// "#,##0.0", the language of workbook.Style, so that dates and literal texts are recognised in one place for
// all formats. maps says under which conditions another format takes its place.
type dataStyle struct {
	code string
	maps []styleMap
}

// styleMap is one such condition, such as "value()>=0", with the name of the format that it chooses.
type styleMap struct{ condition, style string }

// general is the code of a format that says nothing.
const general = "General"

// readCode reads a number format: an element for each piece of what is shown (OpenDocument 1.3, part 3, 16.29).
// With truncate-on-overflow="false" hours are counted beyond a day, which a code writes as [h].
func (t *styles) readCode(s *zipxml.Scanner) error {
	// A format without a name could not be referred to: the tags around it are lost.
	name, err := t.texts(s, spaceStyle, "name")
	if err != nil {
		return err
	}
	if name[0] == "" {
		return s.Fail("<number:%s> stands where a number format was expected", s.Name)
	}
	elapsed, _, err := s.Of(spaceNumber, "truncate-on-overflow")
	if err != nil {
		return err
	}
	// The pieces come in the order in which they are shown, and so stand in the code.
	c := codeReading{Scanner: s, elapsed: string(elapsed) == "false"}
	if err := s.Each(c.piece); err != nil {
		return err
	}
	code := c.code.String()
	if len(code) > workbook.MaxNumberFormat || len(c.maps) > maxMaps {
		return s.Fail("a number format of %d bytes", len(code))
	}
	t.codes[name[0]] = dataStyle{code, c.maps}
	return t.budget.Hold(len(code))
}

// maxMaps is how many conditions a format has at most: a code has four sections, and the last one is the
// format's own.
const maxMaps = 3

// codeReading puts a code together, piece by piece, in the order of the elements.
type codeReading struct {
	*zipxml.Scanner
	code strings.Builder
	maps []styleMap
	// The first unit of time counts on beyond its usual end: 36 hours instead of 12 hours of the second day.
	elapsed bool
	// The number of pieces so far, so that a format of a million pieces is refused early.
	length int
}

// piece adds what one element shows. Elements that only lay out, such as fill characters, are passed over.
func (c *codeReading) piece() error {
	if c.length++; c.length > workbook.MaxNumberFormat {
		return c.Fail("a number format of more than %d pieces", workbook.MaxNumberFormat)
	}
	if is(c.Scanner, spaceStyle, "map") {
		return c.readMap()
	}
	if c.Space() != spaceNumber {
		return nil
	}
	switch string(c.Name) {
	case "number", "scientific-number", "fraction":
		return c.number(string(c.Name))
	case "text", "currency-symbol":
		return c.literal()
	case "text-content":
		c.code.WriteString("@")
	case "boolean":
		c.code.WriteString(general)
	case "am-pm":
		c.code.WriteString("AM/PM")
	case "day", "month", "year", "era", "day-of-week", "week-of-year", "quarter", "hours", "minutes", "seconds":
		return c.time(string(c.Name))
	}
	return nil
}

// readMap notes a condition and the format that it chooses.
func (c *codeReading) readMap() error {
	// A condition is kept as it is written, and rewritten when the whole format is put together.
	condition, _, err := c.Of(spaceStyle, "condition")
	if err != nil {
		return err
	}
	name, _, err := c.Of(spaceStyle, "apply-style-name")
	if err != nil {
		return err
	}
	if len(condition)+len(name) > workbook.MaxNumberFormat {
		return c.Fail("a condition of %d bytes", len(condition))
	}
	c.maps = append(c.maps, styleMap{string(condition), string(name)})
	return nil
}

// count is an attribute that counts digits, or otherwise where it is not stated or is no number.
func (c *codeReading) count(name string, otherwise int) (int, error) {
	value, stated, err := c.Of(spaceNumber, name)
	if err != nil || !stated {
		return otherwise, err
	}
	const most = 30 // a number has no more digits that mean anything
	n, ok := zipxml.WholeNumber(value)
	if !ok {
		return otherwise, nil
	}
	return min(n, most), nil
}

// number writes a plain number, one with an exponent, or a fraction. A number without any stated digits is
// General: so LibreOffice writes its own default format.
func (c *codeReading) number(kind string) error {
	// How many digits the number shows: behind the point, before it, always behind it, of an exponent, of a
	// denominator. -1 is not stated.
	var counts [5]int
	for i, name := range [...]string{"decimal-places", "min-integer-digits", "min-decimal-places", "min-exponent-digits",
		"min-denominator-digits"} {
		n, err := c.count(name, -1)
		if err != nil {
			return err
		}
		counts[i] = n
	}
	decimals, whole, least, exponent, denominator := counts[0], counts[1], counts[2], max(counts[3], 1), max(counts[4], 1)
	grouping, _, err := c.Of(spaceNumber, "grouping")
	if err != nil {
		return err
	}
	grouped := string(grouping) == "true"
	if kind == "number" && decimals < 0 && whole <= 1 && !grouped {
		c.code.WriteString(general)
		return nil
	}
	// The pieces of a code, from left to right: the whole part, a fraction or decimals, the exponent.
	c.code.WriteString(integerCode(max(whole, 0), grouped))
	if kind == "fraction" {
		c.code.WriteString(" " + strings.Repeat("?", denominator) + "/" + strings.Repeat("?", denominator))
		return nil
	}
	if decimals = max(decimals, 0); decimals > 0 {
		if least < 0 || least > decimals {
			least = decimals
		}
		c.code.WriteString("." + strings.Repeat("0", least) + strings.Repeat("#", decimals-least))
	}
	if kind == "scientific-number" {
		c.code.WriteString("E+" + strings.Repeat("0", exponent))
	}
	return nil
}

// integerCode is the part of a code before the decimal point, such as "#,##0" or "000".
func integerCode(digits int, grouped bool) string {
	// Digits that are always shown are zeros in a code.
	code := strings.Repeat("0", digits)
	if digits == 0 {
		code = "#"
	}
	if !grouped {
		return code
	}
	const group = 3
	if len(code) <= group {
		code = strings.Repeat("#", group+1-len(code)) + code
	}
	at := len(code) - group
	return code[:at] + "," + code[at:]
}

// literal writes text that is shown as it is, in quotes. What separates parts of dates and numbers needs none,
// and a percent sign must have none, since it also multiplies by 100.
func (c *codeReading) literal() error {
	text, err := c.Leaf(nil)
	if err != nil {
		return err
	}
	if len(text) > workbook.MaxNumberFormat {
		return c.Fail("a number format of %d bytes", len(text))
	}
	const asItIs = " %/-:.,()+"
	if strings.Trim(string(text), asItIs) == "" {
		c.code.Write(text)
		return nil
	}
	// A quotation mark inside a text cannot stand in quotes; a backslash takes its place.
	for i, quoted := range strings.Split(string(text), `"`) {
		if i > 0 {
			c.code.WriteString(`\"`)
		}
		if quoted != "" {
			c.code.WriteString(`"` + quoted + `"`)
		}
	}
	return nil
}

// time writes a piece of a date or a time: each has a short and a long form, such as d and dd.
func (c *codeReading) time(name string) error {
	// Three attributes decide the form: long or short, a month by its name, and fractions of a second.
	style, _, err := c.Of(spaceNumber, "style")
	if err != nil {
		return err
	}
	long := string(style) == "long"
	textual, _, err := c.Of(spaceNumber, "textual")
	if err != nil {
		return err
	}
	decimals, err := c.count("decimal-places", 0)
	if err != nil {
		return err
	}
	// Short and long form of each piece. Weeks and quarters have no code of their own, so that they are written
	// as text.
	pair := map[string][2]string{
		"day": {"d", "dd"}, "month": {"m", "mm"}, "year": {"yy", "yyyy"}, "era": {"g", "ggg"}, "day-of-week": {"ddd", "dddd"},
		"week-of-year": {`"W"`, `"W"`}, "quarter": {`"Q"`, `"Q"`}, "hours": {"h", "hh"}, "minutes": {"m", "mm"},
		"seconds": {"s", "ss"},
	}[name]
	if name == "month" && string(textual) == "true" {
		pair = [2]string{"mmm", "mmmm"}
	}
	code := pair[0]
	if long {
		code = pair[1]
	}
	// Brackets make Excel's code count on beyond a day, an hour or a minute.
	if c.elapsed && (name == "hours" || name == "minutes" || name == "seconds") {
		code = "[" + code + "]"
		c.elapsed = false // only the first unit counts on
	}
	c.code.WriteString(code)
	if name == "seconds" && decimals > 0 {
		c.code.WriteString("." + strings.Repeat("0", decimals))
	}
	return nil
}

// code is the whole format of a name: the sections of other formats under their conditions, and the format's
// own section as the last. A condition that cannot be written as a code is left out.
func (t *styles) code(name string) string {
	style, ok := t.codes[name]
	if !ok {
		return general
	}
	if len(style.maps) == 0 {
		return orElse(style.code, general)
	}
	// Each condition chooses a section; the format's own code is for all numbers that no condition takes.
	var conditions, sections []string
	for _, m := range style.maps {
		condition, ok := strings.CutPrefix(strings.ReplaceAll(m.condition, " ", ""), "value()")
		if !ok {
			continue
		}
		conditions, sections = append(conditions, strings.Replace(condition, "!=", "<>", 1)), append(sections,
			t.codes[m.style].code)
	}
	// What stands without conditions: positive (and zero) first, then negative, then zero.
	switch strings.Join(conditions, " ") {
	case ">=0", ">0 <0":
	default:
		for i := range sections {
			sections[i] = "[" + conditions[i] + "]" + sections[i]
		}
	}
	// Excel's codes have a bound on their length; a format beyond it decides nothing here.
	whole := strings.Join(append(sections, style.code), ";")
	if len(whole) > workbook.MaxNumberFormat {
		return general
	}
	return whole
}
