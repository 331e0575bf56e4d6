package workspace

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/quantity"
)

var update = flag.Bool("update", false, "write the golden files anew")

func glob(t *testing.T, pattern string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %v", pattern, files, err)
	}
	bodies := map[string]string{}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bodies[file] = string(body)
	}
	return bodies
}

func TestGoodConfigurations(t *testing.T) {
	for file, body := range glob(t, "testdata/*.good.yml") {
		if _, err := parse("/office", []byte(body)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// A bad configuration says in its first lines by what errors it is refused: all of them.
func TestBadConfigurations(t *testing.T) {
	for file, body := range glob(t, "testdata/*.bad.yml") {
		_, err := parse("/office", []byte(body))
		if err == nil {
			t.Errorf("%s was taken", file)
			continue
		}
		lines := strings.Split(body, "\n")
		for len(lines) > 0 && strings.HasPrefix(lines[0], "# ") {
			lines = lines[1:]
		}
		rest := strings.Join(lines, "\n")
		got := "# " + strings.ReplaceAll(filepath.ToSlash(err.Error()), "\n", "\n# ") + "\n"
		if *update {
			if err := os.WriteFile(file, []byte(got+rest), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if want := strings.TrimSuffix(body, rest); want != got {
			t.Errorf("%s\n got %s\nwant %s", file, got, want)
		}
	}
}

// The good configurations together have every key; one of them changes every setting of a province from its default,
// and one those of a nation.
func TestEveryKey(t *testing.T) {
	all := glob(t, "testdata/*.good.yml")
	body := all[filepath.Join("testdata", "every-key.good.yml")]
	keys := ""
	for _, text := range all {
		keys += text
	}
	var walk func(reflect.Type)
	walk = func(of reflect.Type) {
		for i := range of.NumField() {
			if key := of.Field(i).Tag.Get("yaml"); !strings.Contains(keys, key+":") {
				t.Errorf("the key %s is missing", key)
			}
			if of.Field(i).Type.Kind() == reflect.Struct {
				walk(of.Field(i).Type)
			}
		}
	}
	walk(reflect.TypeFor[configFile]())
	w, err := parse("/office", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := parse("/office", nil)
	if err != nil {
		t.Fatal(err)
	}
	nation, err := parse("/office", []byte(all[filepath.Join("testdata", "nation.good.yml")]))
	if err != nil {
		t.Fatal(err)
	}
	w.Kind, w.Nation = nation.Kind, nation.Nation
	got, want := reflect.ValueOf(*w), reflect.ValueOf(*plain)
	for i := range got.NumField() {
		name := got.Type().Field(i).Name
		fixed := name == "Dir" || name == "Lock" || name == "ScheduleState" || name == "Journal"
		if !fixed && reflect.DeepEqual(got.Field(i).Interface(), want.Field(i).Interface()) {
			t.Errorf("%s is %v with every key set, as it is with none", name, got.Field(i))
		}
	}
}

func TestDefaults(t *testing.T) {
	w, err := parse("/office", nil)
	if err != nil {
		t.Fatal(err)
	}
	if w.Inbox != filepath.FromSlash("/office/inbox") || w.Language != "vi" ||
		w.Rounding != (quantity.Rounding{Mode: quantity.HalfUp, Digits: 1}) || w.Schedule.Cron != "0 2 * * *" ||
		w.Location.String() != "Asia/Ho_Chi_Minh" || w.Calendar.LastDay != 0 || w.Limits.Time != 60*time.Second {
		t.Errorf("%+v", w)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(dir)
	var wrong *ConfigError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "is no workspace: it has no tonghop.yaml") {
		t.Errorf("a folder without tonghop.yaml: %v", err)
	}
	if err := Init(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err != nil {
		t.Errorf("the starter: %v", err)
	}
	if err := Init(dir); !errors.As(err, &wrong) {
		t.Errorf("a second init: %v", err)
	}
}

// A workspace as it was configured earlier keeps today's folders.
func TestAs(t *testing.T) {
	w, err := parse("/office", []byte("inbox: den"))
	if err != nil {
		t.Fatal(err)
	}
	earlier, err := w.As("inbox: truoc\nlanguage: en")
	if err != nil {
		t.Fatal(err)
	}
	if earlier.Inbox != w.Inbox || earlier.Language != "en" {
		t.Errorf("%+v", earlier)
	}
	var wrong *ConfigError
	if _, err := w.As("language: fr"); !errors.As(err, &wrong) || !strings.Contains(err.Error(),
		"the configuration of then") {
		t.Errorf("%v", err)
	}
}
