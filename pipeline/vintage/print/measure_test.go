package print

import (
	"strings"
	"testing"
)

// A row is as high as its text has lines: broken between words, within a word that is too long, and at its own ends.
func TestLines(t *testing.T) {
	word := strings.Repeat("0", 10) // 80 pixels
	for text, want := range map[string]int{
		"": 1, "0": 1, word: 1, word + " " + word: 2, word + word: 2, "a\nb": 2, word + "\n" + word + " 0 0": 3,
	} {
		if got := cellFace.lines(text, 95); got != want {
			t.Errorf("%q takes %d lines, want %d", text, got, want)
		}
	}
}

// The narrowest column keeps its words whole, and a text with more paragraphs than lines does not ask for ever.
func TestNarrowest(t *testing.T) {
	for _, text := range []string{"Lũy kế từ đầu năm", "một\nhai\nba", "", "Nghiêng"} {
		wide := cellFace.narrowest(text, 2)
		if lines := cellFace.lines(text, wide); lines > max(2, 1+strings.Count(text, "\n")) {
			t.Errorf("%q takes %d lines in %.0f pixels", text, lines, wide)
		}
		for _, word := range strings.Fields(text) {
			if cellFace.pixels(word) > wide {
				t.Errorf("%q is broken in %.0f pixels", word, wide)
			}
		}
	}
}
