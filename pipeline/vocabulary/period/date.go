package period

import (
	"fmt"
	"time"
)

// Date is a day of the calendar, without time and zone: what a decision is dated with. The zero Date stands for
// "not stated". Two dates are equal with ==.
type Date struct {
	Year  int
	Month int
	Day   int
}

// ParseDate reads an ISO 8601 day such as 2021-09-30, as the office's own files have it. How people type days
// in workbooks is read by vntext.ParseDate.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: expected a day such as 2021-09-30", text)
	}
	return DateOf(t), nil
}

// DateOf is the day of t in t's own zone.
func DateOf(t time.Time) Date { return Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()} }

// Valid says whether the day exists.
func (d Date) Valid() bool { return DateOf(d.Midnight(time.UTC)) == d }

// IsZero says whether d is "not stated".
func (d Date) IsZero() bool { return d == Date{} }

// Midnight is the moment at which the day begins in a zone.
func (d Date) Midnight(zone *time.Location) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, zone)
}

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Midnight(time.UTC).AddDate(0, 0, n)) }

// Compare is negative when d is before o, positive when after.
func (d Date) Compare(o Date) int {
	return (d.Year-o.Year)*10_000 + (d.Month-o.Month)*100 + d.Day - o.Day
}

// String is the ISO 8601 form, "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}
