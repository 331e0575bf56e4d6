package pipeline

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// TestMain tries laws one example at a time: each of them is a few whole runs.
func TestMain(m *testing.M) {
	respondInstead()
	effort.Main(m)
}

// workbooksOf lists the workbooks of an inbox.
func workbooksOf(t testing.TB, inbox string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(inbox, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".xlsx") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Neither order, nor names, nor how they are spread over runs matters for workbooks of different form, unit or period;
// and sending one again changes nothing. TestInterleavingIsIrrelevant tries that by default, of fewer workbooks.
func TestOrderAndNamesAreIrrelevant(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	source := t.TempDir()
	_, err := province.Generate(source, province.Options{Units: effort.Pick(2, 4), Years: 1, Indicators: 2, Seed: 3,
		Perfect: true})
	if err != nil {
		t.Fatal(err)
	}
	whole := openOffice(t, source, true)
	whole.run()
	want := whole.sums()
	names := workbooksOf(t, filepath.Join(source, "inbox"))
	effort.Check(t, 1, 8, func(r *rapid.T) {
		o := openOffice(t, source, false)
		pending := rapid.Permutation(names).Draw(r, "order")
		for len(pending) > 0 {
			few := 1
			if !effort.Long() && len(pending) < len(names) {
				few = len(pending) // so that there are not more than two runs
			}
			n := rapid.IntRange(few, len(pending)).Draw(r, "arriving in this run")
			for i, name := range pending[:n] {
				o.receive(name, fmt.Sprintf("%s/%d-%d.xlsx", rapid.SampledFrom([]string{".", "a", "b/c"}).Draw(r, "folder"),
					len(pending), i))
			}
			if again := rapid.IntRange(0, 3).Draw(r, "sent again"); again > 0 {
				o.receive(pending[0], fmt.Sprintf("again-%d.xlsx", len(pending)))
			}
			pending = pending[n:]
			o.run()
		}
		if err := sameSums(want, o.sums()); err != nil {
			r.Fatal(err)
		}
	})
}

// receive puts a workbook into the inbox, as of the clock's time.
func (o *office) receive(from, as string) {
	o.t.Helper()
	body, err := os.ReadFile(from)
	o.must(err)
	name := filepath.Join(o.dir, "inbox", filepath.FromSlash(as))
	o.must(os.MkdirAll(filepath.Dir(name), 0o755))
	o.must(os.WriteFile(name, body, 0o644))
	o.arrivals++
	at := o.clock.At.Add(time.Minute + time.Duration(o.arrivals)*time.Millisecond)
	o.must(os.Chtimes(name, at, at))
}

// The province's totals, completeness and counts of units are the generator's, exactly, and each of its numbers can be
// recomputed from cells. What becomes of its two years comes after that.
func TestProvinceIsTheGenerators(t *testing.T) {
	t.Parallel()
	options := province.Options{Units: effort.Pick(6, 2_000), Years: effort.Pick(2, 3), Indicators: 2, Seed: 11}
	dir := durabletest.Folder(t)
	truth, err := province.Generate(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, dir: dir, clock: &schedule.StoppedClock{At: time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)}}
	report := o.run()
	rows := o.table("attainment_quarterly")
	for _, total := range truth.Totals {
		want := fmt.Sprintf("actual=%d actual_ytd=%d", total.Actual, total.YTD)
		contributing := "contributing_units"
		if total.Indicator == "members" {
			want = fmt.Sprintf("actual=%d", total.Actual)
		}
		want += fmt.Sprintf(" expected_units=%d reported_units=%d %s=%d", total.Expected, total.Reported, contributing,
			total.Contributing)
		o.expect(rows, fmt.Sprintf("tinh-mau %s %s total", total.Period, total.Indicator), want)
	}
	o.expectCompleteness(truth)
	o.expectRollup(truth)
	o.expectExplanations()
	if effort.Long() { // two years of fewer units will do for what comes after that
		o = twoYears(t).prints()
		report = o.run()
	}
	whatBecomesOfTwoYears(t, o, report)
}
