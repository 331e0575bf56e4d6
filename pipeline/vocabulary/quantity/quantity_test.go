package quantity

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// Plain decimals are read exactly; everything else is an error of its own kind.
func TestParse(t *testing.T) {
	good := map[string]Quantity{
		"0": {}, "-0": {}, "23": Of(23), "-12.5": OfParts(-12, -5_000_000_000), "0.0000000001": OfParts(0, 1),
		"-0.0000000001": OfParts(0, -1), "3360.00": Of(3360), "007": Of(7), "1000000000000000000": Max(),
		"-1000000000000000000": Max().Neg(), "115386523296378": Of(115_386_523_296_378),
		"0.00010000000000": OfParts(0, 1_000_000),
	}
	for text, want := range good {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %s, %v; want %s", text, got, err, want)
		}
	}
	bad := map[string]error{
		"": ErrSyntax, "-": ErrSyntax, "1.": ErrSyntax, ".5": ErrSyntax, "1,5": ErrSyntax, "+1": ErrSyntax, "1e3": ErrSyntax,
		"--1": ErrSyntax, "1.-5": ErrSyntax, "0.00000000001": ErrDigits, "1000000000000000000.0000000001": ErrRange,
		"1000000000000000001": ErrRange, "99999999999999999999999999999999999999999999999": ErrRange,
	}
	for text, want := range bad {
		if got, err := Parse(text); !errors.Is(err, want) {
			t.Errorf("Parse(%q) = %s, %v; want %v", text, got, err, want)
		}
	}
}

// A sum may pass what one cell can hold, up to 128 bits.
func TestParseSum(t *testing.T) {
	for _, text := range []string{"99999999999999999999.9999999999", "-99999999999999999999.9999999999"} {
		if got, err := ParseSum(text); err != nil || got.String() != text {
			t.Errorf("ParseSum(%q) = %s, %v", text, got, err)
		}
	}
	if got, err := ParseSum("99999999999999999999999999999999"); !errors.Is(err, ErrRange) {
		t.Errorf("32 digits before the point: %s, %v; want %v", got, err, ErrRange)
	}
}

// A double means the decimal that a spreadsheet shows, and exact says where it had to be rounded.
func TestFromFloat(t *testing.T) {
	third := 1.0 / 3
	cases := []struct {
		in    float64
		want  string
		exact bool
	}{
		{23, "23", true}, {-0.5, "-0.5", true}, {28.75, "28.75", true}, {2515.8, "2515.8", true},
		{math.Copysign(0, -1), "0", true},
		{19424.6, "19424.6", true}, {419278223.4, "419278223.4", true},
		{19028611718983.74, "19028611718983.74", true},         // 16 digits, of which 15 would be 19028611718983.7
		{115386523296378, "115386523296378", true},             // a national total in đồng
		{123456.1234567891, "123456.1234567891", true},         // ten decimals
		{0.1 + 0.2, "0.3", true}, {1234.1 * 3, "3702.3", true}, // noise of binary arithmetic
		{third, "0.3333333333", false}, {-third, "-0.3333333333", false},
		{0.00000000005, "0", false}, {0.00000000015, "0.0000000002", false}, {0.00000000025, "0.0000000002", false},
		{1e18, "1000000000000000000", true}, {-1e18, "-1000000000000000000", true},
		{123456789012345680, "123456789012345680", true},
		{1e-300, "0", false},
	}
	for _, c := range cases {
		got, exact, err := FromFloat(c.in)
		if err != nil || got.String() != c.want || exact != c.exact {
			t.Errorf("FromFloat(%v) = %s, %v, %v; want %s, %v", c.in, got, exact, err, c.want, c.exact)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Nextafter(1e18, 2e18), -1e300} {
		if _, _, err := FromFloat(f); !errors.Is(err, ErrRange) {
			t.Errorf("FromFloat(%v): %v", f, err)
		}
	}
}

// drawn is any number that a cell may hold: whole ones, small ones, and both ends of the range among them.
func drawn(t *rapid.T, label string) Quantity {
	const most = 999_999_999_999_999_999
	whole := rapid.OneOf(rapid.Int64Range(-most, most), rapid.Int64Range(-99, 99)).Draw(t, label)
	fraction := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, unitsInOne-1)).Draw(t, label+" fraction")
	if whole < 0 {
		fraction = -fraction
	}
	return OfParts(whole, fraction)
}

// The arithmetic is that of whole numbers of any size.
func TestLawsOfArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, r := drawn(t, "q"), drawn(t, "r")
		a, b := q.Units(), r.Units()
		for name, pair := range map[string][2]*big.Int{
			"+": {q.Plus(r).Units(), new(big.Int).Add(a, b)}, "-": {q.Minus(r).Units(), new(big.Int).Sub(a, b)},
			"neg": {q.Neg().Units(), new(big.Int).Neg(a)}, "abs": {q.Abs().Units(), new(big.Int).Abs(a)},
			"cmp":  {big.NewInt(int64(q.Cmp(r))), big.NewInt(int64(a.Cmp(b)))},
			"sign": {big.NewInt(int64(q.Sign())), big.NewInt(int64(a.Sign()))},
		} {
			if pair[0].Cmp(pair[1]) != 0 {
				t.Fatalf("%s %s %s is %s, want %s", q, name, r, pair[0], pair[1])
			}
		}
		if (q == r) != (a.Cmp(b) == 0) {
			t.Fatalf("%s == %s: %v", q, r, q == r)
		}
	})
}

// Laws: what is written reads back as the same number, and so do its parts.
func TestLawsOfWriting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawn(t, "q")
		if back, err := Parse(q.String()); err != nil || back != q {
			t.Fatalf("%s reads as %s, %v", q, back, err)
		}
		if back := OfParts(q.Parts()); back != q {
			t.Fatalf("%s has the parts of %s", q, back)
		}
		if back, ok := OfUnits(q.Units()); !ok || back != q {
			t.Fatalf("%s has the units of %s", q, back)
		}
		if q.IsWhole() != q.Rat().IsInt() {
			t.Fatalf("%s: whole %v, decimals %d", q, q.IsWhole(), q.Decimals())
		}
	})
}

// Laws: a rounded number has no more digits than asked for.
func TestLawsOfRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, digits := drawn(t, "q"), rapid.IntRange(0, Scale).Draw(t, "digits")
		rounded := q.Round(digits)
		if rounded.Decimals() > digits {
			t.Fatalf("%s rounded to %d digits is %s", q, digits, rounded)
		}
		half := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
		half.Quo(half, big.NewRat(2, 1))
		if q.Minus(rounded).Abs().Rat().Cmp(half) > 0 {
			t.Fatalf("%s rounded to %d digits is %s: more than half a unit away", q, digits, rounded)
		}
	})
}

// FromFloat gives the number that a person typed, whatever binary fraction stands for it.
func TestLawOfFloats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.IntRange(0, 6).Draw(t, "digits")
		n := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "n")
		typed := new(big.Rat).SetFrac(big.NewInt(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
		stored, _ := typed.Float64()
		got, exact, err := FromFloat(stored)
		if err != nil || !exact || got.Rat().Cmp(typed) != 0 {
			t.Fatalf("%s, stored as %v, is taken as %s, %v, %v", typed.FloatString(digits), stored, got, exact, err)
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
		if back, err := Parse(q.String()); err != nil || back != q || q.Abs().Cmp(Max()) > 0 {
			t.Errorf("%q gives %s, which reads as %s, %v", text, q, back, err)
		}
	})
}
