package period_test

import (
	"fmt"

	"tonghop/pipeline/vocabulary/period"
)

// A label is written in one way only.
func ExampleParse() {
	p, err := period.Parse("2021-M9")
	fmt.Println(p, p.Kind, p.Cumulative(), err)
	_, err = period.Parse("2021/Q3")
	fmt.Println(err)
	// Output:
	// 2021-M9 nine_months true <nil>
	// period "2021/Q3": expected a label such as 2021-Q3, 2021-H1 (six months), 2021-M9 (nine months), 2021 or 2021-2025
}

// Which days a period covers depends on the calendar: by Decree 09/2019/NĐ-CP a report ends on the 14th.
func ExampleCalendar_Interval() {
	third := period.OfQuarter(2021, 3)
	for _, c := range []period.Calendar{period.CalendarQuarters(), period.Decree092019()} {
		days := c.Interval(third)
		fmt.Println(days.From, "to", days.To)
	}
	// Output:
	// 2021-07-01 to 2021-09-30
	// 2021-06-15 to 2021-09-14
}

// People write periods in many ways. A date in the same text names none.
func ExampleFromTextOf() {
	p, found, err := period.FromTextOf(0, "Báo cáo quý III năm 2021 (ngày 6 tháng 10 năm 2021)")
	fmt.Println(p, found, err)
	_, _, err = period.FromTextOf(period.Quarter, "Quý III")
	fmt.Println(err)
	// Output:
	// 2021-Q3 true <nil>
	// period in "Quý III": the year is missing; write for example quý III năm 2021
}
