package pipeline

import (
	"slices"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
)

// A period is over when its last day by the workspace's calendar is, where the office is: midnight in Hà Nội is 17:00
// in London.
func TestPeriodsThatAreNotOver(t *testing.T) {
	hanoi := time.FixedZone("ICT", 7*60*60)
	for _, c := range []struct {
		now      string
		calendar period.Calendar
		period   period.Period
		want     string // the day on which it ends; "": it is over
	}{
		{"2021-12-31T16:59:59Z", period.CalendarQuarters(), period.OfYear(2021), "31/12/2021"},
		{"2021-12-31T17:00:00Z", period.CalendarQuarters(), period.OfYear(2021), ""},
		{"2021-10-01T00:00:00Z", period.CalendarQuarters(), period.OfQuarter(2021, 3), ""},
		{"2021-09-30T00:00:00Z", period.CalendarQuarters(), period.OfQuarter(2021, 3), "30/9/2021"},
		{"2021-09-15T00:00:00Z", period.Decree092019(), period.OfQuarter(2021, 3), ""},
		{"2021-09-14T00:00:00Z", period.Decree092019(), period.OfQuarter(2021, 3), "14/9/2021"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		space := &workspace.Workspace{}
		space.Calendar, space.Location, space.Language = c.calendar, hanoi, message.English
		r := run{space: space, now: now}
		var want []string
		if c.want != "" {
			want = []string{"The period ends on " + c.want + " and is not over"}
		}
		if got := r.notEnded(c.period); !slices.Equal(got, want) {
			t.Errorf("%s at %s: %q, want %q", c.period, c.now, got, want)
		}
	}
}
