package form

import (
	"os"
	"testing"

	"tonghop/pipeline/vocabulary/period"
)

// What an indicator says goes before what the form says, and that before what is usual.
func TestHistoryOfSeries(t *testing.T) {
	body, err := os.ReadFile("testdata/indicators.good.yml")
	if err != nil {
		t.Fatal(err)
	}
	stated, err := Parse("good", body, period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	body, err = os.ReadFile("testdata/units.good.yml")
	if err != nil {
		t.Fatal(err)
	}
	silent, err := Parse("good", body, period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(stated.Series(), silent.Series()...) {
		want := map[string]string{"admitted": "5 100", "members": "5 100", "fees": "2.5 100"}[s.Indicator]
		if want == "" {
			want = "10 20"
		}
		if got := s.History.Factor.String() + " " + s.History.Least.String(); got != want {
			t.Errorf("%s.%s: factor and least are %s, want %s", s.Indicator, s.Breakdown, got, want)
		}
	}
}
