package workbook

import (
	"math"
	"time"
)

// DateText is the ISO 8601 form of a stored serial: "2021-09-30" for a whole day, "2021-09-30T14:30:00" with a time of
// day, "14:30:00" for a time without a day (a serial under 1). Seconds are rounded to the millisecond, as a serial's precision
// allows. epoch1904 is the workbook's setting. ok is false for a serial that no date has: negative, or after the year 9999.
//
// In the 1900 system serial 60 is 29 February 1900, a day that never was (kept from Lotus 1-2-3); it is given as such.
func DateText(serial float64, epoch1904 bool) (text string, ok bool) {
	if serial < 0 || serial >= 2_958_466 || math.IsNaN(serial) {
		return "", false
	}
	const dayMillis = 86_400_000
	day, millis := math.Floor(serial), int64(math.Round((serial-math.Floor(serial))*dayMillis))
	if millis == dayMillis {
		day, millis = day+1, 0
	}
	clock := clockText(millis)
	switch {
	case day == 0 && !epoch1904:
		return clock, true
	case millis == 0:
		return dayText(int(day), epoch1904), true
	}
	return dayText(int(day), epoch1904) + "T" + clock, true
}

func clockText(millis int64) string {
	at := time.UnixMilli(millis).UTC()
	if millis%1000 != 0 {
		return at.Format("15:04:05.000")
	}
	return at.Format(time.TimeOnly)
}

func dayText(day int, epoch1904 bool) string {
	if epoch1904 {
		return time.Date(1904, 1, 1+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	switch {
	case day == 60:
		return "1900-02-29"
	case day > 60:
		day--
	}
	return time.Date(1899, 12, 31+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
