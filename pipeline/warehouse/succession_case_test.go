package warehouse

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse/duck"
	statements "tonghop/sql"
)

// Each history in testdata/succession publishes what it expects.
func TestSuccessions(t *testing.T) {
	s := newBench(t)
	names, err := filepath.Glob("testdata/succession/*.txt")
	s.must(err)
	if len(names) == 0 {
		t.Fatal("testdata/succession has no history")
	}
	whole := s.t
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			s.t = t
			defer func() { s.t = whole }()
			s.tryHistory(readHistory(t, name))
		})
	}
}

// tryHistory makes the tables of a history and compares them with what it expects.
func (s *bench) tryHistory(h *pastYear) {
	s.t.Helper()
	s.exec("BEGIN TRANSACTION")
	defer s.exec("ROLLBACK")
	s.consolidateHistory(h)
	for _, e := range h.expected {
		if got, wrong := s.compare(e); wrong {
			s.t.Errorf("%s: got %s", e.line, got)
		}
	}
	if s.t.Failed() {
		s.t.Logf("attainment_quarterly:\n%s", s.dump("SELECT unit_id, period, actual, actual_ytd, inherited_ytd, "+
			"target, expected_units AS e, reported_units AS r, status FROM mart.attainment_quarterly WHERE indicator = 'done'"))
		s.t.Logf("core.inherited:\n%s", s.dump("SELECT k.unit_id, i.* EXCLUDE (year, unit_key, series_key) "+
			"FROM core.inherited AS i JOIN ledger.unit_key AS k USING (unit_key) ORDER BY month"))
	}
}

// shownTables are the published tables that a history expects something of, and those that these read.
var shownTables = []string{"attainment_quarterly", "attainment_yearly", "attainment_quarterly_current",
	"attainment_yearly_current", "attainment_term", "finding", "reconciliation"}

// consolidateHistory makes every table of a history, and runs the checks.
func (s *bench) consolidateHistory(h *pastYear) {
	s.t.Helper()
	settings := Settings{Rounding: quantity.Rounding{Mode: quantity.HalfUp, Digits: 1}, TimeZone: "Asia/Ho_Chi_Minh",
		Now: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)}
	b, err := newBuilder(s.t.Context(), s.conn, statements.Files, settings)
	s.must(err)
	s.loadHistory(h)
	s.must(b.buildWhole(s.t.Context()))
	parts := []yearPart{}
	for _, year := range h.years {
		part, err := b.buildYear(s.t.Context(), yearPart{year, firstMonth})
		s.must(err)
		parts = append(parts, part)
	}
	s.must(b.check(s.t.Context(), parts))
	for _, m := range s.models {
		if slices.Contains(shownTables, m.name) {
			s.exec(fmt.Sprintf("CREATE OR REPLACE TABLE mart.%s AS %s", m.name, s.fill(b, m.body)))
		}
	}
}

// compare reads the row that an expectation names. got says what stands there.
func (s *bench) compare(e expectation) (got string, wrong bool) {
	s.t.Helper()
	if e.finding {
		found := s.dump(fmt.Sprintf("SELECT code FROM mart.finding WHERE unit_id = %s AND period = %s "+
			"UNION ALL SELECT kind FROM mart.reconciliation WHERE unit_id = %[1]s AND period = %[2]s",
			duck.Quoted(e.unit), duck.Quoted(e.period)))
		return found, strings.Contains(found, e.want[0][1]) == e.absent
	}
	columns := []string{"unit_id"}
	for _, w := range e.want {
		columns = append(columns, "coalesce(CASE WHEN typeof("+w[0]+") LIKE 'DECIMAL(%,10)' THEN plain_decimal("+w[0]+
			") ELSE "+w[0]+"::VARCHAR END, '-') AS "+w[0])
	}
	query := fmt.Sprintf("SELECT %s FROM mart.%s WHERE unit_id = %s AND period = %s AND indicator = %s",
		strings.Join(columns, ", "), e.table, duck.Quoted(e.unit), duck.Quoted(e.period), duck.Quoted(e.indicator()))
	rows := s.texts(query)
	if e.absent || len(rows) != 1 {
		return fmt.Sprintf("%d rows", len(rows)), e.absent != (len(rows) == 0)
	}
	for i, w := range e.want {
		wrong = wrong || rows[0][i+1] != w[1]
	}
	return strings.Join(rows[0][1:], " | "), wrong
}

// indicator is members where a stock is expected.
func (e expectation) indicator() string {
	if strings.Contains(e.line, " stock ") {
		return "members"
	}
	return "done"
}

func (s *bench) texts(query string) (all [][]string) {
	s.t.Helper()
	rows, err := s.conn.QueryContext(s.t.Context(), query)
	s.must(err)
	defer rows.Close()
	columns, err := rows.Columns()
	s.must(err)
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		s.must(rows.Scan(into...))
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = v.String
		}
		all = append(all, row)
	}
	s.must(rows.Err())
	return all
}

func (s *bench) dump(query string) string {
	s.t.Helper()
	rows, err := s.conn.QueryContext(s.t.Context(), query+" LIMIT 0")
	s.must(err)
	header, err := rows.Columns()
	s.must(err)
	s.must(rows.Close())
	var lines [][]string
	for _, row := range append([][]string{header}, s.texts("SELECT COLUMNS(*)::VARCHAR FROM ("+query+")")...) {
		for i := range row {
			if head, tail, number := strings.Cut(row[i], "."); number && strings.Trim(tail, "0") == "" {
				row[i] = head
			}
		}
		lines = append(lines, row)
	}
	return strings.Join(aligned(lines), "\n")
}

// The numbers that the histories expect are those that oracle.py works out from the rules alone, in another way than
// the models do.
func TestSuccessionsByOracle(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not here: the oracle of successions does not run")
	}
	command := exec.CommandContext(t.Context(), python, "testdata/succession/oracle.py", "testdata/succession")
	command.Stderr = os.Stderr
	said, err := command.Output()
	if err != nil {
		t.Errorf("oracle.py: %v\n%s", err, said)
	}
}
