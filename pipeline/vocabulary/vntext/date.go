package vntext

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tonghop/pipeline/vocabulary/period"
)

// The ways in which people write a day, after Fold.
var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4})$`)
	yearFirst = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	inWords   = regexp.MustCompile(`^(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})$`)
)

// ParseDate reads a day as people type it: 21-1-2019, 21/1/2019, 21.1.2019, 2019-01-21, "ngày 21 tháng 01 năm
// 2019". The day comes before the month, always, as it does in Vietnam. A year of two digits is refused, since
// it may be any century's, and so is a day that does not exist. The error quotes the text and says what is
// expected.
func ParseDate(text string) (period.Date, error) {
	clean := strings.TrimSpace(Fold(text))
	var day, month, year string
	if m := dayFirst.FindStringSubmatch(clean); m != nil && m[2] == m[4] {
		day, month, year = m[1], m[3], m[5]
	} else if m := yearFirst.FindStringSubmatch(clean); m != nil {
		day, month, year = m[3], m[2], m[1]
	} else if m := inWords.FindStringSubmatch(clean); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else {
		return period.Date{}, fmt.Errorf("date %q: expected day/month/year with four digits for the year, such as 21/1/2019",
			text)
	}
	d := period.Date{Year: number(year), Month: number(month), Day: number(day)}
	if !d.Valid() || d.Year == 0 {
		return period.Date{}, fmt.Errorf("date %q: there is no such day; the day comes before the month", text)
	}
	return d, nil
}

// number reads digits that a pattern has already checked; -1, which is no valid day, stands for too many of
// them.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}
