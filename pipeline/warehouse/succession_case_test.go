package warehouse

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/warehouse/duck"
	"tonghop/samples/effort"
)

// Each history in testdata/succession publishes what it expects. Histories of the same form stand beside each other in
// one ledger, since making its tables costs the same for one as for twenty. Of a form that asks for final reports, and
// of one that says how its cumulatives count, there is one history each: they are told with TONGHOP_LONG=stories, and
// each time cases of core.inherited and completeness say the same. TONGHOP_LONG=1 gives each history a ledger of its
// own.
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
	defer s.asWritten()()
	for _, histories := range together {
		if len(histories) > 1 || effort.Stories() {
			s.tryHistories(histories)
		}
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
	published := s.publishedRows()
	whole := s.t
	for _, h := range histories {
		s.t.Run(strings.TrimSuffix(h.prefix, "."), func(t *testing.T) {
			s.t = t
			defer func() { s.t = whole }()
			s.compareAll(h, published)
		})
	}
}

func (s *bench) compareAll(h *pastYear, published publishedRows) {
	s.t.Helper()
	for _, e := range h.expected {
		if got, wrong := published.compare(h.prefix, e); wrong {
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

// rowName names a published row: its table, unit, period and indicator; in finding no indicator, and a code instead of
// a row.
type rowName [4]string

// publishedRows are the rows of what a history expects something of, each by its columns, and "-" for NULL.
type publishedRows map[rowName][]map[string]string

// publishedRows reads all rows at once, since to ask for each takes as long as to make a small table.
func (s *bench) publishedRows() publishedRows {
	s.t.Helper()
	all := publishedRows{}
	for _, table := range shownTables[:4] {
		rows := s.texts("SELECT coalesce(COLUMNS(*)::VARCHAR, '-') FROM mart." + table)
		columns := s.columns("mart." + table)
		for _, values := range rows {
			row := map[string]string{}
			for i, value := range values {
				if exactNumber.MatchString(value) {
					value = strings.TrimRight(strings.TrimRight(value, "0"), ".")
				}
				row[columns[i]] = value
			}
			name := rowName{table, row["unit_id"], row["period"], row["indicator"]}
			all[name] = append(all[name], row)
		}
	}
	for _, row := range s.texts("SELECT unit_id, period, code FROM mart.finding UNION ALL " +
		"SELECT unit_id, period, kind FROM mart.reconciliation") {
		name := rowName{"finding", row[0], row[1]}
		all[name] = append(all[name], map[string]string{"code": row[2]})
	}
	return all
}

var exactNumber = regexp.MustCompile(`^-?\d+\.\d{10}$`)

// compare looks at the row that an expectation names, of the history whose units have this prefix. got says what stands
// there.
func (p publishedRows) compare(prefix string, e expectation) (got string, wrong bool) {
	if e.finding {
		var found []string
		for _, row := range p[rowName{"finding", prefix + e.unit, e.period}] {
			found = append(found, row["code"])
		}
		return strings.Join(found, ", "), slices.Contains(found, e.want[0][1]) == e.absent
	}
	rows := p[rowName{e.table, prefix + e.unit, e.period, e.indicator()}]
	if e.absent || len(rows) != 1 {
		return fmt.Sprintf("%d rows", len(rows)), e.absent != (len(rows) == 0)
	}
	var values []string
	for _, w := range e.want {
		want := w[1]
		if w[0] == "parent_unit_id" && want != "-" {
			want = prefix + want
		}
		value, there := rows[0][w[0]]
		values, wrong = append(values, value), wrong || value != want || !there
	}
	return strings.Join(values, " | "), wrong
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

// columns are the names of a table's or a query's columns.
func (s *bench) columns(of string) []string {
	s.t.Helper()
	rows, err := s.conn.QueryContext(s.t.Context(), "SELECT * FROM "+of+" LIMIT 0")
	s.must(err)
	defer rows.Close()
	names, err := rows.Columns()
	s.must(errors.Join(err, rows.Err()))
	return names
}

func (s *bench) dump(query string) string {
	s.t.Helper()
	header := s.columns("(" + query + ")")
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
