// Package period names the spans of time that organizations report on, the calendars that give each its days,
// and the labels by which people write them.
//
// It takes labels and Vietnamese texts and gives periods; a Calendar makes an interval of days of a period. It
// never reads the clock, and never guesses a year that a text does not name.
//
// Begin reading with Period and Parse; text.go reads what people write, calendar.go says which days are meant.
package period

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind says how long a period is and where it begins. All kinds but Quarter begin on 1 January of their year.
type Kind uint8

const (
	Quarter Kind = iota + 1 // 2021-Q3
	Half                    // 2021-H1: the first six months, cumulative
	Nine                    // 2021-M9: the first nine months, cumulative
	Year                    // 2021
	Term                    // 2021-2025
)

// String is the word of the kind in form definitions and messages.
func (k Kind) String() string {
	switch k {
	case Quarter:
		return "quarter"
	case Half:
		return "half"
	case Nine:
		return "nine_months"
	case Year:
		return "year"
	case Term:
		return "term"
	}
	return "unknown"
}

// ParseKind reads the word of a kind as String writes it; any other word is an error that lists them.
func ParseKind(text string) (Kind, error) {
	for k := Quarter; k <= Term; k++ {
		if k.String() == text {
			return k, nil
		}
	}
	return 0, fmt.Errorf("period kind %q: expected quarter, half, nine_months, year or term", text)
}

// Period is a label such as 2021-Q3; a Calendar turns it into an interval of days. Two periods are equal with
// ==. The zero Period is none.
type Period struct {
	Kind    Kind
	Year    int // first year of a Term
	Quarter int // 1 to 4 for a Quarter, 0 otherwise
	ToYear  int // last year of a Term, 0 otherwise
}

// Years that a period may name; anything else is a typing error.
const (
	firstYear = 1945
	lastYear  = 2100
)

// OfQuarter is the quarter q of a year.
func OfQuarter(year, q int) Period { return Period{Kind: Quarter, Year: year, Quarter: q} }

// OfYear is a whole year.
func OfYear(year int) Period { return Period{Kind: Year, Year: year} }

// Parse reads a label: 2021-Q3, 2021-H1, 2021-M9, 2021 or 2021-2025. It is strict, as labels are written by
// programs and by the office; what people write in workbooks is read by FromTextOf. The error says which labels
// there are.
func Parse(label string) (Period, error) {
	year, rest, dashed := strings.Cut(label, "-")
	p := Period{Kind: Year}
	var ok bool
	if p.Year, ok = parseYear(year); !ok {
		return Period{}, labelError(label)
	}
	switch {
	case !dashed:
	case rest == "H1":
		p.Kind = Half
	case rest == "M9":
		p.Kind = Nine
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		p.Kind, p.Quarter = Quarter, int(rest[1]-'0')
	default:
		p.Kind = Term
		if p.ToYear, ok = parseYear(rest); !ok || p.ToYear <= p.Year {
			return Period{}, labelError(label)
		}
	}
	return p, nil
}

// labelError is the error for a label that is none.
func labelError(label string) error {
	return fmt.Errorf("period %q: expected a label such as 2021-Q3, 2021-H1 (six months), 2021-M9 (nine months), 2021 "+
		"or 2021-2025", label)
}

// parseYear reads a year of four digits within the years that a period may name.
func parseYear(text string) (int, bool) {
	if len(text) != 4 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	year, err := strconv.Atoi(text)
	return year, err == nil && year >= firstYear && year <= lastYear
}

// String is the label.
func (p Period) String() string {
	switch p.Kind {
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Year, p.Quarter)
	case Half:
		return fmt.Sprintf("%04d-H1", p.Year)
	case Nine:
		return fmt.Sprintf("%04d-M9", p.Year)
	case Term:
		return fmt.Sprintf("%04d-%04d", p.Year, p.ToYear)
	}
	return fmt.Sprintf("%04d", p.Year)
}

// LastQuarter is the quarter, 1 to 4, at whose end the period ends.
func (p Period) LastQuarter() int {
	switch p.Kind {
	case Quarter:
		return p.Quarter
	case Half:
		return 2
	case Nine:
		return 3
	}
	return 4
}

// LastYear is the year in which the period ends.
func (p Period) LastYear() int {
	if p.Kind == Term {
		return p.ToYear
	}
	return p.Year
}

// Cumulative says whether the period starts on 1 January and ends with a later quarter than the first.
func (p Period) Cumulative() bool { return p.Kind != Quarter }

// Compare orders periods by their end, then the shorter first.
func (p Period) Compare(o Period) int {
	if d := (p.LastYear()-o.LastYear())*8 + p.LastQuarter() - o.LastQuarter(); d != 0 {
		return d
	}
	if p.Kind != o.Kind {
		return int(p.Kind) - int(o.Kind)
	}
	return o.Year - p.Year
}
