package warehouse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/samples/effort"
)

func inYear(year int, l Loaded) Loaded {
	l.Reading.Period = period.OfQuarter(year, l.Reading.Period.Quarter)
	return l
}

// exportAfter publishes what differs from an earlier vintage.
func (s *story) exportAfter(earlier Earlier) Earlier {
	s.t.Helper()
	dir := s.t.TempDir()
	years, err := s.w.ExportAfter(s.t.Context(), dir, s.settings, "test", earlier)
	s.must(err)
	return Earlier{dir, years}
}

// two years, of which the later one then changes.
func twoYears(t *testing.T) (s *story, first Earlier) {
	s = newStory(t)
	s.found(district(3))
	s.run([]Loaded{workbook("u00", 1, "", 2, 2, 100), workbook("u01", 4, "", 1, 20, 50), inYear(2022, workbook("u00", 1,
		"later", 4, 4, 90))})
	first = s.exportAfter(Earlier{})
	s.run([]Loaded{inYear(2022, workbook("u00", 1, "again", 5, 5, 91)), inYear(2022, workbook("u01", 2, "later", 1, 1,
		1))})
	return s, first
}

var exportedFiles = []string{"attainment_quarterly.csv", "attainment_quarterly.parquet", "attainment_yearly.csv",
	"attainment_yearly.parquet"}

// TestYearsAreTakenOver tries on one story what a vintage takes over from an earlier one.
func TestYearsAreTakenOver(t *testing.T) {
	effort.Story(t)
	s, first := twoYears(t)
	for _, c := range []struct {
		name string
		test func(t *testing.T, s *story, first Earlier)
	}{
		{"as if they were made anew, and all of them", takenOverIsMadeAnew},
		{"a year that is the same", sameYearIsTakenOver}, // it changes the earlier files
	} {
		t.Run(c.name, func(t *testing.T) {
			defer s.of(t)()
			c.test(t, s, first)
		})
	}
}

// A vintage that takes years over is the one that is made anew as a whole, in every file and in every row; and so is
// one in which every year is that of the one before.
func takenOverIsMadeAnew(t *testing.T, s *story, first Earlier) {
	anew, after := s.exportAfter(Earlier{}), s.exportAfter(first)
	s.sameVintage(after.Dir, anew.Dir)
	s.sameVintage(s.exportAfter(after).Dir, anew.Dir)
}

func (s *story) sameVintage(a, b string) {
	s.t.Helper()
	for _, name := range exportedFiles {
		in, err := os.ReadFile(filepath.Join(a, name))
		s.must(err)
		other, err := os.ReadFile(filepath.Join(b, name))
		s.must(err)
		if !bytes.Equal(in, other) {
			s.t.Errorf("%s differs:\n%s\n%s", name, in, other)
		}
	}
	s.sameTables(a, b)
}

func (s *story) sameTables(a, b string) {
	s.t.Helper()
	db, err := duck.Open(s.t.Context(), "", duck.Settings{})
	s.must(err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	for name, dir := range map[string]string{"a": a, "b": b} {
		_, err := db.Exec(fmt.Sprintf("ATTACH %s AS %s (READ_ONLY)", duck.Quoted(filepath.Join(dir, SnapshotName)), name))
		s.must(err)
	}
	builder, err := newBuilder(s.t.Context(), s.w.db, s.w.files, s.settings)
	s.must(err)
	for _, m := range builder.models {
		if m.rebuild != rebuildPublished {
			continue
		}
		differing, comments := 0, 0
		s.must(db.QueryRow(fmt.Sprintf("SELECT count(*) FROM ((FROM a.%[1]s EXCEPT ALL FROM b.%[1]s) UNION ALL (FROM "+
			"b.%[1]s EXCEPT ALL FROM a.%[1]s))", m.name)).Scan(&differing))
		s.must(db.QueryRow("SELECT count(comment) FROM duckdb_columns() WHERE database_name = 'a' AND table_name = ?",
			m.name).Scan(&comments))
		if differing > 0 || comments != len(m.columns) {
			s.t.Errorf("%s: %d rows differ, %d of %d columns are explained", m.name, differing, comments, len(m.columns))
		}
		if m.yearly { // its order is that of its files
			continue
		}
		s.must(db.QueryRow(fmt.Sprintf("SELECT count(*) FILTER (WHERE x IS DISTINCT FROM y) FROM a.%[1]s AS x "+
			"POSITIONAL JOIN b.%[1]s AS y", m.name)).Scan(&differing))
		if differing > 0 {
			s.t.Errorf("%s: %d rows stand at another place", m.name, differing)
		}
	}
	for _, table := range attainmentTables() { // whoever opens the Parquet file finds the table
		differing := 0
		file := "read_parquet(" + duck.Quoted(filepath.Join(a, table+".parquet")) + ")"
		s.must(db.QueryRow(fmt.Sprintf("SELECT count(*) FROM ((FROM a.%[1]s EXCEPT ALL FROM %[2]s) UNION ALL (FROM "+
			"%[2]s EXCEPT ALL FROM a.%[1]s))", table, file)).Scan(&differing))
		if differing > 0 {
			s.t.Errorf("%s.parquet: %d rows differ from the table's", table, differing)
		}
	}
}

// A year that is the same is copied and not made anew: a mark left in the earlier files is still there.
func sameYearIsTakenOver(t *testing.T, s *story, first Earlier) {
	name := filepath.Join(first.Dir, "attainment_quarterly.csv")
	body, err := os.ReadFile(name)
	s.must(err)
	s.must(os.WriteFile(name, bytes.ReplaceAll(body, []byte("2021-Q"), []byte("2021=Q")), 0o644))
	marks := func(after Earlier) int {
		body, err := os.ReadFile(filepath.Join(after.Dir, "attainment_quarterly.csv"))
		s.must(err)
		return bytes.Count(body, []byte("2021=Q"))
	}
	if after := s.exportAfter(first); marks(after) != bytes.Count(body, []byte("2021-Q")) {
		t.Errorf("%d rows of 2021 were copied", marks(after))
	}
	s.settings.Rounding.Mode = quantity.Truncate
	if after := s.exportAfter(first); marks(after) != 0 {
		t.Errorf("%d rows of 2021 were copied although they are rounded otherwise", marks(after))
	}
}
