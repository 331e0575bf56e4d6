package form

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

func formsPage(t *testing.T) string {
	t.Helper()
	body, err := os.ReadFile("../../docs/forms.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// The page names every key of a definition and every finding that there is, and no finding that there is not.
func TestDocsNameEveryKeyAndCode(t *testing.T) {
	page := formsPage(t)
	for _, key := range definitionKeys() {
		if !strings.Contains(page, "`"+key+"`") {
			t.Errorf("docs/forms.md does not explain the key %s", key)
		}
	}
	_, table, _ := strings.Cut(page, "## What is found")
	table, _, _ = strings.Cut(table, "**A list of people**")
	known := map[string]bool{}
	for _, code := range codes(t) {
		known[code] = true
		if !strings.Contains(table, "`"+code+"`") {
			t.Errorf("docs/forms.md does not explain the finding %s", code)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| (`[a-z_`, ]+`) \\|").FindAllStringSubmatch(table, -1) {
		for _, code := range strings.Split(m[1], ", ") {
			if !known[strings.Trim(code, "`")] {
				t.Errorf("docs/forms.md explains the finding %s, which there is not", code)
			}
		}
	}
}

// The definitions on the page read the sheets on the page, every number of them and without findings.
func TestDocsExamples(t *testing.T) {
	page := formsPage(t)
	units, err := registry.Load("testdata/read/units/registry", workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```.*?```sheet\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(examples) != 3 {
		t.Fatalf("%d examples", len(examples))
	}
	for i, example := range examples {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "example.yaml"), []byte(example[1]), 0o644); err != nil {
			t.Fatal(err)
		}
		set, err := LoadDir(dir, period.CalendarQuarters())
		if err != nil {
			t.Fatal(err)
		}
		r := set.Read(File{Path: "x.xlsx", Name: "x.xlsx"},
			openBook(t, "x.xlsx", drawBook(t, drawSheet(t, "Biểu", example[2]))), units)[0]
		want := []int{6, 9, 3}[i]
		if !r.Accepted || len(r.Observations) != want {
			t.Errorf("example %d: %d observations, want %d", i+1, len(r.Observations), want)
		}
		for _, f := range r.Findings {
			if f.Code != UnitsNotListed { // the example has fewer communes than the registry of the cases
				t.Errorf("example %d: %s", i+1, Text(message.English, f))
			}
		}
	}
}
