package workbook

import (
	"fmt"
	"math"
	"time"
)

const (
	dayMilliseconds = 24 * 60 * 60 * 1000
	// The first serials after 9999-12-31, the last day that Excel shows.
	endSerial1900 = 2_958_466
	endSerial1904 = 2_957_004
	// Excel counts a 29 February 1900, which never was, as serial 60 (ECMA-376 Part 1, 18.17.4.1).
	phantomLeapDay = 60
)

// DateText is the ISO 8601 form of a serial number under the style's date format:
// a date ("2021-09-30") for a whole day, a date with a time ("2021-09-30T14:30:00") otherwise,
// a time ("14:30:00") for less than a day where no date is meant, and a duration ("PT36H30M0S")
// for a format of elapsed time such as [h]:mm. Times are rounded to the millisecond, which is
// written only where it is not zero. ok is false for a serial that Excel itself cannot show as a
// date (negative, or after the year 9999): such a cell holds a number.
func (s *Style) DateText(serial float64, date1904 bool) (text string, ok bool) {
	return formatDate(serial, date1904, s.date)
}

// formatDate is DateText for a kind of format that is given apart from its style.
func formatDate(serial float64, date1904 bool, kind dateFormat) (text string, ok bool) {
	end := float64(endSerial1900)
	if date1904 {
		end = endSerial1904
	}
	if !(serial >= 0 && serial < end) { // also false for NaN
		return "", false
	}
	// Milliseconds are rounded before the day is taken off: a serial such as 44469.999999999 is midnight of the
	// next day, not 23:59:60.
	total := int64(math.Round(serial * dayMilliseconds))
	day, clock := total/dayMilliseconds, total%dayMilliseconds
	switch {
	case kind == elapsedFormat:
		return durationText(total), true
	case day == 0 && (kind == clockFormat || !date1904):
		return clockText(clock), true
	}
	date, ok := dayText(day, date1904)
	if ok && clock != 0 {
		date += "T" + clockText(clock)
	}
	return date, ok
}

// dayText is the date of a whole serial. Three starting points are needed, since Excel counts a day that never
// was: up to serial 59 the days count from 1899-12-31, from serial 61 on from one day earlier. The calendar
// that begins in 1904, of old Macintosh programs, has no such day.
func dayText(day int64, date1904 bool) (string, bool) {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == phantomLeapDay:
		return "1900-02-29", true
	case day < phantomLeapDay:
		epoch = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	date := epoch.AddDate(0, 0, int(day))
	return date.Format(time.DateOnly), date.Year() <= 9999
}

// clockText is a time of day, given in milliseconds since midnight, as "14:30:00" or "14:30:00.250".
func clockText(ms int64) string {
	text := fmt.Sprintf("%02d:%02d:%02d", ms/3_600_000, ms/60_000%60, ms/1000%60)
	if rest := ms % 1000; rest != 0 {
		text += fmt.Sprintf(".%03d", rest)
	}
	return text
}

// durationText is an elapsed time, given in milliseconds, as an ISO 8601 duration such as "PT36H30M0S". Hours
// are not made into days: who writes 36 hours means 36 hours.
func durationText(ms int64) string {
	seconds := fmt.Sprintf("%d", ms/1000%60)
	if rest := ms % 1000; rest != 0 {
		seconds += fmt.Sprintf(".%03d", rest)
	}
	return fmt.Sprintf("PT%dH%dM%sS", ms/3_600_000, ms/60_000%60, seconds)
}

// isoLayouts are the forms of ST_CellType "d" (ISO 8601 as in ECMA-376 Part 1, 18.18.11);
// fractions of a second are understood by time.Parse without being named.
var isoLayouts = [...]string{
	"2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", time.DateOnly,
	"2006-01-02T15:04", "2006-01-02T15:04Z07:00", "2006-01", "2006",
}

// ParseISODate reads a date, a date with a time or a time as a workbook stores it in ISO 8601,
// and yields its serial number and its text in the form of DateText. A time zone is dropped, as
// Excel knows none. ok is false for anything else, also for a date before the date system begins.
func ParseISODate(s string, date1904 bool) (serial float64, text string, ok bool) {
	for _, layout := range [...]string{time.TimeOnly, "15:04", "T15:04:05", "T15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			ms := milliseconds(t)
			return float64(ms) / dayMilliseconds, clockText(ms % dayMilliseconds), true
		}
	}
	for _, layout := range isoLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return dateSerial(t, date1904)
		}
	}
	return 0, "", false
}

// dateSerial is the way back from a date to the serial that Excel would store for it, and the text that
// DateText would show. It has to count the 29 February 1900 that Excel believes in, so that both ways agree.
func dateSerial(t time.Time, date1904 bool) (serial float64, text string, ok bool) {
	epoch := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	if midnight.Before(epoch) {
		return 0, "", false
	}
	day := int64(midnight.Sub(epoch) / (24 * time.Hour))
	if !date1904 && day >= phantomLeapDay {
		day++
	}
	clock := milliseconds(t)
	serial = float64(day) + float64(clock)/dayMilliseconds
	text = t.Format(time.DateOnly)
	if clock != 0 {
		text += "T" + clockText(clock%dayMilliseconds)
	}
	return serial, text, true
}

// milliseconds is the time of day, rounded to what Excel's serials can hold apart.
func milliseconds(t time.Time) int64 {
	return int64(t.Hour())*3_600_000 + int64(t.Minute())*60_000 + int64(t.Second())*1000 +
		int64(math.Round(float64(t.Nanosecond())/1e6))
}
