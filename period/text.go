package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// TextError says why the period that a text names cannot be taken.
type TextError struct{ Text, Problem string }

func (e *TextError) Error() string { return fmt.Sprintf("period in %q: %s", e.Text, e.Problem) }

// The ways in which people write periods. Letters are matched in lower case and Unicode NFC.
const (
	textGap  = `[\s,./\-–(]*`
	textYear = `(?:năm\s*)?(\d{4})(?:\D|$)`
)

var (
	quarterText = regexp.MustCompile(`(?:quý|qúy|(?:^|[^\pL\d])q)\s*[./\-]?\s*(iv|iii|ii|i|[1-4])(?:[^\pL\d]|$)`)
	halfText    = regexp.MustCompile(`(?:(?:^|\D)0?6|sáu)\s*tháng(?:\s*đầu)?`)
	lateHalf    = regexp.MustCompile(`tháng\s*cuối`)
	nineText    = regexp.MustCompile(`(?:(?:^|\D)0?9|chín)\s*tháng(?:\s*đầu)?`)
	termText    = regexp.MustCompile(`(?:giai\s*đoạn|nhiệm\s*kỳ|nhiệm\s*kì)\s*(\d{4})\s*[-–—]\s*(\d{4})`)
	isoLabel    = regexp.MustCompile(`(?:^|[^\d])(\d{4})-(q[1-4]|h1|m9)(?:[^\pL\d]|$)`)
	wholeYear   = regexp.MustCompile(`(?:cả\s*năm|năm)\s*(\d{4})(?:\D|$)`)
	yearAfter   = regexp.MustCompile(`^` + textGap + textYear)
	anyYear     = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})(?:\D|$)`)
)

var romanQuarter = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

// FromText finds the period that a Vietnamese text names, such as "Quý III năm 2021", "6 tháng đầu năm 2021" or "năm
// 2021". found is false when the text names none. It is a *TextError when the text names a quarter or months without a year,
// or two different periods.
func FromText(text string) (p Period, found bool, err error) {
	folded := strings.ToLower(norm.NFC.String(text))
	candidates, err := candidatesIn(folded)
	if err != nil {
		return Period{}, true, &TextError{Text: text, Problem: err.Error()}
	}
	for _, c := range candidates {
		if found && c != p {
			return Period{}, true, &TextError{Text: text, Problem: fmt.Sprintf("it names both %s and %s", p, c)}
		}
		p, found = c, true
	}
	return p, found, nil
}

// candidatesIn lists the periods of the most specific kind that the text names.
func candidatesIn(text string) ([]Period, error) {
	var found []Period
	for _, m := range isoLabel.FindAllStringSubmatch(text, -1) {
		p, err := Parse(m[1] + "-" + strings.ToUpper(m[2]))
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	if len(found) > 0 {
		return found, nil
	}
	if m := termText.FindStringSubmatch(text); m != nil {
		p, err := Parse(m[1] + "-" + m[2])
		return []Period{p}, err
	}
	if lateHalf.MatchString(text) {
		return nil, fmt.Errorf("the last months of a year are no period of report; expected quý I to IV, 6 tháng đầu năm, 9 tháng or năm")
	}
	for _, m := range quarterText.FindAllStringSubmatchIndex(text, -1) {
		year, err := yearOf(text, m[3])
		if err != nil {
			return nil, err
		}
		found = append(found, OfQuarter(year, romanQuarter[text[m[2]:m[3]]]))
	}
	for _, months := range []struct {
		pattern *regexp.Regexp
		kind    Kind
	}{{halfText, Half}, {nineText, Nine}} {
		for _, m := range months.pattern.FindAllStringIndex(text, -1) {
			year, err := yearOf(text, m[1])
			if err != nil {
				return nil, err
			}
			found = append(found, Period{Kind: months.kind, Year: year})
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	return yearsIn(text)
}

func yearsIn(text string) ([]Period, error) {
	var found []Period
	for _, m := range wholeYear.FindAllStringSubmatch(text, -1) {
		p, err := Parse(m[1])
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// yearOf is the year that belongs to the quarter or months named before offset: the one that follows at once, or the
// only one in the text.
func yearOf(text string, offset int) (int, error) {
	rest := text[offset:]
	if m := yearAfter.FindStringSubmatch(rest); m != nil {
		return checkedYear(m[1])
	}
	years := map[string]bool{}
	for at := 0; at < len(text); {
		m := anyYear.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		years[text[at+m[2]:at+m[3]]] = true
		at += m[3]
	}
	if len(years) == 0 {
		return 0, fmt.Errorf("the year is missing; write for example quý III năm 2021")
	}
	if len(years) > 1 {
		return 0, fmt.Errorf("it names more than one year; write for example quý III năm 2021")
	}
	for year := range years {
		return checkedYear(year)
	}
	return 0, nil
}

func checkedYear(text string) (int, error) {
	year, err := strconv.Atoi(text)
	if err != nil || year < firstYear || year > lastYear {
		return 0, fmt.Errorf("year %s: expected a year from %d to %d", text, firstYear, lastYear)
	}
	return year, nil
}
