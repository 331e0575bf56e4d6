package zipxml

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// The short way to read a number gives the same float64 as strconv.
func TestNumbersAreTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{0,12}\.?[0-9]{0,12}(E[+-]?[0-9]{1,3})?`).Draw(t, "text")
		want, err := strconv.ParseFloat(text, 64)
		got, ok := ParseNumber([]byte(text))
		if wanted := err == nil || math.IsInf(want, 0); ok != wanted {
			t.Fatalf("ParseNumber(%q): %v, strconv: %v", text, ok, err)
		}
		if ok && (got != want || math.Signbit(got) != math.Signbit(want)) {
			t.Fatalf("ParseNumber(%q) = %v, want %v", text, got, want)
		}
	})
}
