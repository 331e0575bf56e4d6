package form

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"tonghop/pipeline/vocabulary/period"
)

func TestGoodDefinitions(t *testing.T) {
	for _, file := range glob(t, "testdata/*.good.yml") {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse("good", body, period.CalendarQuarters()); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// A bad definition says in its first line by what error it is refused.
func TestBadDefinitions(t *testing.T) {
	for _, file := range glob(t, "testdata/*.bad.yml") {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".bad.yml")
		_, err = Parse(name, body, period.CalendarQuarters())
		if err == nil {
			t.Errorf("%s was taken", file)
			continue
		}
		first, rest, _ := strings.Cut(string(body), "\n")
		got := "# " + strings.ReplaceAll(err.Error(), "\n", " ")
		if *update {
			if err := os.WriteFile(file, []byte(got+"\n"+rest), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if first != got {
			t.Errorf("%s\n got %s\nwant %s", file, got, first)
		}
	}
}

// The good definitions together use every key.
func TestGoodDefinitionsUseEveryKey(t *testing.T) {
	var all strings.Builder
	for _, file := range glob(t, "testdata/*.good.yml") {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(body)
	}
	for _, key := range definitionKeys() {
		if !strings.Contains(all.String(), key+":") {
			t.Errorf("no good definition has the key %s", key)
		}
	}
}

// definitionKeys are all keys of a definition, without those of the maps that staff name themselves.
func definitionKeys() []string {
	var keys []string
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				keys = append(keys, t.Field(i).Tag.Get("yaml"))
				walk(t.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[definitionFile]())
	return keys
}

// Sets are folders of definitions: what is wrong with them together stands in "want", nothing when they are good.
func TestSets(t *testing.T) {
	for _, file := range glob(t, "testdata/sets/*.txtar") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir, want := t.TempDir(), ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = strings.TrimSpace(string(f.Data))
				} else if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got := ""
			if _, err := LoadDir(dir, period.CalendarQuarters()); err != nil {
				got = strings.ReplaceAll(err.Error(), dir, "DIR")
			}
			if *update {
				writeWant(t, file, archive, got+"\n")
			} else if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %v", pattern, files, err)
	}
	return files
}
