package registry_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/registry"
)

// history draws units whose names and codes change, end and are given again, over the days of 2025.
func history(t *rapid.T) *registry.Registry {
	first := period.Date{Year: 2025, Month: 1, Day: 1}
	day := func(n int) period.Date { return first.AddDays(n) }
	units := []registry.Unit{{ID: "root", Name: "Tỉnh", Level: "province"}}
	for i := range rapid.IntRange(1, 6).Draw(t, "units") {
		from := rapid.IntRange(-10, 300).Draw(t, "from")
		for n := range rapid.IntRange(1, 3).Draw(t, "rows") {
			to := from + rapid.IntRange(0, 120).Draw(t, "days")
			u := registry.Unit{ID: fmt.Sprintf("u%d", i), Level: "commune", ParentID: "root",
				Name: "Xã " + rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "name"),
				Code: rapid.SampledFrom([]string{"1", "2", "3", ""}).Draw(t, "code"), ValidFrom: day(from), ValidTo: day(to),
				Source: registry.Source{File: "registry/units.csv", Row: 10*i + n + 2}}
			if from < 0 && n == 0 {
				u.ValidFrom = period.Date{}
			}
			units = append(units, u)
			from = to + 1 + rapid.IntRange(0, 1).Draw(t, "gap")*20
		}
	}
	r, err := registry.New(units, nil, nil, nil)
	if err != nil {
		t.Skip("a code of two units at once")
	}
	return r
}

// found is what the rule says, row by row: who bears the text on the last day; if nobody, who bears it on any other.
func found(r *registry.Registry, on period.Interval, bears func(registry.Unit) bool) []string {
	among := func(within period.Interval) (ids []string) {
		for _, u := range r.Units {
			if bears(u) && within.Overlaps(u.ValidFrom, u.ValidTo) && !slices.Contains(ids, u.ID) {
				ids = append(ids, u.ID)
			}
		}
		slices.Sort(ids)
		return ids
	}
	if ids := among(period.Interval{From: on.To, To: on.To}); len(ids) > 0 {
		return ids
	}
	return among(on)
}

// A lookup by name or code finds whom the rule finds, and says so where it is nobody or several.
func TestLawOfTheEndOfThePeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := history(t)
		calendar := rapid.SampledFrom([]period.Calendar{period.CalendarQuarters(), period.Decree092019()}).Draw(t, "calendar")
		p := rapid.SampledFrom([]period.Period{period.OfQuarter(2025, 1), period.OfQuarter(2025, 2),
			period.OfQuarter(2025, 3), period.OfQuarter(2025, 4), period.OfYear(2025)}).Draw(t, "period")
		on := calendar.Interval(p)
		name := rapid.SampledFrom([]string{"Xã A", "Xã B", "Xã C"}).Draw(t, "asked name")
		code := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "asked code")
		u, err := r.FindUnit(name, on)
		expectFound(t, name, u, err, found(r, on, func(u registry.Unit) bool { return u.Name == name }))
		u, err = r.FindUnitByCode(code, on)
		expectFound(t, code, u, err, found(r, on, func(u registry.Unit) bool { return u.Code == code }))
	})
}

func expectFound(t *rapid.T, text string, u registry.Unit, err error, want []string) {
	t.Helper()
	var unknown *registry.UnknownUnitError
	var several *registry.AmbiguousUnitError
	switch {
	case len(want) == 0 && !errors.As(err, &unknown):
		t.Fatalf("%s: %+v, %v; want nobody", text, u, err)
	case len(want) == 1 && (err != nil || u.ID != want[0]):
		t.Fatalf("%s: %+v, %v; want %s", text, u, err, want[0])
	case len(want) > 1 && (!errors.As(err, &several) || len(several.Units) != len(want)):
		t.Fatalf("%s: %+v, %v; want %v", text, u, err, want)
	}
}
