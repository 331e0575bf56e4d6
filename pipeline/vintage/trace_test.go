package vintage_test

import (
	"cmp"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workspace"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// generated writes a province of few units.
func generated(t *testing.T, seed uint64) (source string) {
	t.Helper()
	source = t.TempDir()
	_, err := province.Generate(source, province.Options{Units: 5, Years: 1, Indicators: 3, Seed: seed, Perfect: true})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// oneMore publishes a province once more, with one workbook that has other numbers.
func oneMore(t *testing.T, dir string, night int) vintage.Folder {
	t.Helper()
	body, err := os.ReadFile(lastWorkbook(t, generated(t, 3)))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "inbox", "other.xlsx"), body, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return publish(t, dir, night)
}

func lastWorkbook(t *testing.T, source string) (name string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(source, "inbox"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".xlsx") {
			name = path
		}
		return err
	})
	if err != nil || name == "" {
		t.Fatalf("there is no workbook in %s: %v", source, err)
	}
	return name
}

// publish is the run of a night.
func publish(t *testing.T, dir string, night int) vintage.Folder {
	t.Helper()
	space, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	clock := &schedule.StoppedClock{At: time.Date(2022, 2, 1+night, 0, 0, 0, 0, time.UTC)}
	report, err := pipeline.Run(t.Context(), space, pipeline.Options{
		Clock: clock, Program: "test", Threads: 1, Unprinted: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	folder, err := vintage.Find(space.Published, report.Vintage)
	if err != nil {
		t.Fatal(err)
	}
	return folder
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

// What changed and why does not depend on how many rows are compared at once, nor does what a run records of it.
func TestRevisionsInBatches(t *testing.T) {
	dir := generated(t, 1)
	before := publish(t, dir, 0)
	after := oneMore(t, dir, 1)
	expectFew(t, before, after)
	expectInBatches(t, before, after, 10)
}

// A province that is published again with other numbers, other targets and another rounding has revisions of every
// cause. This is a story, since the one workbook above tells by default that batches and records agree.
func TestRevisionsOfEverythingInBatches(t *testing.T) {
	effort.Story(t)
	dir := generated(t, 1)
	before, other := publish(t, dir, 0), generated(t, 2)
	if err := os.WriteFile(filepath.Join(other, "tonghop.yaml"), []byte("rounding: {digits: 0}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	overwrite(t, dir, other)
	after := publish(t, dir, 1)
	if batches := expectInBatches(t, before, after, 100); batches != 5*4 {
		t.Errorf("compared in %d batches", batches)
	}
	expectRecorded(t, after, compared(t, before, after))
	expectFew(t, after, oneMore(t, dir, 2))
}

func compared(t *testing.T, before, after vintage.Folder) []trace.Revision {
	t.Helper()
	all, err := trace.Compare(t.Context(), before, after)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// expectInBatches compares two vintages at once and in batches of three units.
func expectInBatches(t *testing.T, before, after vintage.Folder, least int) (batches int) {
	t.Helper()
	whole := compared(t, before, after)
	var parts []trace.Revision
	c, err := vintage.OpenComparison(t.Context(), before, after)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = trace.Each(t.Context(), c, trace.Scope{Years: []int{2021}, Batch: 3}, func(found []trace.Revision) error {
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
	if len(whole) < least || batches < 2 || !slices.Equal(whole, parts) {
		t.Errorf("%d revisions at once, %d in %d batches", len(whole), len(parts), batches)
	}
	return batches
}

// expectFew expects what a run recorded, which compared only the units that one workbook touched, to be what a
// comparison of all units finds.
func expectFew(t *testing.T, before, after vintage.Folder) {
	t.Helper()
	all := compared(t, before, after)
	is, was := after.Manifest.Years[2021], before.Manifest.Years[2021]
	units := map[string]bool{}
	for _, v := range all {
		if units[v.UnitID] = true; !is.SameFrame(was, v.Period) || is.SameAttainment(was, v.Period) {
			t.Errorf("%s is not compared unit by unit", v.Period)
		}
		if v.Cause == trace.Unexplained {
			t.Errorf("%s of %s, %s: no cell says why it differs", v.Column, v.UnitID, v.Period)
		}
	}
	if len(units) != 3 { // one that reports and what stands above it
		t.Errorf("%d revisions of the units %v", len(all), units)
	}
	expectRecorded(t, after, all)
}

// expectRecorded compares the table revision that a run wrote into a vintage with the revisions, number by number.
func expectRecorded(t *testing.T, in vintage.Folder, revisions []trace.Revision) {
	t.Helper()
	number := func(q quantity.Quantity, known bool) string {
		if !known {
			return "nothing"
		}
		return q.String()
	}
	var want, got []string
	for _, v := range revisions {
		want = append(want, strings.Join([]string{
			v.UnitID, v.Period, v.Indicator, v.Breakdown, v.Column, number(v.Old, v.OldKnown), number(v.New, v.NewKnown),
			string(v.Cause), v.Amount.String(), fmt.Sprint(v.Sources), v.SourceUnitID, v.Path, v.Sheet, v.Ref, v.From, v.To,
			v.Reason,
		}, "|"))
	}
	tables, err := in.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tables.Close()
	rows, err := tables.Query(t.Context(), `SELECT unit_id, period, indicator, breakdown, column_name, old::VARCHAR, new::VARCHAR,
		cause, amount::VARCHAR, sources::VARCHAR, source_unit_id, path, sheet, cell, cell_old, cell_new, reason FROM revision`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		texts := make([]sql.NullString, 17)
		into := make([]any, len(texts))
		for i := range texts {
			into[i] = &texts[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(texts))
		for i, text := range texts {
			row[i] = text.String
			switch q, err := quantity.ParseSum(text.String); {
			case !text.Valid:
				row[i] = "nothing"
			case err == nil && (i == 5 || i == 6 || i == 8): // old, new and amount
				row[i] = q.String()
			}
		}
		got = append(got, strings.Join(row, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		for i := range min(len(want), len(got)) {
			if want[i] != got[i] {
				t.Fatalf("of %d and %d revisions the first that differs: compared %q, in the table %q", len(want), len(got),
					want[i], got[i])
			}
		}
		t.Fatalf("%d revisions, %d rows in the table", len(want), len(got))
	}
}
