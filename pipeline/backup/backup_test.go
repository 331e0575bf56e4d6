package backup

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/workspace"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(name), 0o755))
	must(t, os.WriteFile(name, []byte(text), 0o644))
}

// office is a workspace with a file of each sort.
func office(t *testing.T) *workspace.Workspace {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"tonghop.yaml": "inbox: hộp thư\n", "registry/units.csv": "u", "forms/f.yaml": "f", "hộp thư/a.csv": "one",
		"hộp thư/people.csv": "Nguyễn", "archive/aa/aa": "one", "closed/2021-Q1/1/bundle.json": "{}",
		"published/current.json": "{}", "published/vintages/1/a.csv": "1", "published/vintages/.partial-2/a.csv": "2",
		"journal.jsonl": "{}\n", "warehouse.duckdb": "w", ".tonghop.lock": "", "queries/q.sql": "SELECT 1",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	if runtime.GOOS == "windows" {
		t.Skip("links and names that are not UTF-8 are of other systems")
	}
	must(t, os.Symlink("vintages/1/a.csv", filepath.Join(dir, "published", "a.csv")))
	must(t, os.WriteFile(filepath.Join(dir, "hộp thư", "B\xe1o.csv"), []byte("two"), 0o600))
	space, err := workspace.Open(dir)
	must(t, err)
	return space
}

func save(t *testing.T, s Store, space *workspace.Workspace, change func(*Options)) *Saved {
	t.Helper()
	o := Options{Now: time.Date(2021, 10, 12, 2, 0, 0, 0, time.UTC), Journal: filepath.Join(space.Dir, "journal.jsonl")}
	if change != nil {
		change(&o)
	}
	saved, err := s.Save(t.Context(), space, o)
	must(t, err)
	return saved
}

// contents are the files below a folder, by name; of a link where it leads.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	must(t, filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, name)
		must(t, err)
		if entry.Type()&os.ModeSymlink != 0 {
			all[relative], err = os.Readlink(name)
			return err
		}
		body, err := os.ReadFile(name)
		all[relative] = string(body)
		return err
	}))
	return all
}

func TestSaveAndRestore(t *testing.T) {
	space, s := office(t), Store{filepath.Join(t.TempDir(), "store")}
	first := save(t, s, space, nil)
	if again := save(t, s, space, nil); again.New != 0 || again.Files != first.Files || again.ID == first.ID {
		t.Errorf("the second backup is %+v after %+v", again, first)
	}
	to := filepath.Join(t.TempDir(), "new")
	r, err := s.Restore(t.Context(), "", to)
	must(t, err)
	want, got := contents(t, space.Dir), contents(t, to)
	for _, name := range []string{"warehouse.duckdb", ".tonghop.lock", "published/vintages/.partial-2/a.csv"} {
		delete(want, name)
	}
	if len(r.Missing) > 0 || len(got) != len(want) {
		t.Errorf("restored %d files of %d, missing %v", len(got), len(want), r.Missing)
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%q has %q, want %q", name, got[name], text)
		}
	}
	info, err := os.Stat(filepath.Join(to, "hộp thư", "B\xe1o.csv"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// A further backup is the last one, also in the same second, when earlier ones are dropped, and when the clock was set
// back.
func TestTheNewestIsTheLast(t *testing.T) {
	space, s := office(t), Store{filepath.Join(t.TempDir(), "store")}
	for i := range 12 {
		saved := save(t, s, space, func(o *Options) {
			o.Keep = 3
			if i == 5 {
				o.Now = o.Now.Add(-time.Hour)
			}
		})
		ids, err := s.IDs()
		must(t, err)
		if ids[len(ids)-1] != saved.ID || len(ids) != min(i+1, 3) {
			t.Errorf("the backups are %v after %s", ids, saved.ID)
		}
	}
}

// Lists of people are not in a backup, nor any more in one that was made before a run had looked at them; of what was
// forgotten no earlier backup stays.
func TestWhatIsNotKept(t *testing.T) {
	space, s := office(t), Store{filepath.Join(t.TempDir(), "store")}
	has := func(text string) bool {
		_, err := os.Stat(s.object(sumOf([]byte(text))))
		return err == nil
	}
	save(t, s, space, nil)
	if !has("Nguyễn") || !has("one") {
		t.Fatal("the test shows nothing")
	}
	save(t, s, space, func(o *Options) { o.NotKept = []string{sumOf([]byte("Nguyễn"))} })
	if ids, _ := s.IDs(); has("Nguyễn") || len(ids) != 2 {
		t.Errorf("a list of people is kept, or one of the backups is not: %v", ids)
	}
	must(t, os.Remove(filepath.Join(space.Archive, "aa", "aa")))
	dropped := save(t, s, space, func(o *Options) { o.Forgotten = []string{sumOf([]byte("one"))} }).Dropped
	if ids, _ := s.IDs(); has("one") || len(ids) != 1 || len(dropped) != 2 {
		t.Errorf("what was forgotten is kept; the backups are %v, %v were dropped", ids, dropped)
	}
}

// A flipped byte anywhere in the store is noticed when that is checked and when it is restored.
func TestDamageOfAStore(t *testing.T) {
	space, s := office(t), Store{filepath.Join(t.TempDir(), "store")}
	save(t, s, space, nil)
	if problems, err := s.Check(); err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	must(t, filepath.WalkDir(s.Root, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(name)
		must(t, err)
		for _, at := range []int{0, len(body) / 2, len(body) - 2} {
			if at < 0 || at >= len(body) {
				continue
			}
			body[at] ^= 1
			must(t, os.WriteFile(name, body, 0o600))
			problems, err := s.Check()
			if err == nil && len(problems) == 0 {
				t.Errorf("byte %d of %s: not noticed by Check", at, name)
			}
			r, err := s.Restore(t.Context(), "", filepath.Join(t.TempDir(), "new"))
			if err == nil && len(r.Missing) == 0 {
				t.Errorf("byte %d of %s: not noticed by Restore", at, name)
			}
			body[at] ^= 1
			must(t, os.WriteFile(name, body, 0o600))
		}
		return nil
	}))
	must(t, os.RemoveAll(s.objects()))
	if r, err := s.Restore(t.Context(), "", filepath.Join(t.TempDir(), "new")); err != nil || len(r.Missing) == 0 {
		t.Errorf("without contents: %+v, %v", r, err)
	}
}

func TestPlaces(t *testing.T) {
	space := office(t)
	var place *PlaceError
	for _, root := range []string{space.Dir, filepath.Join(space.Dir, "store"), filepath.Dir(space.Dir)} {
		if err := (Store{root}).Apart(space); !errors.As(err, &place) {
			t.Errorf("%s: %v", root, err)
		}
	}
	s := Store{filepath.Join(t.TempDir(), "store")}
	save(t, s, space, nil)
	l, err := s.Open("")
	must(t, err)
	l.Files = append(l.Files, File{Path: "../outside", SHA256: l.Files[0].SHA256})
	l.ID = "30000101T000000Z"
	must(t, s.write(l))
	to := filepath.Join(t.TempDir(), "new")
	r, err := s.Restore(t.Context(), "", to)
	if err != nil || len(r.Missing) != 1 || !strings.Contains(r.Missing[0], "leads out of the workspace") {
		t.Errorf("%+v, %v", r, err)
	}
	var unknown *UnknownError
	for _, id := range []string{"19990101T000000Z", "../x"} {
		if _, err := s.Open(id); !errors.As(err, &unknown) {
			t.Errorf("%s: %v", id, err)
		}
	}
}
