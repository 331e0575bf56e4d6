package form

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// numbersBeside is what stands in one column of the rows that begin with a name.
type numbersBeside struct {
	identities int // numbers that are built like one
	births     int // years of birth beside a name that begins with a family name
	phones     int // numbers of mobile telephones that have lost their leading zero, beside such a name
	neither    bool
	notYears   bool
	notPhones  bool
}

// rowsOfPersons looks for a list without a header: rows with a name and a birth date, an identity number or a year of
// birth. Numeric cells are judged by the column, since one count may look like an identity number or a year, and a
// whole column of them does not.
func (p *peopleFinder) rowsOfPersons() string {
	first, persons, columns := "", map[string]bool{}, map[int]numbersBeside{}
	for _, number := range p.rows {
		cells := p.row(number)
		i := slices.IndexFunc(cells, func(c workbook.Cell) bool { return c.Type == workbook.Text && p.isName(c.Text) })
		if i < 0 {
			continue
		}
		if first == "" {
			first = cells[i].Address()
		}
		name := p.key(cells[i].Text)
		if slices.ContainsFunc(cells, func(c workbook.Cell) bool { return isIdentityText(&c) || isBirthDate(&c) }) {
			persons[name] = true
		}
		for j := range cells {
			beside(columns, &cells[j], hasFamilyName(name) && !p.isPlaceAt(number, cells[i].Column))
		}
	}
	for _, c := range columns {
		if c.identities >= listRows && !c.neither || c.births >= listRows && !c.notYears ||
			c.phones >= listRows && !c.notPhones {
			return first
		}
	}
	if len(persons) >= listRows {
		return first
	}
	return ""
}

// beside counts a cell that stands in a row with a name.
func beside(columns map[int]numbersBeside, c *workbook.Cell, isPerson bool) {
	born := isBirthYear(c)
	if c.Type != workbook.Number && !born {
		return
	}
	column := columns[c.Column]
	column.notYears = column.notYears || !born
	if born && isPerson {
		column.births++
	}
	isPhone := c.Type == workbook.Number && isMobile("0"+c.Raw)
	column.notPhones = column.notPhones || !isPhone
	if isPhone && isPerson {
		column.phones++
	}
	switch {
	case c.Type != workbook.Number:
	case isIdentityNumber(c.Number):
		column.identities++
	default:
		column.neither = true
	}
	columns[c.Column] = column
}

// isBirthYear knows a year of birth, as a number or as text.
func isBirthYear(c *workbook.Cell) bool {
	year := c.Number
	if c.Type == workbook.Text {
		n, err := strconv.Atoi(strings.TrimSpace(c.Text))
		if err != nil {
			return false
		}
		year = float64(n)
	}
	return (c.Type == workbook.Number || c.Type == workbook.Text) && year == math.Trunc(year) && year >= firstBirth &&
		year <= lastBirth
}

// identity is, typed as text, the number of a citizen's identity card: 12 digits, 9 before 2016 (Law 59/2014/QH13 on
// citizen identification), in groups of three or in one.
var identity = regexp.MustCompile(`^'?\d{3}[ \x{00a0}]?\d{3}[ \x{00a0}]?\d{3}(?:[ \x{00a0}]?\d{3})?$`)

// isIdentityText says whether the whole text of a cell is written like an identity number. Inside
// of a longer text dataIn finds it.
func isIdentityText(c *workbook.Cell) bool {
	return c.Type == workbook.Text && identity.MatchString(strings.TrimSpace(c.Text))
}

// provinceCodes are the first three digits of an identity number: the province of birth (Circular 07/2016/TT-BCA,
// annex I).
const provinceCodes = "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 " +
	"036 037 038 040 042 044 045 046 " +
	"048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 " +
	"089 091 092 " +
	"093 094 095 096"

// isIdentityNumber says whether a number is built like an identity number that was typed as a number and has lost its
// leading zeros: a province, a digit of century and sex, two of the year of birth, six by chance; before 2016, nine
// digits that begin with 10 to 38. Amounts of money are round.
func isIdentityNumber(n float64) bool {
	if n != math.Trunc(n) || math.Mod(n, 1000) == 0 {
		return false
	}
	switch {
	case n >= 1e8 && n < 3.9e8:
		return true
	case n < 1e9 || n >= 1e11:
		return false
	}
	digits := fmt.Sprintf("%012.0f", n)
	return strings.Contains(provinceCodes, digits[:3]) && digits[3] <= '3'
}

// Years of birth of living people who stand in lists.
const (
	firstBirth = 1915
	lastBirth  = 2015
)

// isBirthDate says whether a cell holds a day on which somebody in a list may have been born: a
// cell that stores a date, or a text that is read as one. Days later than lastBirth are those of
// reports and deadlines.
func isBirthDate(c *workbook.Cell) bool {
	if c.Type != workbook.Date && c.Type != workbook.Text || len(c.Text) > headerRunes {
		return false
	}
	day, err := vntext.ParseDate(strings.SplitN(c.Text, "T", 2)[0])
	return err == nil && day.Year >= firstBirth && day.Year <= lastBirth
}
