package warehouse

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
)

// frameMakesThePeriodWhole goes on with the story of TestConsolidation. Where a unit has another name, all of its rows
// are others, though what they count is not: with a workbook of another unit in the same night, they are made all the
// same. It returns the vintage that took over what did not change.
func (s *story) frameMakesThePeriodWhole(first Earlier) (after Earlier) {
	s.t.Helper()
	renamed := district(4)
	renamed.SHA256, renamed.UnitsSHA256 = "renamed", "renamed"
	renamed.Units[len(renamed.Units)-1].Name += " mới"
	s.run([]Loaded{workbook("u00", 2, "once more", 6, 10, 92)}, func(tx *Tx) error {
		return tx.RecordRegistry(s.t.Context(), renamed)
	})
	after = s.exportAfter(first)
	s.sameTables(after.Dir, s.exportAfter(Earlier{}).Dir)
	return after
}

// partsAreTakenOver goes on with the same story. What one unit sends for a quarter changes its rows of
// that quarter and those above it. The rows of other quarters, and of the other units in the same one, are those of the
// vintage before: a mark that was left there is still there, in the tables and in the CSV file.
func (s *story) partsAreTakenOver(first Earlier) {
	s.t.Helper()
	s.inVintage(first, "UPDATE v.attainment_quarterly SET unit_code = 'mark'; UPDATE v.attainment_yearly SET "+
		"unit_code = 'mark'; UPDATE v.observation SET sheet = 'mark'; "+
		"COMMENT ON TABLE v.submission IS 'mark'; COMMENT ON TABLE v.unit IS 'mark'")
	name := filepath.Join(first.Dir, "attainment_quarterly.csv")
	body, err := os.ReadFile(name)
	s.must(err)
	s.must(os.WriteFile(name, bytes.ReplaceAll(body, []byte("2021-Q"), []byte("2021=Q")), 0o644))
	s.run([]Loaded{workbook("u00", 2, "new", 5, 9, 91)})
	after := s.exportAfter(first)

	made := map[string][]string{}
	for table, mark := range map[string]string{"attainment_quarterly": "unit_code = 'mark'",
		"attainment_yearly": "unit_code = 'mark'", "observation": "sheet = 'mark'"} {
		made[table] = s.inVintage(after, fmt.Sprintf(
			"SELECT DISTINCT unit_id || ' ' || period AS row FROM v.%s WHERE NOT %s ORDER BY row", table, mark))
	}
	want := map[string][]string{"attainment_quarterly": {"krong-bong 2021-Q2", "u00 2021-Q2"},
		"attainment_yearly": {"krong-bong 2021", "u00 2021"}, "observation": {"u00 2021-Q2"}}
	if !maps.EqualFunc(made, want, slices.Equal) {
		s.t.Errorf("rows were made of %v, want %v", made, want)
	}
	if got := s.inVintage(after, "SELECT comment FROM duckdb_tables() WHERE database_name = 'v' AND table_name IN "+
		"('submission', 'unit') ORDER BY table_name"); !slices.Equal(got, []string{"mark", "mark"}) {
		s.t.Errorf("the comments are %q: a table was made anew, and not changed where it stands", got)
	}
	parquet := fmt.Sprintf("FROM read_parquet(%s)", duck.Quoted(filepath.Join(after.Dir, "attainment_quarterly.parquet")))
	written := s.inVintage(after, "SELECT DISTINCT period AS row "+parquet+" WHERE unit_code = 'mark'")
	if !slices.Equal(written, []string{"2021-Q2"}) {
		s.t.Errorf("of the Parquet file, %v were written, and not only the quarter that differs", written)
	}
	got, err := os.ReadFile(filepath.Join(after.Dir, "attainment_quarterly.csv"))
	s.must(err)
	for line := range strings.Lines(string(got)) {
		unit, _, _ := strings.Cut(line, ",")
		touched := strings.Contains(line, "Q2") && (unit == "u00" || unit == "krong-bong")
		if marked := strings.Contains(line, "2021=Q"); strings.Contains(line, "Q") && marked == touched {
			s.t.Errorf("a row of %s, which was touched: %t, is that of the earlier file: %t\n%s", unit, touched, marked, line)
		}
	}
}

// inVintage carries out statements over a vintage's database under the name v, and returns the first column.
func (s *story) inVintage(of Earlier, statements string) (texts []string) {
	s.t.Helper()
	db, err := duck.Open(s.t.Context(), "", duck.Settings{})
	s.must(err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	s.must(duck.Script(s.t.Context(), db, fmt.Sprintf("ATTACH %s AS v", duck.Quoted(filepath.Join(of.Dir,
		SnapshotName)))))
	rows, err := db.Query(statements)
	s.must(err)
	defer rows.Close()
	for rows.Next() {
		if columns, err := rows.Columns(); err != nil || columns[0] == "Count" {
			continue // of an UPDATE
		}
		text := ""
		s.must(rows.Scan(&text))
		texts = append(texts, text)
	}
	s.must(rows.Err())
	return texts
}

// Records are replaced at their places; a line break between quotes is no end of one.
func TestReplaceRecords(t *testing.T) {
	old := "a,1\n\"b\nb\",\"2\"\"\n\"\nc,3\n"
	for _, c := range []struct {
		name, made string
		places     []int64
		want       string // "": an error
	}{
		{"none", "", nil, old},
		{"the first", "A,\"\n\"\n", []int64{0}, "A,\"\n\"\n\"b\nb\",\"2\"\"\n\"\nc,3\n"},
		{"one with line breaks", "B\n", []int64{1}, "a,1\nB\nc,3\n"},
		{"the last, and the first", "A\nC\n", []int64{0, 2}, "A\n\"b\nb\",\"2\"\"\n\"\nC\n"},
		{"one that is not there", "A\nC\n", []int64{0, 3}, ""},
		{"one that was not made", "A\n", []int64{0, 2}, ""},
		{"one too many", "A\nC\n", []int64{0}, ""},
		{"half of one", "A", []int64{0}, ""},
	} {
		var got bytes.Buffer
		size, err := replaceRecords(&got, strings.NewReader(old), strings.NewReader(c.made), c.places)
		switch {
		case c.want == "" && !errors.Is(err, errRecords):
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err != nil || got.String() != c.want || size != int64(len(c.want))):
			t.Errorf("%s: %q, %d bytes, %v; want %q", c.name, got.String(), size, err, c.want)
		}
	}
}

// A closed period keeps its rows, and those in current boundaries go on: what comes late is in these alone, and in all
// of them once the period is open again.
func TestLateOfAClosedPeriod(t *testing.T) {
	n := &nights{story: newStory(t), closed: map[string]bool{}}
	n.w.touchedShare = 0 // the touched are made alone, however many they are
	n.found(district(4))
	n.run([]Loaded{workbook("u00", 2, "", 1, 2, 90), workbook("u01", 2, "", 3, 4, 80)})
	before := n.exportAfter(Earlier{})
	quarter := period.OfQuarter(2021, 2)
	n.close(quarter)
	before = n.exportAfter(before)
	n.run([]Loaded{workbook("u02", 2, "late", 5, 6, 70)})
	before = n.exportAfter(before)
	touched := before.Years[2021].Periods["2021-Q2"].Touched
	if got := touched["attainment_quarterly"]; got == nil || len(got) > 0 {
		t.Errorf("rows of %v differ in the closed quarter", got)
	}
	if got := touched["attainment_quarterly_current"]; !slices.Equal(got, []string{"krong-bong", "u02"}) {
		t.Errorf("in current boundaries, rows of %v were made, and not of those two alone that differ", got)
	}
	n.close(quarter) // opens it again
	before = n.exportAfter(before)
	n.sameTables(before.Dir, n.exportAfter(Earlier{}).Dir)
}
