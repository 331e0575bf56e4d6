package pipeline

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace/durable/durabletest"
)

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

// The warehouse is lost: the next run makes it again, and nothing else is new.
func theWarehouseIsMadeAgain(t *testing.T, o *office) {
	want, lines := o.sums(), entries(o)
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
	if now := entries(again); !slices.Equal(now, lines) {
		t.Errorf("lines %v, want %v", now, lines)
	}
	o.expectSameLedger(again)
}

// expectSameLedger compares the warehouse with that of another office which has the same history.
func (o *office) expectSameLedger(other *office) {
	o.t.Helper()
	found, err := warehouse.CompareLedgers(o.t.Context(), filepath.Join(o.dir, "warehouse.duckdb"),
		filepath.Join(other.dir, "warehouse.duckdb"), nil)
	o.must(err)
	for _, d := range found {
		o.t.Errorf("ledger.%s, only in the %s one: %s", d.Table, d.Side, d.Row)
	}
}
