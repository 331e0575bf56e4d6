package vintage

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/workspace/durable/durabletest"
)

// Damage that changes size or time is noticed every night; one that hides both is noticed by the sums.
func TestCurrentSound(t *testing.T) {
	for name, c := range map[string]struct {
		damage   func(Folder) error
		nightly  string // part of what is said; "": it is not noticed
		thorough string
	}{
		"nothing": {func(Folder) error { return nil }, "", ""},
		"touched": {func(f Folder) error { return os.Chtimes(f.at("a.csv"), time.Time{}, time.Now().Add(time.Hour)) }, "",
			""},
		"missing": {func(f Folder) error { return os.Remove(f.at("a.csv")) }, "a.csv is missing", "a.csv is missing"},
		"longer":  {func(f Folder) error { return rewrite(f, "11", time.Hour) }, "2 bytes; 1 were", "2 bytes; 1 were"},
		"changed": {func(f Folder) error { return rewrite(f, "2", time.Hour) }, "other contents", "other contents"},
		"hidden":  {func(f Folder) error { return rewrite(f, "2", -time.Hour) }, "", "other contents"},
		"a link": {func(f Folder) error {
			return errors.Join(os.Remove(f.at("a.csv")), os.Symlink("/dev/null", f.at("a.csv")))
		}, "were published", "were published"},
		"no manifest": {func(f Folder) error { return os.Remove(f.at(manifestName)) }, "cannot be opened",
			"cannot be opened"},
		"other manifest": {func(f Folder) error { return replaceWith(f.at(manifestName), "{}") },
			`that of vintage ""`, `that of vintage ""`},
		"no pointer": {func(f Folder) error { return os.Remove(f.at("../../" + pointerName)) },
			"current.json is missing", "current.json is missing"},
		"no vintages": {func(f Folder) error { return os.RemoveAll(f.at("..")) }, "cannot be opened", "cannot be opened"},
	} {
		if name == "a link" && runtime.GOOS == "windows" {
			continue // only an administrator may make one there
		}
		f := publish(t, durabletest.Folder(t), map[string]string{"a.csv": "1"})
		must(t, c.damage(f))
		published := filepath.Dir(filepath.Dir(f.Dir))
		for thorough, want := range map[bool]string{false: c.nightly, true: c.thorough} {
			var unsound *UnsoundError
			_, _, err := CurrentSound(published, thorough, nil)
			if want == "" && err != nil || want != "" && (!errors.As(err, &unsound) || !strings.Contains(err.Error(), want)) {
				t.Errorf("%s, thorough %v: %v; want %q", name, thorough, err, want)
			}
		}
	}
}

func (f Folder) at(name string) string { return filepath.Join(f.Dir, name) }

// rewrite gives a.csv another text, and a time before or after that of the manifest.
func rewrite(f Folder, text string, later time.Duration) error {
	at := time.Now().Add(later)
	return errors.Join(replaceWith(f.at("a.csv"), text), os.Chtimes(f.at("a.csv"), at, at))
}

func replaceWith(name, text string) error {
	return errors.Join(os.Remove(name), os.WriteFile(name, []byte(text), 0o644))
}

// What DuckDB would replay is not healed: a person has to see it.
func TestALogIsNotHealed(t *testing.T) {
	f := publish(t, durabletest.Folder(t), map[string]string{"a.csv": "1"})
	must(t, os.WriteFile(f.at("tonghop.duckdb.wal"), []byte("forged"), 0o644))
	var damaged *DamagedError
	if _, _, err := CurrentSound(filepath.Dir(filepath.Dir(f.Dir)), false, nil); !errors.As(err, &damaged) {
		t.Errorf("a log beside the tables: %v", err)
	}
}

func TestLastSound(t *testing.T) {
	published := durabletest.Folder(t)
	if last, any := LastSound(published, nil); any {
		t.Errorf("in an empty folder there is %v", last)
	}
	first := publish(t, published, map[string]string{"a.csv": "1"})
	second := publish(t, published, map[string]string{"a.csv": "1"})
	_, err := write(t, published, map[string]string{"a.csv": "1"}).Keep(Manifest{AsOf: night})
	must(t, err)
	if last, any := LastSound(published, nil); !any || last.ID != second.ID {
		t.Errorf("the last sound one is %s", last.ID)
	}
	must(t, rewrite(second, "2", -time.Hour))
	if last, any := LastSound(published, nil); !any || last.ID != first.ID {
		t.Errorf("beside a damaged one, the last sound one is %s", last.ID)
	}
	must(t, Point(published, first, journal.Head{}))
	if current, _, err := CurrentSound(published, true, nil); err != nil || current.ID != first.ID {
		t.Errorf("current is %s, %v", current.ID, err)
	}
}
