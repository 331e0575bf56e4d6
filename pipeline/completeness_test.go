package pipeline

import (
	"context"
	"path/filepath"

	"tonghop/samples/province"
	"tonghop/warehouse"
)

// query answers from the current vintage, queryVintage from one folder: every value as text.
func (o *office) query(text string) [][]string {
	o.t.Helper()
	return o.queryVintage(filepath.Join(o.dir, "published"), text)
}

func (o *office) queryVintage(dir, text string) (all [][]string) {
	o.t.Helper()
	vintage, err := warehouse.OpenVintage(context.Background(), filepath.Join(dir, "tonghop.duckdb"))
	o.must(err)
	defer vintage.Close()
	rows, err := vintage.Query(context.Background(), "SELECT coalesce(COLUMNS(*)::VARCHAR, '') FROM ("+text+")")
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

// expectCompleteness compares who submitted what and when with the generator's record.
func (o *office) expectCompleteness(truth *province.Truth) {
	o.t.Helper()
	got := map[string]string{}
	for _, row := range o.query("SELECT unit_id, period, status FROM completeness") {
		got[row[0]+" "+row[1]] = row[2]
	}
	if len(got) != len(truth.Submissions) {
		o.t.Errorf("completeness has %d rows, the generator knows %d", len(got), len(truth.Submissions))
	}
	wrong := 0
	for _, s := range truth.Submissions {
		if status := got[s.Unit+" "+s.Period]; status != s.Status && wrong < 10 {
			wrong++
			o.t.Errorf("%s %s is %q, the generator says %q", s.Unit, s.Period, status, s.Status)
		}
	}
}
