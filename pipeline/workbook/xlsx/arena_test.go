package xlsx

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A law: what was kept and not forgotten is found again as it was, whatever the lengths.
func TestArenaKeepsTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 30, longText, longText + 1, 2 * chunkBytes}), 1, 60).Draw(t,
			"lengths")
		forgetful := rapid.Bool().Draw(t, "forgetful")
		var kept arena
		var places []place
		for i, length := range lengths {
			places = append(places, kept.keep([]byte(strings.Repeat(string(rune('a'+i%26)), length))))
			if forgetful {
				kept.forget()
				places = places[max(0, len(places)-2):]
			}
		}
		for i, p := range places {
			n := len(lengths) - len(places) + i
			if got, want := kept.text(p), strings.Repeat(string(rune('a'+n%26)), lengths[n]); got != want {
				t.Fatalf("text %d of %v: %d bytes, %.10q; want %d, %.10q", n, lengths, len(got), got, len(want), want)
			}
		}
	})
}
