package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tonghop/pipeline/vocabulary/fault"
)

// TextError says why the period that a text names cannot be taken.
type TextError struct{ Text, Problem string }

func (e *TextError) Error() string { return fmt.Sprintf("period in %q: %s", e.Text, e.Problem) }

// Kind is refused: a text is never guessed at.
func (e *TextError) Kind() fault.Kind { return fault.Refused }

// The ways in which people write periods. Letters are matched in lower case and Unicode NFC; names of files are often
// typed without tones (quy III, 6 thang).
const (
	textGap  = `[\s,.:/\-–(]*`
	textYear = `(?:năm[\s:]*)?(\d{4})(?:\D|$)`
)

var (
	quarterText = regexp.MustCompile(`(?:quý|quí|qúy|qúi|quy|(?:^|[^\pL\d])q)\s*[./:\-]?\s*(iv|iii|ii|i|0?[1-4])(?:[^\pL\d]|$)`)
	monthsText  = regexp.MustCompile(`(?:^|[^\pL\d])(\d{1,2}|ba|sáu|chín)\s*th[áa]ng(?:[^\pL]|$)(?:\s*đầu)?`)
	lateMonths  = regexp.MustCompile(`tháng\s*cuối`)
	termText    = regexp.MustCompile(`(?:giai\s*đoạn|nhiệm\s*kỳ|nhiệm\s*kì)\s*(\d{4})\s*[-–—]\s*(\d{4})`)
	isoLabel    = regexp.MustCompile(`(?:^|[^\d])(\d{4})-(q[1-4]|h1|m9)(?:[^\pL\d]|$)`)
	fullYear    = regexp.MustCompile(`cả\s*năm\s*(\d{4})(?:\D|$)`)
	bareYear    = regexp.MustCompile(`năm\s*(\d{4})(?:\D|$)`)
	yearAfter   = regexp.MustCompile(`^` + textGap + textYear)
	anyYear     = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})(?:\D|$)`)
	// days are the dates of letters, decisions and signatures, filled in or not. They name no period: "ngày 6 tháng 9 năm
	// 2021" is neither six months nor a year.
	days = []*regexp.Regexp{
		regexp.MustCompile(`ngày[^\pL]*tháng[^\pL]*(?:năm[^\pL\d]*(?:\d{4})?)?`),
		regexp.MustCompile(`(?:^|[^\pL\d])\d{1,2}\s*tháng\s*\d{1,2}(?:[^\pL\d]*năm[^\pL\d]*\d{4}|\D|$)`),
		regexp.MustCompile(`tháng\s*\d{1,2}\s*(?:năm|[/.\-])\s*\d{4}`),
	}
	// comparison begins what a report is compared with: another period than its own.
	comparison = regexp.MustCompile(`so\s+(?:với|cùng)|cùng\s+k[ỳì]`)
)

var romanQuarter = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

// FromTextOf finds the period of a kind that a Vietnamese text names, such as "Quý III năm 2021", "6 tháng đầu năm
// 2021" or "năm 2021". Kind 0 stands for any kind: "Quý III và 9 tháng đầu năm 2021" names one quarter and one period
// of nine months, but two periods to a reader who takes any kind. found is false when the text names none. It is a
// *TextError when the text names a quarter or months without a year, or two different periods.
func FromTextOf(kind Kind, text string) (p Period, found bool, err error) {
	if !strings.ContainsAny(text, "0123456789qQ") {
		return Period{}, false, nil // at once: this is asked for every text in the head of a sheet
	}
	// All periods in the text are looked for; two that differ leave the question open.
	candidates, err := candidatesIn(periodPart(text))
	if err != nil {
		return Period{}, true, &TextError{Text: text, Problem: err.Error()}
	}
	for _, c := range candidates {
		if kind != 0 && c.Kind != kind {
			continue
		}
		if found && c != p {
			return Period{}, true, &TextError{Text: text, Problem: fmt.Sprintf("it names both %s and %s", p, c)}
		}
		p, found = c, true
	}
	return p, found, nil
}

// Named is the period that a person names, by its label (2021-Q3) or in the words that a workbook may use (Q3/2021,
// Quý III năm 2021, 6 tháng đầu năm 2021). The error says which labels there are.
func Named(text string) (Period, error) {
	p, err := Parse(text)
	if err == nil {
		return p, nil
	}
	if p, found, wrong := FromTextOf(0, text); found && wrong == nil {
		return p, nil
	}
	return Period{}, err
}

// periodPart is the text, folded, without what looks like a period and is none.
func periodPart(text string) string {
	folded := strings.ToLower(norm.NFC.String(text))
	if at := comparison.FindStringIndex(folded); at != nil {
		folded = folded[:at[0]]
	}
	for _, day := range days {
		folded = day.ReplaceAllString(folded, " | ")
	}
	return folded
}

// candidatesIn lists the periods that the text names. A year alone counts only where nothing shorter stands.
func candidatesIn(text string) ([]Period, error) {
	if found, err := labelsIn(text); err != nil || len(found) > 0 {
		return found, err
	}
	if m := termText.FindStringSubmatch(text); m != nil {
		p, err := Parse(m[1] + "-" + m[2])
		return []Period{p}, err
	}
	// "6 tháng cuối năm" would otherwise be read as the first six months.
	if lateMonths.MatchString(text) {
		return nil, fmt.Errorf("the last months of a year are no period of report; expected quý I to IV, 6 tháng đầu năm, " +
			"9 tháng or năm")
	}
	var found []Period
	for _, m := range quarterText.FindAllStringSubmatchIndex(text, -1) {
		year, err := yearOf(text, m[3])
		if err != nil {
			return nil, err
		}
		found = append(found, OfQuarter(year, romanQuarter[strings.TrimPrefix(text[m[2]:m[3]], "0")]))
	}
	months, err := monthsIn(text)
	if err != nil {
		return nil, err
	}
	found = append(found, months...)
	if whole, err := yearsIn(text, fullYear); err != nil || len(whole) > 0 {
		return append(found, whole...), err
	}
	if len(found) > 0 {
		return found, nil
	}
	return yearsIn(text, bareYear)
}

// labelsIn are labels such as 2021-Q3, as names of files and folders have them.
func labelsIn(text string) (found []Period, err error) {
	for _, m := range isoLabel.FindAllStringSubmatch(text, -1) {
		p, err := Parse(m[1] + "-" + strings.ToUpper(m[2]))
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// monthsIn reads "6 tháng đầu năm 2021": the months from January on. Three of them are the first quarter, twelve the
// year.
func monthsIn(text string) (found []Period, err error) {
	for _, m := range monthsText.FindAllStringSubmatchIndex(text, -1) {
		p := Period{}
		switch strings.TrimPrefix(text[m[2]:m[3]], "0") {
		case "3", "ba":
			p = OfQuarter(0, 1)
		case "6", "sáu":
			p.Kind = Half
		case "9", "chín":
			p.Kind = Nine
		case "12":
			p.Kind = Year
		default:
			return nil, fmt.Errorf("%s months are no period of report; expected quý I to IV, 6 tháng đầu năm, 9 tháng or năm",
				text[m[2]:m[3]])
		}
		if p.Year, err = yearOf(text, m[1]); err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// yearsIn lists the whole years that a pattern finds.
func yearsIn(text string, pattern *regexp.Regexp) (found []Period, err error) {
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
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
	// The year that follows at once belongs to the quarter; otherwise there must be only one in the text.
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

// checkedYear reads a year that a text names, and refuses one that can only be a typing error.
func checkedYear(text string) (int, error) {
	year, err := strconv.Atoi(text)
	if err != nil || year < firstYear || year > lastYear {
		return 0, fmt.Errorf("year %s: expected a year from %d to %d", text, firstYear, lastYear)
	}
	return year, nil
}
