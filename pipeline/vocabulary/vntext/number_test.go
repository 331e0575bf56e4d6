package vntext

import (
	"errors"
	"testing"

	"tonghop/pipeline/vocabulary/quantity"
)

// Numbers, signs and footnotes as people write them, by the type of the column.
func TestParseNumber(t *testing.T) {
	count, decimal, percent := NumberType{}, NumberType{Decimals: 2}, NumberType{Decimals: 1, Percent: true}
	cases := []struct {
		text string
		want NumberType
		mark Mark
		out  string
	}{
		{"23", count, Value, "23"},
		{"0", count, Value, "0"},
		{"05", count, Value, "5"},
		{"00012", count, Value, "12"},
		{" 23 ", count, Value, "23"},
		{"'23", count, Value, "23"},
		{"２３", count, Value, "23"},
		{"-5", count, Value, "-5"},
		{"−5", count, Value, "-5"},
		{"3.360", count, Value, "3360"},
		{"419.278.223", decimal, Value, "419278223"},
		{"3 360", count, Value, "3360"},
		{"3\u00a0360", count, Value, "3360"},
		{"1.234,5", decimal, Value, "1234.5"},
		{"1 234,5", decimal, Value, "1234.5"},
		{" 2 515.8", decimal, Value, "2515.8"},
		{"28,8", decimal, Value, "28.8"},
		{"28,80", decimal, Value, "28.8"},
		{"19424.6\u00a0", decimal, Value, "19424.6"},
		{"1,234,567", count, Value, "1234567"},
		{"(1) 419.278.223", count, Value, "419278223"},
		{"123 (1)", count, Value, "123"},
		{"123*", count, Value, "123"},
		{"123²", count, Value, "123"},
		{"28,8 %", percent, Value, "28.8"},
		{"28,0", count, Value, "28"},
		{"", count, Empty, "0"},
		{"  ", count, Empty, "0"},
		{"-", count, None, "0"},
		{"–", count, None, "0"},
		{"x", count, NotApplicable, "0"},
		{"X", decimal, NotApplicable, "0"},
		{"…", count, Unavailable, "0"},
		{"...", count, Unavailable, "0"},
	}
	for _, c := range cases {
		got, err := ParseNumber(c.text, c.want)
		if err != nil || got.Mark != c.mark || got.Value.String() != c.out {
			t.Errorf("ParseNumber(%q, %+v) = %s %s, %v; want %s %s", c.text, c.want, got.Mark, got.Value, err, c.mark, c.out)
		}
	}
}

// What is no number, or two, is refused with the reason.
func TestParseNumberRefuses(t *testing.T) {
	count, decimal := NumberType{}, NumberType{Decimals: 2}
	cases := []struct {
		text    string
		want    NumberType
		problem NumberProblem
	}{
		{"3.360", decimal, Ambiguous},
		{"28,800", count, Ambiguous},
		{"28,800", decimal, Ambiguous},
		{"28,8", count, Fraction},
		{"28.8", count, Fraction},
		{"28,8 %", decimal, NotANumber},
		{"0,12345678901", decimal, TooLong},
		{"9.999.999.999.999.999.999", count, OutOfRange},
		{"(1)", count, NotANumber},
		{"12 người", count, NotANumber},
		{"1.23.456", count, NotANumber},
		{"1,2,3", count, NotANumber},
		{"3 36", count, NotANumber},
		{"1e3", count, NotANumber},
		{"O", count, NotANumber},
		{"0905123456", count, NotANumber},
		{"……", count, NotANumber},
		{"--5", count, NotANumber},
		{"#REF!", count, NotANumber},
		{"5+3", count, NotANumber},
	}
	for _, c := range cases {
		got, err := ParseNumber(c.text, c.want)
		var numberError *NumberError
		if !errors.As(err, &numberError) || numberError.Problem != c.problem {
			t.Errorf("ParseNumber(%q, %+v) = %v, %v; want %s", c.text, c.want, got, err, c.problem)
		}
	}
}

func TestReadingsAreNamedOnce(t *testing.T) {
	_, err := ParseNumber("3.360", NumberType{Decimals: 2})
	var problem *NumberError
	if !errors.As(err, &problem) || len(problem.Readings) != 2 {
		t.Errorf("%v", err)
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, text := range []string{"1.234,5", "3.360", " 2 515.8", "(1) 419.278.223", "-", "x", "…", "28,8 %", "’12",
		"0905123456", "123 (1)", "28,800", "9.999.999.999.999.999.999", "１２"} {
		f.Add(text, 0)
		f.Add(text, 2)
	}
	f.Fuzz(func(t *testing.T, text string, decimals int) {
		got, err := ParseNumber(text, NumberType{Decimals: decimals})
		if err != nil {
			return
		}
		if got.Mark != Value && !got.Value.IsZero() {
			t.Errorf("%q: mark %s with value %s", text, got.Mark, got.Value)
		}
		if decimals == 0 && !got.Value.IsWhole() {
			t.Errorf("%q in a column of counts gives %s", text, got.Value)
		}
		if got.Mark == Value {
			back, err := ParseNumber(got.Value.String(), NumberType{Decimals: quantity.Scale})
			if err != nil && got.Value.Decimals() != 3 || err == nil && back.Value != got.Value {
				t.Errorf("%q gives %s, which reads as %v, %v", text, got.Value, back, err)
			}
		}
	})
}
