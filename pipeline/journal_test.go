package pipeline

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"tonghop/pipeline/warehouse"
)

// restored is a copy of a workspace as a person makes one: without times, and without the files named.
func (o *office) restored(without ...string) *office {
	o.t.Helper()
	to := *o
	to.dir = o.copyWorkspace(o.t, func(string) bool { return false }, without...)
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
