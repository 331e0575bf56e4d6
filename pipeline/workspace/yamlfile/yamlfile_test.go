package yamlfile

import "testing"

type sample struct {
	Name   string            `yaml:"name"`
	Count  int               `yaml:"count"`
	Counts map[string]int    `yaml:"counts"`
	Open   bool              `yaml:"open"`
	Tags   []string          `yaml:"tags"`
	Texts  map[string]string `yaml:"texts"`
	Items  []struct {
		Label string `yaml:"label"`
		Size  *int64 `yaml:"size"`
	} `yaml:"items"`
}

func TestDecodeRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"nme: x":                 `f.yaml:1:1: unknown key "nme"; did you mean name?`,
		"items:\n  - {lable: x}": `f.yaml:2:6: unknown key "lable"; did you mean label?`,
		"size: x":                `f.yaml:1:1: unknown key "size"`,
		"nme: x\ncount: 1.5": "f.yaml:1:1: unknown key \"nme\"; did you mean name?\n" +
			`f.yaml:2:8: read "1.5"; expected a whole number`,
		"nme: x\nitms: []": "f.yaml:1:1: unknown key \"nme\"; did you mean name?\n" +
			`f.yaml:2:1: unknown key "itms"; did you mean items?`,
		"name: a\nname: b":        `f.yaml:2:1: mapping key "name" already defined at [1:1]`,
		"count: many":             `f.yaml:1:8: read "many"; expected a whole number`,
		"count: 1.5":              `f.yaml:1:8: read "1.5"; expected a whole number`,
		"open: maybe":             `f.yaml:1:7: read "maybe"; expected true or false`,
		"name: [a":                `f.yaml:1:7: sequence end token ']' not found`,
		"name: a\n---\nname: b":   `f.yaml:3:5: a second document begins here, behind ---; expected one`,
		"tags: one":               `f.yaml:1:7: string was used where sequence is expected`,
		"texts: one":              `f.yaml:1:8: string was used where mapping is expected`,
		"items: [one]":            `f.yaml:1:9: string was used where mapping is expected`,
		"name: {a: b}":            `f.yaml:1:7: read "{"; expected a text`,
		"name: a\n\tcount: 1":     "f.yaml:2:1: found character '\t' that cannot start any token",
		"counts: {a: 1, b: 2.5}":  `f.yaml:1:19: read "2.5"; expected a whole number`, // it was read as 2
		"items:\n  - {size: 1.5}": `f.yaml:2:12: read "1.5"; expected a whole number`,
	} {
		var value sample
		if _, err := Decode("f.yaml", []byte(text), &value); err == nil || err.Error() != want {
			t.Errorf("%q\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestErrorfNamesThePlace(t *testing.T) {
	var value sample
	file, err := Decode("f.yaml", []byte("# a comment\nname: x\nitems:\n  - {label: a}\n  - {label: b}\n"), &value)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"name":           "f.yaml:2:7: name: bad",
		"items[1].label": "f.yaml:5:13: items[1].label: bad",
		"items[1].more":  "f.yaml:5:5: items[1].more: bad",
		"items[7].label": "f.yaml:4:3: items[7].label: bad",
		"count":          "f.yaml:1:1: count: bad",
	} {
		if got := file.Errorf(path, "bad").Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestEmptyFile(t *testing.T) {
	for _, text := range []string{"", "# nothing\n"} {
		var value sample
		file, err := Decode("f.yaml", []byte(text), &value)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got := file.Errorf("name", "missing").Error(); got != "f.yaml: name: missing" {
			t.Errorf("%q: %s", text, got)
		}
	}
}
