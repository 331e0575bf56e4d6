package message

import (
	"maps"
	"regexp"
	"slices"
	"testing"
)

var place = regexp.MustCompile(`\{[a-z_]+\}`)

// Both catalogues have the same keys, and each text the same places in both.
func TestBothLanguagesSayTheSame(t *testing.T) {
	vi, en := catalogue()[Vietnamese], catalogue()[English]
	if a, b := slices.Sorted(maps.Keys(vi)), slices.Sorted(maps.Keys(en)); !slices.Equal(a, b) {
		t.Errorf("vi.yaml and en.yaml have different keys:\n%v\n%v", a, b)
	}
	for key, text := range vi {
		a, b := place.FindAllString(text, -1), place.FindAllString(en[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
			t.Errorf("%s: places %v in Vietnamese, %v in English", key, a, b)
		}
	}
}

func TestText(t *testing.T) {
	if got := Text(English, "place.cell", map[string]string{"sheet": "S", "cell": "B2"}); got != "sheet “S”, cell B2" {
		t.Errorf("got %q", got)
	}
	if got := Text(Vietnamese, "no.such.key", nil); got != "no.such.key" {
		t.Errorf("got %q", got)
	}
}

func TestNumber(t *testing.T) {
	for decimal, want := range map[string][2]string{
		"0": {"0", "0"}, "999": {"999", "999"}, "-1000": {"-1.000", "-1,000"}, "-428067.95": {"-428.067,95", "-428,067.95"},
		"1000000000000000000.0000000001": {"1.000.000.000.000.000.000,0000000001", "1,000,000,000,000,000,000.0000000001"},
	} {
		if got := [2]string{Number(Vietnamese, decimal), Number(English, decimal)}; got != want {
			t.Errorf("%s is written %q, want %q", decimal, got, want)
		}
	}
}
