package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"tonghop/pipeline/vintage"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// query answers from the current vintage, queryVintage from one folder: every value as text.
func (o *office) query(text string) [][]string {
	o.t.Helper()
	return o.queryVintage(filepath.Join(o.dir, "published"), text)
}

func (o *office) queryVintage(dir, text string) (all [][]string) {
	o.t.Helper()
	tables, err := vintage.Folder{Dir: dir}.Open(context.Background())
	o.must(err)
	defer tables.Close()
	rows, err := tables.Query(context.Background(), "SELECT coalesce(COLUMNS(*)::VARCHAR, '') FROM ("+text+")")
	o.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	o.must(err)
	for rows.Next() {
		row, into := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		o.must(rows.Scan(into...))
		all = append(all, row)
	}
	o.must(rows.Err())
	return all
}

// expectCompleteness compares who submitted what and when with the generator's record. Later periods, for which the
// generator wrote nothing, are expected of every unit all the same, and missing.
func (o *office) expectCompleteness(truth *province.Truth) {
	o.t.Helper()
	got := map[string]string{}
	for _, row := range o.query("SELECT unit_id, period, status FROM completeness") {
		got[row[0]+" "+row[1]] = row[2]
	}
	wrong := 0
	for _, s := range truth.Submissions {
		key := s.Unit + " " + s.Period
		if got[key] != s.Status && wrong < 10 {
			wrong++
			o.t.Errorf("%s is %q, the generator says %q", key, got[key], s.Status)
		}
		delete(got, key)
	}
	for key, status := range got {
		if last := truth.Submissions[len(truth.Submissions)-1].Period; status != "missing" || strings.Fields(key)[1] <= last {
			o.t.Errorf("%s is %q, the generator knows nothing of it", key, status)
		}
	}
}

// expectRollup compares the counts of every unit of the tree with the generator's record, summed here by the
// registry's parents.
func (o *office) expectRollup(truth *province.Truth) {
	o.t.Helper()
	parent := map[string]string{}
	for _, row := range o.query("SELECT unit_id, parent_unit_id FROM unit") {
		parent[row[0]] = row[1]
	}
	type counts map[string]int
	want := map[string]counts{}
	for _, s := range truth.Submissions {
		for unit := s.Unit; unit != ""; unit = parent[unit] {
			key := unit + " " + s.Period
			if want[key] == nil {
				want[key] = counts{}
			}
			want[key]["expected"]++
			want[key][s.Status]++
		}
	}
	last, found := truth.Submissions[len(truth.Submissions)-1].Period, 0
	for _, row := range o.query("SELECT unit_id, period, expected, on_time, late, rejected, missing FROM " +
		"completeness_rollup") {
		if row[1] > last {
			continue
		}
		found++
		w := want[row[0]+" "+row[1]]
		if got := strings.Join(row[2:], " "); got != fmt.Sprint(w["expected"], w["on_time"], w["late"], w["rejected"],
			w["missing"]) {
			o.t.Errorf("%s %s: %s, the generator says %v", row[0], row[1], got, w)
		}
	}
	if found != len(want) {
		o.t.Errorf("the roll-up has %d rows, the generator's record gives %d", found, len(want))
	}
}

// A quarter ends and nobody sends anything: the first run of the new quarter publishes that all are missing, and the
// same tables of attainment byte for byte. As of the day before, nothing was expected yet: the case of
// core.expected_period as of a day tries that by default.
func (o *office) expectANewQuarterMakesAVintage() {
	o.t.Helper()
	before := o.sums()
	vietnam := time.FixedZone("+07", 7*3600)
	at := func(year int, month time.Month, day, hour int) *Report {
		o.clock.At = time.Date(year, month, day, hour, 0, 0, 0, vietnam).Add(-time.Hour)
		return o.run()
	}
	if at(2021, 12, 31, 23).Published {
		o.t.Error("a vintage was made before the quarter ended")
	}
	if !at(2022, 1, 1, 0).Published {
		o.t.Error("no vintage was made when the quarter had ended")
	}
	o.clock.At = time.Date(2022, 1, 5, 1, 0, 0, 0, time.UTC)
	o.expectStatusOfPeriodsThatEndTogether()
	if at(2022, 3, 31, 23).Published {
		o.t.Error("a vintage was made merely because time passed")
	}
	o.must(sameSums(before, o.sums()))
	count := "SELECT count(*) FILTER (status = 'missing'), count(*) FROM completeness WHERE period = '2021-Q4'"
	if got := o.query(count); got[0][0] != "36" || got[0][1] != "36" {
		o.t.Errorf("of quarter IV %v are missing", got)
	}
	if !effort.Stories() {
		return
	}
	days := map[int]string{31: "0"}
	if effort.Long() {
		days[32] = "36" // as the current vintage has it
	}
	for day, want := range days {
		asOf := o.run(func(options *Options) { options.AsOf = time.Date(2021, 12, day, 12, 0, 0, 0, vietnam) })
		if got := o.queryVintage(asOf.Folder, count); got[0][1] != want {
			o.t.Errorf("as of day %d of December %v units were expected, want %s", day, got, want)
		}
	}
}
