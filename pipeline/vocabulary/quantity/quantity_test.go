package quantity

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	good := map[string]Quantity{"0": 0, "23": 230_000, "-12.5": -125_000, "0.0001": 1, "3360.00": 33_600_000, "007": 70_000}
	for text, want := range good {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	bad := map[string]error{"": ErrSyntax, "-": ErrSyntax, "1.": ErrSyntax, ".5": ErrSyntax, "1,5": ErrSyntax, "+1": ErrSyntax, "1e3": ErrSyntax,
		"--1": ErrSyntax, "1.-5": ErrSyntax, "0.00001": ErrDigits, "100000000000000": ErrRange, "99999999999999999999": ErrRange}
	for text, want := range bad {
		if got, err := Parse(text); !errors.Is(err, want) {
			t.Errorf("Parse(%q) = %d, %v; want %v", text, got, err, want)
		}
	}
}

func TestFromFloat(t *testing.T) {
	cases := []struct {
		in    float64
		want  string
		exact bool
	}{
		{23, "23", true}, {-0.5, "-0.5", true}, {0.1 + 0.2, "0.3", true}, {28.75, "28.75", true}, {2515.8, "2515.8", true},
		{19424.6, "19424.6", true}, {1.0 / 3, "0.3333", false}, {0.00005, "0", false}, {0.00015, "0.0002", false}, {419278223.4, "419278223.4", true},
	}
	for _, c := range cases {
		got, exact, err := FromFloat(c.in)
		if err != nil || got.String() != c.want || exact != c.exact {
			t.Errorf("FromFloat(%v) = %s, %v, %v; want %s, %v", c.in, got, exact, err, c.want, c.exact)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), 1e14, -1e300} {
		if _, _, err := FromFloat(f); !errors.Is(err, ErrRange) {
			t.Errorf("FromFloat(%v): %v", f, err)
		}
	}
}

func TestLaws(t *testing.T) {
	any := rapid.Int64Range(-int64(Max), int64(Max))
	rapid.Check(t, func(t *rapid.T) {
		q := Quantity(any.Draw(t, "q"))
		if back, err := Parse(q.String()); err != nil || back != q {
			t.Fatalf("%d → %s → %d, %v", q, q, back, err)
		}
		digits := rapid.IntRange(0, Scale).Draw(t, "digits")
		rounded := q.Round(digits)
		if rounded.Decimals() > digits {
			t.Fatalf("%s rounded to %d digits is %s", q, digits, rounded)
		}
		off := new(big.Rat).SetFrac64(int64(q-rounded), int64(math.Pow10(Scale-digits)))
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%s rounded to %d digits is %s: more than half a unit away", q, digits, rounded)
		}
		if q.IsWhole() != (q.Decimals() == 0) {
			t.Fatalf("%s: whole %v, decimals %d", q, q.IsWhole(), q.Decimals())
		}
	})
}

// FuzzParse expects that what is read is written so that it reads as the same.
func FuzzParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			if !errors.Is(err, ErrSyntax) && !errors.Is(err, ErrDigits) && !errors.Is(err, ErrRange) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if back, err := Parse(q.String()); err != nil || back != q || q > Max || q < -Max {
			t.Errorf("%q gives %s, which reads as %s, %v", text, q, back, err)
		}
	})
}
