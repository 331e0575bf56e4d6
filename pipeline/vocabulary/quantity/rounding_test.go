package quantity

import "testing"

func TestPercent(t *testing.T) {
	cases := []struct {
		actual, target Quantity
		rounding       Rounding
		want           string
	}{
		{23 * One, 80 * One, Rounding{HalfUp, 1}, "28.8"},
		{23 * One, 80 * One, Rounding{Truncate, 1}, "28.7"},
		{23 * One, 80 * One, Rounding{HalfEven, 1}, "28.8"},
		{2865 * One, 10000 * One, Rounding{HalfEven, 1}, "28.6"},
		{-23 * One, 80 * One, Rounding{HalfUp, 1}, "-28.8"},
		{23 * One, -80 * One, Rounding{Truncate, 0}, "-28"},
		{8 * One, 7 * One, Rounding{HalfUp, 4}, "114.2857"},
		{0, 7 * One, Rounding{HalfUp, 1}, "0"},
	}
	for _, c := range cases {
		if got, known := c.rounding.Percent(c.actual, c.target); !known || got.String() != c.want {
			t.Errorf("%s of %s, %+v: got %s, %v; want %s", c.actual, c.target, c.rounding, got, known, c.want)
		}
	}
	if _, known := (Rounding{HalfUp, 1}).Percent(One, 0); known {
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
