package schedule

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t testing.TB) *time.Location {
	t.Helper()
	location, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Skipf("no time zone data: %v", err)
	}
	return location
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, zone(t))
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// What is owed after a stop, a change of the clock and on the very first start.
func TestPlan(t *testing.T) {
	cases := map[string]struct {
		cron, last, now string
		due             string
		missed          int
		next            string
	}{
		"never served: nothing owed": {"0 1 * * *", "", "2021-10-12 09:00", "", 0, "2021-10-13 01:00"},
		"served tonight":             {"0 1 * * *", "2021-10-12 01:04", "2021-10-12 09:00", "", 0, "2021-10-13 01:00"},
		"exactly due": {"0 1 * * *", "2021-10-11 01:04", "2021-10-12 01:00", "2021-10-12 01:00", 1,
			"2021-10-13 01:00"},
		"one missed": {"0 1 * * *", "2021-10-11 01:04", "2021-10-12 09:00", "2021-10-12 01:00", 1,
			"2021-10-13 01:00"},
		"five missed, one owed": {"0 1 * * *", "2021-10-07 01:04", "2021-10-12 09:00", "2021-10-12 01:00", 5,
			"2021-10-13 01:00"},
		"a run longer than its gap": {"*/5 * * * *", "2021-10-12 01:12", "2021-10-12 01:12", "", 0, "2021-10-12 01:15"},
		"weekdays only":             {"0 1 * * 1-5", "2021-10-08 01:10", "2021-10-11 00:59", "", 0, "2021-10-11 01:00"},
		"a clock set back":          {"0 1 * * *", "2021-10-12 01:04", "2021-10-11 09:00", "", 0, "2021-10-12 01:00"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			expression, err := Parse(c.cron, zone(t))
			if err != nil {
				t.Fatal(err)
			}
			got := expression.Plan(at(t, c.last), at(t, c.now))
			if !got.Due.Equal(at(t, c.due)) || got.Missed != c.missed || !got.Next.Equal(at(t, c.next)) {
				t.Errorf("got due %v missed %d next %v", got.Due, got.Missed, got.Next)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "nightly", "0 25 * * *", "0 1 * *", "0 0 30 2 *"} {
		if _, err := Parse(text, time.UTC); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// Laws of the plan for any expression and any two moments.
func TestPlanLaws(t *testing.T) {
	location := zone(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"0 1 * * *", "*/7 * * * *", "30 22 * * 1-5", "0 6 1 * *"}).Draw(t, "cron")
		expression, err := Parse(text, location)
		if err != nil {
			t.Fatal(err)
		}
		last := time.Unix(rapid.Int64Range(1, 2_000_000_000).Draw(t, "last"), 0)
		now := last.Add(time.Duration(rapid.Int64Range(0, int64(40*24*time.Hour)).Draw(t, "gap")))
		plan := expression.Plan(last, now)
		if !plan.Next.After(now) {
			t.Fatalf("next %v is not after now %v", plan.Next, now)
		}
		if (plan.Missed == 0) != plan.Due.IsZero() {
			t.Fatalf("missed %d with due %v", plan.Missed, plan.Due)
		}
		if !plan.Due.IsZero() && (plan.Due.After(now) || !plan.Due.After(last)) {
			t.Fatalf("due %v outside (%v, %v]", plan.Due, last, now)
		}
		if again := expression.Plan(now, now); again.Missed != 0 {
			t.Fatalf("owed %v right after serving", again.Due)
		}
	})
}
