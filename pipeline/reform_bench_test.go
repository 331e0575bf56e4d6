//go:build linux

package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
	"tonghop/pipeline/workspace/registry/reform"
)

// reformDay is the day behind the last year of the benchmark, so that all of them are restated.
func (s *scale) reformDay() period.Date {
	return period.Date{Year: scaleFirst + s.years, Month: 1, Day: 1}
}

// reformList makes 4,000 hamlets of the 12,000, three neighbours each; a tenth of the old ones is divided between two
// of them.
func reformList() string {
	var text strings.Builder
	text.WriteString("old_code,old_name,new_code,new_name,part\n")
	codeOf := func(u int) string {
		return fmt.Sprintf("1.%02d.%03d.%05d", u/districtUnits+1, u/communeUnits+1, u+1)
	}
	for first := 0; first < scaleUnits; first += 3 {
		for u := first; u < min(first+3, scaleUnits); u++ {
			into := []int{first}
			if u%10 == 0 { // with the new hamlet before this one, or behind it
				into = append(into, (first+scaleUnits-3)%scaleUnits)
			}
			for _, n := range into {
				fmt.Fprintf(&text, "%s,%s,N%05d,Thôn mới %d,%s\n", codeOf(u), hamlet(u), n, n,
					map[bool]string{true: "whole", false: "part"}[len(into) == 1])
			}
		}
	}
	return text.String()
}

// reformed takes the list over into the office's own registry, and the ledger learns of it.
func (s *scale) reformed() *registry.Registry {
	s.t.Helper()
	space := s.space()
	r, err := registry.Load(space.RegistryDir, workbook.Limits{})
	s.must(err)
	name := filepath.Join(s.dir, "reform.csv")
	s.must(os.WriteFile(name, []byte(reformList()), 0o644))
	options := reform.Options{Date: s.reformDay(), Parent: "tinh"}
	list, err := reform.Read(name, "reform.csv", workbook.Limits{}, options)
	s.must(err)
	plan := reform.Make(r, list, options)
	if plan.Failed() || plan.OldUnits != scaleUnits || plan.NewUnits != scaleUnits/3 {
		s.t.Fatalf("%d old units, %d new ones: %v", plan.OldUnits, plan.NewUnits, plan.Problems[:min(3, len(plan.Problems))])
	}
	s.must(plan.Write(space.RegistryDir))
	r, err = registry.Load(space.RegistryDir, workbook.Limits{})
	s.must(err)
	return r
}

// restate builds all tables anew, with another registry where one is given.
func (s *scale) restate(r *registry.Registry, tables profile) {
	s.t.Helper()
	ctx := context.Background()
	w, err := warehouse.Open(ctx, s.space().Warehouse, warehouse.Options{MemoryLimit: os.Getenv("MEM")})
	s.must(err)
	defer w.Close()
	s.clock.At = s.clock.At.Add(time.Hour)
	tx, err := w.Begin(ctx, warehouse.Command{Kind: "run", Actor: "test", Program: "test", At: s.clock.At})
	s.must(err)
	defer tx.Rollback()
	if r != nil {
		s.must(tx.RecordRegistry(ctx, r))
	}
	_, err = tx.Consolidate(ctx, warehouse.Settings{Rounding: quantity.Rounding{Mode: quantity.HalfUp, Digits: 1},
		TimeZone: "Asia/Ho_Chi_Minh", Full: true,
		Now: s.reformDay().AddDays(30).Midnight(time.UTC), Watch: tables.watch(s.t)})
	s.must(err)
	s.must(tx.Commit(ctx, warehouse.Counts{}))
}

// BenchmarkReform compares the consolidation of 12,000 units with the same after a reform of all of them, behind whose
// day every year is restated: once as they were, and once in the boundaries of today. -years 10 is the size of a
// country's communes over ten years; the totals of the province have to be the same in both boundaries.
func BenchmarkReform(b *testing.B) {
	s := newScale(b, *scaleYears)
	b.Run("as it was", func(b *testing.B) { s.profiled(b, func(tables profile) { s.restate(nil, tables) }) })
	s.expectTotals(b, nil)
	r := s.reformed()
	b.Run("restated", func(b *testing.B) { s.profiled(b, func(tables profile) { s.restate(r, tables) }) })
	s.expectTotals(b, nil)
	s.expectSameTotals(b)
}

// expectSameTotals compares the whole province in its old boundaries with the same in those of today.
func (s *scale) expectSameTotals(b testing.TB) {
	b.Helper()
	conn, closing := s.connect("?access_mode=read_only")
	defer closing()
	var rows, apart, units int
	s.must(conn.QueryRowContext(context.Background(), `
		SELECT count(*), count(*) FILTER (WHERE (a.flow, a.ytd, a.stock) IS DISTINCT FROM (r.flow, r.ytd, r.stock)),
			(SELECT count(DISTINCT unit_key) FROM core.restated)
		FROM core.attainment AS a JOIN ledger.unit_key AS u USING (unit_key)
		LEFT JOIN core.restated AS r USING (year, month, unit_key, series_key) WHERE u.unit_id = 'tinh'`).
		Scan(&rows, &apart, &units))
	if rows != 4*s.years*scaleSeries || apart > 0 || units < scaleUnits/3 {
		b.Errorf("%d totals, of which %d differ in the boundaries of today, among %d units", rows, apart, units)
	}
}
