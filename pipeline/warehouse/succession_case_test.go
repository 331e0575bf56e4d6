package warehouse

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/warehouse/duck"
	"tonghop/samples/effort"
)

// Each history in testdata/succession publishes what it expects. Histories of the same form stand beside each other in
// one ledger, since making its tables costs the same for one as for twenty. TONGHOP_LONG=1 gives each of
// them a ledger of its own.
func successions(t *testing.T, s *bench) {
	names, err := filepath.Glob("testdata/succession/*.txt")
	s.must(err)
	if len(names) == 0 {
		t.Fatal("testdata/succession has no history")
	}
	together := map[string][]*pastYear{}
	for _, name := range names {
		h := readHistory(t, name)
		h.prefix = strings.TrimSuffix(filepath.Base(name), ".txt") + "."
		like := effort.Pick(h.kind(), h.prefix)
		together[like] = append(together[like], h)
	}
	for _, histories := range together {
		s.tryHistories(histories)
	}
}

// kind is what the histories of one ledger have in common: what they say of the form and of boundaries.
func (h *pastYear) kind() string {
	said := ""
	for _, line := range h.lines {
		if word, _, _ := strings.Cut(line, " "); word == "form" || word == "boundaries" {
			said += line + "; "
		}
	}
	return said
}

// tryHistories makes the tables of histories that stand beside each other and compares them with what each expects.
func (s *bench) tryHistories(histories []*pastYear) {
	s.t.Helper()
	s.exec("BEGIN TRANSACTION")
	defer s.exec("ROLLBACK")
	s.consolidateHistories(histories...)
	whole := s.t
	for _, h := range histories {
		s.t.Run(strings.TrimSuffix(h.prefix, "."), func(t *testing.T) {
			s.t = t
			defer func() { s.t = whole }()
			s.compareAll(h)
		})
	}
}

func (s *bench) compareAll(h *pastYear) {
	s.t.Helper()
	for _, e := range h.expected {
		if got, wrong := s.compare(h.prefix, e); wrong {
			s.t.Errorf("%s: got %s", e.line, got)
		}
	}
	if s.t.Failed() {
		own := "starts_with(unit_id, " + duck.Quoted(h.prefix) + ")"
		s.t.Logf("attainment_quarterly:\n%s", s.dump("SELECT unit_id, period, actual, actual_ytd, inherited_ytd, "+
			"target, expected_units AS e, reported_units AS r, status FROM mart.attainment_quarterly WHERE indicator = 'done' "+
			"AND "+own))
		s.t.Logf("core.inherited:\n%s", s.dump("SELECT k.unit_id, i.* EXCLUDE (year, unit_key, series_key) "+
			"FROM core.inherited AS i JOIN ledger.unit_key AS k USING (unit_key) WHERE "+own+" ORDER BY month"))
	}
}

// shownTables are the published tables that a history expects something of, and those that these read.
var shownTables = []string{"attainment_quarterly", "attainment_yearly", "attainment_quarterly_current",
	"attainment_yearly_current", "attainment_term", "finding", "reconciliation"}

// consolidateHistories makes every table of histories of the same years, and runs the checks. It returns what made
// them.
func (s *bench) consolidateHistories(histories ...*pastYear) *builder {
	s.t.Helper()
	b := s.builderOfHistories(histories[0])
	s.loadHistories(histories)
	s.must(b.buildWhole(s.t.Context()))
	parts := []yearPart{}
	for _, year := range histories[0].years {
		part, err := b.buildYear(s.t.Context(), wholeYear(year))
		s.must(err)
		parts = append(parts, part)
	}
	s.must(b.check(s.t.Context(), parts))
	s.show(b, shownTables)
	return b
}

// show makes published tables.
func (s *bench) show(b *builder, tables []string) {
	s.t.Helper()
	for _, m := range s.models {
		if slices.Contains(tables, m.name) {
			s.exec(fmt.Sprintf("CREATE OR REPLACE TABLE mart.%s AS %s", m.name, s.fill(b, m.body)))
		}
	}
}

// compare reads the row that an expectation names, of the history whose units have this prefix. got says what stands
// there.
func (s *bench) compare(prefix string, e expectation) (got string, wrong bool) {
	s.t.Helper()
	unit := duck.Quoted(prefix + e.unit)
	if e.finding {
		found := s.dump(fmt.Sprintf("SELECT code FROM mart.finding WHERE unit_id = %s AND period = %s "+
			"UNION ALL SELECT kind FROM mart.reconciliation WHERE unit_id = %[1]s AND period = %[2]s",
			unit, duck.Quoted(e.period)))
		return found, strings.Contains(found, e.want[0][1]) == e.absent
	}
	columns := []string{"unit_id"}
	for _, w := range e.want {
		columns = append(columns, "coalesce(CASE WHEN typeof("+w[0]+") LIKE 'DECIMAL(%,10)' THEN plain_decimal("+w[0]+
			") ELSE "+w[0]+"::VARCHAR END, '-') AS "+w[0])
	}
	query := fmt.Sprintf("SELECT %s FROM mart.%s WHERE unit_id = %s AND period = %s AND indicator = %s",
		strings.Join(columns, ", "), e.table, unit, duck.Quoted(e.period), duck.Quoted(e.indicator()))
	rows := s.texts(query)
	if e.absent || len(rows) != 1 {
		return fmt.Sprintf("%d rows", len(rows)), e.absent != (len(rows) == 0)
	}
	for i, w := range e.want {
		want := w[1]
		if w[0] == "parent_unit_id" && want != "-" {
			want = prefix + want
		}
		wrong = wrong || rows[0][i+1] != want
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
	defer rows.Close()
	header, err := rows.Columns()
	s.must(errors.Join(err, rows.Err()))
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
