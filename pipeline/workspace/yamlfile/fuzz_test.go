package yamlfile_test

import (
	"errors"
	"testing"

	"tonghop/pipeline/workspace/yamlfile"
)

// FuzzDecode reads any text as a file of staff: it is decoded, or refused with errors that have a place in the file,
// and never costs the process.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"form: a\ncolumns:\n  - {header: \"a / b\", measure: flow}\n", "a: &x [1, *x]", "- - - a", "a: |\n  b\n c", "a: 1.5",
		"? a\n: b", "a: {b: {c: [", "--- a\n--- b", "a: \"\\x\"", "\xff: a", "<<: *a", "a: !!int b", "a: 1\na: 2",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var value struct {
			Form    string            `yaml:"form"`
			Decimal int               `yaml:"decimals"`
			Title   map[string]string `yaml:"title"`
			Columns []struct {
				Header   string `yaml:"header"`
				Optional bool   `yaml:"optional"`
			} `yaml:"columns"`
		}
		file, err := yamlfile.Decode("forms/a.yaml", data, &value)
		if file == nil && err == nil {
			t.Fatal("neither a file nor an error")
		}
		if err == nil {
			_ = file.Errorf("columns[0].header", "it is wrong").Error()
			return
		}
		var place *yamlfile.Error
		if !errors.As(err, &place) || place.File != "forms/a.yaml" {
			t.Fatalf("an error without its file: %v", err)
		}
	})
}
