package pipeline

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/province"
)

// small is a province of few workbooks.
func small(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := province.Generate(dir, province.Options{Units: 2, Years: 1, Indicators: 2, Seed: 5}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// restored is a copy of a workspace as a person makes one: without times, and without the files named.
func (o *office) restored(without ...string) *office {
	o.t.Helper()
	to := *o
	to.dir = durabletest.Folder(o.t)
	o.must(filepath.WalkDir(o.dir, func(name string, entry fs.DirEntry, err error) error {
		relative, _ := filepath.Rel(o.dir, name)
		if err != nil || slices.Contains(without, relative) {
			if err == nil && entry.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		target := filepath.Join(to.dir, relative)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type()&fs.ModeSymlink != 0:
			at, err := os.Readlink(name)
			if err != nil {
				return err
			}
			return os.Symlink(at, target)
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, body, 0o644)
	}))
	return &to
}

func entries(t *testing.T, o *office) (kinds []string) {
	t.Helper()
	j, err := journal.Open(filepath.Join(o.dir, "journal.jsonl"), journal.Head{}, "a test")
	o.must(err)
	for line, err := range j.After(journal.Head{}) {
		o.must(err)
		kinds = append(kinds, line.Entry.Kind())
	}
	return kinds
}

func TestWarehouseIsMadeAgain(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t), true)
	first := o.run()
	o.must(o.decide("retract", first.anySubmission(t)))
	want, lines := o.sums(), entries(t, o)
	t.Log(lines)
	again := o.restored("warehouse.duckdb")
	report := again.run()
	if report.Rebuilt == nil || len(report.Rebuilt.Differences)+len(report.Rebuilt.Problems)+len(report.Rebuilt.Lost) > 0 {
		t.Errorf("rebuilt: %+v", report.Rebuilt)
	}
	if report.New > 0 || report.Published || report.ReadAgain > 0 {
		t.Errorf("the run after found %d new, read %d again, published %v", report.New, report.ReadAgain, report.Published)
	}
	if got := again.sums(); !maps.Equal(got, want) {
		t.Errorf("tables differ: %v, want %v", got, want)
	}
	if now := entries(t, again); !slices.Equal(now, lines) {
		t.Errorf("lines %v, want %v", now, lines)
	}
}

// anySubmission is one of those that the run accepted.
func (r *Report) anySubmission(t *testing.T) string {
	t.Helper()
	for id := range r.of {
		if !slices.ContainsFunc(r.Workbooks, func(w Workbook) bool { return w.Submission == id && !w.Accepted }) {
			return id
		}
	}
	t.Fatal("nothing was accepted")
	return ""
}
