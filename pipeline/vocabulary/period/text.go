package period

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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

// wording is a pattern with words of which one stands in every text that it matches: most texts have none of them, and
// the pattern is not tried.
type wording struct {
	*regexp.Regexp
	words []string
}

// worded compiles a pattern. Each text that it matches has to have one of the words, or periods
// would be passed over without a word.
func worded(pattern string, words ...string) wording {
	return wording{regexp.MustCompile(pattern), words}
}

// mayBeIn is false only for texts that the pattern does not match.
func (w wording) mayBeIn(text string) bool {
	return slices.ContainsFunc(w.words, func(word string) bool { return strings.Contains(text, word) })
}

var (
	quarterText = worded(`(?:quý|quí|qúy|qúi|quy|(?:^|[^\pL\d])q)\s*[./:\-]?\s*(iv|iii|ii|i|0?[1-4])(?:[^\pL\d]|$)`, "q")
	monthsText  = worded(`(?:^|[^\pL\d])(\d{1,2}|ba|sáu|chín)\s*th[áa]ng(?:[^\pL]|$)(?:\s*đầu)?`, "tháng", "thang")
	lateMonths  = worded(`tháng\s*cuối`, "cuối")
	termText    = worded(`(?:giai\s*đoạn|nhiệm\s*kỳ|nhiệm\s*kì)\s*(\d{4})\s*[-–—]\s*(\d{4})`, "giai", "nhiệm")
	isoLabel    = worded(`(?:^|[^\d])(\d{4})-(q[1-4]|h1|m9)(?:[^\pL\d]|$)`, "-")
	fullYear    = worded(`cả\s*năm\s*(\d{4})(?:\D|$)`, "cả")
	bareYear    = worded(`năm\s*(\d{4})(?:\D|$)`, "năm")
	yearAfter   = regexp.MustCompile(`^` + textGap + textYear)
	anyYear     = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})(?:\D|$)`)
	// days are the dates of letters, decisions and signatures, filled in or not. They name no period: "ngày 6 tháng 9 năm
	// 2021" is neither six months nor a year.
	days = []wording{
		worded(`ngày[^\pL]*tháng[^\pL]*(?:năm[^\pL\d]*(?:\d{4})?)?`, "tháng"),
		worded(`(?:^|[^\pL\d])\d{1,2}\s*tháng\s*\d{1,2}(?:[^\pL\d]*năm[^\pL\d]*\d{4}|\D|$)`, "tháng"),
		worded(`tháng\s*\d{1,2}\s*(?:năm|[/.\-])\s*\d{4}`, "tháng"),
	}
	// comparison begins what a report is compared with: another period than its own.
	comparison = worded(`so\s+(?:với|cùng)|cùng\s+k[ỳì]`, "so", "cùng")
)

// romanQuarter are the numbers of quarters as people write them, in small letters.
var romanQuarter = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

// Mentioned are the periods that a text mentions, of whatever kind.
type Mentioned struct {
	text    string
	periods []Period
	err     error
}

// In finds the periods that a Vietnamese text mentions.
func In(text string) Mentioned {
	if !mayMention(text) {
		return Mentioned{text: text} // at once: this is asked for every text in the head of a sheet
	}
	periods, err := candidatesIn(periodPart(text))
	return Mentioned{text, periods, err}
}

// mayMention says at once that most texts mention no period: one has letters, and a digit or the word "quý".
func mayMention(text string) bool {
	letter, number := false, false
	for i := range len(text) {
		c := text[i]
		letter = letter || c|0x20-'a' < 26 || c >= utf8.RuneSelf
		number = number || c-'0' < 10 || c|0x20 == 'q'
	}
	return letter && number
}

// Of is the period of a kind that the text mentions. Errors and kind 0 are as FromTextOf says.
func (m Mentioned) Of(kind Kind) (p Period, found bool, err error) {
	if m.err != nil {
		return Period{}, true, &TextError{Text: m.text, Problem: m.err.Error()}
	}
	// Two periods that differ leave the question open.
	for _, c := range m.periods {
		if kind != 0 && c.Kind != kind {
			continue
		}
		if found && c != p {
			return Period{}, true, &TextError{Text: m.text, Problem: fmt.Sprintf("it names both %s and %s", p, c)}
		}
		p, found = c, true
	}
	return p, found, nil
}

// FromTextOf finds the period of a kind that a Vietnamese text names, such as "Quý III năm 2021", "6 tháng đầu năm
// 2021" or "năm 2021". Kind 0 stands for any kind: "Quý III và 9 tháng đầu năm 2021" names one quarter and one period
// of nine months, but two periods to a reader who takes any kind. found is false when the text names none. It is a
// *TextError when the text names a quarter or months without a year, or two different periods.
func FromTextOf(kind Kind, text string) (p Period, found bool, err error) { return In(text).Of(kind) }

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
	if comparison.mayBeIn(folded) {
		if at := comparison.FindStringIndex(folded); at != nil {
			folded = folded[:at[0]]
		}
	}
	for _, day := range days {
		if day.mayBeIn(folded) {
			folded = day.ReplaceAllString(folded, " | ")
		}
	}
	return folded
}

// candidatesIn lists the periods that the text names. A year alone counts only where nothing shorter stands.
func candidatesIn(text string) ([]Period, error) {
	if found, err := labelsIn(text); err != nil || len(found) > 0 {
		return found, err
	}
	if termText.mayBeIn(text) {
		if m := termText.FindStringSubmatch(text); m != nil {
			p, err := Parse(m[1] + "-" + m[2])
			return []Period{p}, err
		}
	}
	// "6 tháng cuối năm" would otherwise be read as the first six months.
	if lateMonths.mayBeIn(text) && lateMonths.MatchString(text) {
		return nil, fmt.Errorf("the last months of a year are no period of report; expected quý I to IV, 6 tháng đầu năm, " +
			"9 tháng or năm")
	}
	found, err := quartersIn(text)
	if err != nil {
		return nil, err
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

// quartersIn reads "Quý III năm 2021".
func quartersIn(text string) (found []Period, err error) {
	if !quarterText.mayBeIn(text) {
		return nil, nil
	}
	for _, m := range quarterText.FindAllStringSubmatchIndex(text, -1) {
		year, err := yearOf(text, m[3])
		if err != nil {
			return nil, err
		}
		found = append(found, OfQuarter(year, romanQuarter[strings.TrimPrefix(text[m[2]:m[3]], "0")]))
	}
	return found, nil
}

// labelsIn are labels such as 2021-Q3, as names of files and folders have them.
func labelsIn(text string) (found []Period, err error) {
	if !isoLabel.mayBeIn(text) {
		return nil, nil
	}
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
	if !monthsText.mayBeIn(text) {
		return nil, nil
	}
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
func yearsIn(text string, pattern wording) (found []Period, err error) {
	if !pattern.mayBeIn(text) {
		return nil, nil
	}
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
