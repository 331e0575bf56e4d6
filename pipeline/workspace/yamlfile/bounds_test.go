package yamlfile

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func many(n int, format string) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

// aliased are anchors of which each names the one before it twice.
func aliased(n int) string {
	var text strings.Builder
	for i := 1; i < n; i++ {
		fmt.Fprintf(&text, "- &b%d [*%s, *%[2]s]\n", i, map[bool]string{true: "a0", false: fmt.Sprintf("b%d", i-1)}[i == 1])
	}
	return text.String()
}

// merged are mappings of which each merges the one before it three times.
func merged(n int) string {
	var text strings.Builder
	for i := 1; i < n; i++ {
		fmt.Fprintf(&text, "  x%d: &x%[1]d {<<: [*x%[2]d, *x%[2]d, *x%[2]d]}\n", i, i-1)
	}
	return text.String()
}

// Each bound has a file on both sides of it. What passes one is refused at once, with the place; what keeps within all
// of them is parsed in seconds.
func TestBounds(t *testing.T) {
	type settings struct {
		A any            `yaml:"a"`
		M map[string]int `yaml:"m"`
	}
	cases := []struct{ name, text, problem string }{
		{"brackets", "a: " + strings.Repeat("[", 1<<19-3), "x.yaml:1:68: brackets stand in each other more than 64 deep"},
		{"brackets over lines", strings.Repeat("[\n", 100), "x.yaml:65:1: brackets"},
		{"braces", "a: " + strings.Repeat("{b: ", 65), "brackets"},
		{"deep enough", "a: " + strings.Repeat("[", 64) + strings.Repeat("]", 64), ""},
		{"brackets in texts", "a: x\n" + many(100, "# [ %d\n") + "m: {\"[[[\": 1, '{{{': 2}\n", ""},
		{"brackets within words", "a:\n" + many(100, "- b [x%d\n"), ""},
		{"dashes", "a:\n  " + strings.Repeat("- ", 65) + "x", "x.yaml:2:3: 65 lists stand in each other"},
		{"indent", "a:\n" + strings.Repeat(" ", 257) + "x", "x.yaml:2:258: the line is indented by 257 spaces"},
		{"keys", "m:\n" + many(30_000, "  k%d: 1\n"), "x.yaml:6001:1: the file has more than 6000 lines and values"},
		{"keys in braces", "m: {" + many(30_000, "k%d: 1, ") + "}", "x.yaml:1:1: the file has more than 6000 lines"},
		{"aliases of aliases", "m: {z: &x0 1}\na:\n- &a0 [x]\n" + many(60, "- &a%d [*a0, *a0]\n") + aliased(60),
			"x.yaml:72:3: with aliases (*) in their places the file has more than 6000 values"},
		{"merges of merges", "a:\n  x0: &x0 {b: 1}\n" + merged(40), "with aliases (*) in their places"},
		{"an alias of itself", "a: &x [*x]", "x.yaml:1:8: the alias *x stands for nothing above it; expected an anchor &x"},
		{"an alias of nothing", "a: *x", "x.yaml:1:4: the alias *x stands for nothing"},
		{"an anchor and its alias", "a: &x [1, 2]\nm: {b: &y 1, c: *y}", ""},
		{"size", "a: " + strings.Repeat("x ", 1<<18), "x.yaml: the file has 524291 bytes; expected at most 524288"},
	}
	for _, c := range cases {
		var value settings
		began := time.Now()
		_, err := Decode("x.yaml", []byte(c.text), &value)
		switch {
		case c.problem == "" && err != nil, c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem)):
			t.Errorf("%s: %v, want %q", c.name, err, c.problem)
		case c.problem != "" && time.Since(began) > 2*time.Second:
			t.Errorf("%s: refused after %v", c.name, time.Since(began))
		}
	}
}
