package form

import (
	"os"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/registry"
)

// Only the line is added, in the line ends of the file; a definition whose layout does not begin a line is left alone.
func TestWithCounts(t *testing.T) {
	body, err := os.ReadFile("testdata/read/reform/forms/quy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"as it is": string(body),
		"of Windows": strings.ReplaceAll(string(body), "\n", "\r\n")} {
		d, err := Parse("quy", []byte(text), period.CalendarQuarters())
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.WithCounts(registry.Includes)
		if err != nil || d.StatesCounts() {
			t.Fatalf("%s: %v", name, err)
		}
		newline := "\n"
		if name == "of Windows" {
			newline = "\r\n"
		}
		line := "counts: includes" + newline
		if strings.Count(got, line) != 1 || strings.Replace(got, line, "", 1) != text {
			t.Errorf("%s:\n%q", name, got)
		}
		again, err := Parse("quy", []byte(got), period.CalendarQuarters())
		if err != nil || !again.StatesCounts() || again.obligation().Counts != registry.Includes {
			t.Errorf("%s is read as %+v, %v", name, again.obligation(), err)
		}
	}
	flow, err := Parse("quy", []byte(strings.Replace(string(body), "layout:", "layout :", 1)), period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := flow.WithCounts(registry.Own); err == nil || !strings.Contains(err.Error(), "counts: own") {
		t.Errorf("a layout with a space: %v", err)
	}
}
