package period

import "fmt"

// Interval is a span of days, both included.
type Interval struct{ From, To Date }

// Overlaps says whether the interval shares a day with [from, to]; a zero bound is open.
func (i Interval) Overlaps(from, to Date) bool {
	return (from.IsZero() || from.Compare(i.To) <= 0) && (to.IsZero() || to.Compare(i.From) >= 0)
}

// Calendar says on which days periods begin and end. Months are the same in every calendar; what differs is the
// day of the last month on which the counting stops.
type Calendar struct {
	// LastDay is the last day of a period within its last month; 0 is the month's own end. With LastDay 14 the third
	// quarter runs from 15 June to 14 September.
	LastDay int
}

// CalendarQuarters has periods that end with their last month.
func CalendarQuarters() Calendar { return Calendar{} }

// Decree092019 has the cutoffs of Decree 09/2019/NĐ-CP on the reporting regime of state agencies, article 12: periodic
// reports cover the days from the 15th of the month before the period to the 14th of its last month.
func Decree092019() Calendar { return Calendar{LastDay: 14} }

// CustomCutoff has periods that end on a given day, 1 to 28, of their last month.
func CustomCutoff(lastDay int) (Calendar, error) {
	if lastDay < 1 || lastDay > 28 {
		return Calendar{}, fmt.Errorf("cutoff day %d: expected a day from 1 to 28", lastDay)
	}
	return Calendar{LastDay: lastDay}, nil
}

// CalendarOf is the calendar that tonghop.yaml or a form states: by a name (month_end or decree_09_2019), or by
// the last day of a period within its last month, 1 to 28. Without either it is month_end. Both at once, or
// anything else, is an error that says what is expected.
func CalendarOf(name string, lastDay int) (Calendar, error) {
	switch {
	case name != "" && lastDay != 0:
		return Calendar{}, fmt.Errorf("expected a name or last_day, not both")
	case name == "decree_09_2019":
		return Decree092019(), nil
	case name != "" && name != "month_end":
		return Calendar{}, fmt.Errorf("name %q: expected month_end or decree_09_2019 (from the 15th to the 14th); or "+
			"last_day: 1 to 28", name)
	case lastDay != 0:
		return CustomCutoff(lastDay)
	}
	return CalendarQuarters(), nil
}

// Interval is the span of days that a period covers. A period begins on the day behind the end of the one
// before it, so that no day is in two quarters and none is in no quarter.
func (c Calendar) Interval(p Period) Interval {
	firstMonth := 1
	if p.Kind == Quarter {
		firstMonth = 3*p.Quarter - 2
	}
	return Interval{From: c.end(p.Year, firstMonth-1).AddDays(1), To: c.end(p.LastYear(), 3*p.LastQuarter())}
}

// end is the last day of the data of a month; month 0 is December of the year before.
func (c Calendar) end(year, month int) Date {
	if month == 0 {
		year, month = year-1, 12
	}
	if c.LastDay != 0 {
		return Date{Year: year, Month: month, Day: c.LastDay}
	}
	if month == 12 {
		return Date{Year: year, Month: 12, Day: 31}
	}
	// The day before the first of the next month: so February needs no rule of its own.
	return Date{Year: year, Month: month + 1, Day: 1}.AddDays(-1)
}

// DueRule says until when a workbook for a period is on time.
type DueRule struct {
	Days  int // due this many days after the period's last day
	Grace int // further days in which it is still on time
}
