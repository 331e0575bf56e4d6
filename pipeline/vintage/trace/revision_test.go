package trace_test

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/workspace"
	"tonghop/samples/province"
)

// standing is a clock that stands.
type standing time.Time

func (s standing) Now() time.Time { return time.Time(s) }

func (s standing) Sleep(ctx context.Context, _ time.Time) error { return ctx.Err() }

// twoVintages publishes a province, and then again with other numbers, other targets and another rounding.
func twoVintages(t *testing.T) (before, after vintage.Folder) {
	t.Helper()
	dir := t.TempDir()
	var folders [2]vintage.Folder
	for i, seed := range []uint64{1, 2} {
		source := t.TempDir()
		if _, err := province.Generate(source, province.Options{Units: 5, Years: 1, Indicators: 3, Seed: seed,
			Perfect: true}); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			rounded := filepath.Join(source, "tonghop.yaml")
			if err := os.WriteFile(rounded, []byte("rounding: {digits: 0}\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		overwrite(t, dir, source)
		space, err := workspace.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		clock := standing(time.Date(2022, 2, 1+i, 0, 0, 0, 0, time.UTC))
		report, err := pipeline.Run(t.Context(), space, pipeline.Options{Clock: clock, Program: "test"})
		if err != nil {
			t.Fatal(err)
		}
		if folders[i], err = vintage.Find(space.Published, report.Vintage); err != nil {
			t.Fatal(err)
		}
	}
	return folders[0], folders[1]
}

func overwrite(t *testing.T, dir, source string) {
	t.Helper()
	for _, part := range []string{"tonghop.yaml", "registry", "forms", "inbox", "truth.json"} {
		if err := os.RemoveAll(filepath.Join(dir, part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
}

// What changed and why does not depend on how many rows are compared at once.
func TestBatchesChangeNothing(t *testing.T) {
	before, after := twoVintages(t)
	whole, err := trace.Compare(t.Context(), before, after)
	if err != nil {
		t.Fatal(err)
	}
	var parts []trace.Revision
	batches := 0
	c, err := vintage.OpenComparison(t.Context(), before, after)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = trace.EachInBatches(t.Context(), c, []int{2021}, 3, func(found []trace.Revision) error {
		parts = append(parts, found...)
		batches++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	order := func(a, b trace.Revision) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(a.UnitID, b.UnitID), cmp.Compare(a.Indicator, b.Indicator))
	}
	slices.SortStableFunc(whole, order)
	slices.SortStableFunc(parts, order)
	if len(whole) < 100 || batches != 5*4 || !slices.Equal(whole, parts) {
		t.Errorf("%d revisions at once, %d in %d batches", len(whole), len(parts), batches)
	}
}
