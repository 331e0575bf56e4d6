package quantity

import "testing"

// Percentages at ties, below zero and at both ends of what a cell may hold.
func TestPercent(t *testing.T) {
	cases := []struct {
		actual, target Quantity
		rounding       Rounding
		want           string
	}{
		{Of(23), Of(80), Rounding{HalfUp, 1}, "28.8"},
		{Of(23), Of(80), Rounding{Truncate, 1}, "28.7"},
		{Of(23), Of(80), Rounding{HalfEven, 1}, "28.8"},
		{Of(2865), Of(10000), Rounding{HalfEven, 1}, "28.6"},
		{Of(-23), Of(80), Rounding{HalfUp, 1}, "-28.8"},
		{Of(23), Of(-80), Rounding{Truncate, 0}, "-28"},
		{Of(8), Of(7), Rounding{HalfUp, 4}, "114.2857"},
		{Quantity{}, Of(7), Rounding{HalfUp, 1}, "0"},
	}
	for _, c := range cases {
		if got, known := c.rounding.Percent(c.actual, c.target); !known || got.String() != c.want {
			t.Errorf("%s of %s, %+v: got %s, %v; want %s", c.actual, c.target, c.rounding, got, known, c.want)
		}
	}
	if _, known := (Rounding{HalfUp, 1}).Percent(Of(1), Quantity{}); known {
		t.Error("a percentage of zero")
	}
}

func TestParseMode(t *testing.T) {
	for _, word := range []string{"half_up", "half_even", "truncate"} {
		if mode, err := ParseMode(word); err != nil || string(mode) != word {
			t.Errorf("%s: %v, %v", word, mode, err)
		}
	}
	for _, word := range []string{"", "Half_up", "up"} {
		if mode, err := ParseMode(word); err == nil {
			t.Errorf("%q was taken as %s", word, mode)
		}
	}
}
