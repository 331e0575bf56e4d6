package pipeline

import (
	"context"
	"path/filepath"

	"tonghop/samples/province"
	"tonghop/warehouse"
)

// query calls scan for each row of a query of the current vintage.
func (o *office) query(text string, scan func(func(...any) error) error) {
	o.t.Helper()
	vintage, err := warehouse.OpenVintage(context.Background(), filepath.Join(o.dir, "published", "tonghop.duckdb"))
	o.must(err)
	defer vintage.Close()
	rows, err := vintage.Query(context.Background(), text)
	o.must(err)
	defer rows.Close()
	for rows.Next() {
		o.must(scan(rows.Scan))
	}
	o.must(rows.Err())
}

// expectCompleteness compares who submitted what and when with the generator's record.
func (o *office) expectCompleteness(truth *province.Truth) {
	o.t.Helper()
	got := map[string]string{}
	o.query("SELECT unit_id, period, status FROM completeness", func(scan func(...any) error) error {
		var unit, period, status string
		err := scan(&unit, &period, &status)
		got[unit+" "+period] = status
		return err
	})
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
