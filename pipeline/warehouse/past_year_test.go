package warehouse

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
)

// pastYear is a history: a small registry with its changes, what the units reported, and what has to be published of
// it, in lines that a person reads:
//
//	# A and B had 10 each by Q2 and become C on 1 July.
//	form final                               what the quarterly form says: final, counts own or includes; or yearly
//	unit A commune in P until 2021-06-30     a unit, its level, what stands above it, from when until when
//	move A to D2 on 2021-07-01               the registry's second row of a unit
//	change 2021-07-01 merge A C includes     registry/changes: kind, unit, successor, declaration, weight 60
//	target C 20 from 2021-07-01              a target of 2021
//	report A 2021-Q2 flow 5 ytd 10           one workbook: flow, ytd, stock, target
//	boundaries 2021-12-31                    the day whose tree the current tables have; otherwise 2022-01-01
//	expect P 2021-Q3 flow 3 ytd 23 complete  a row of attainment_quarterly, or of a year's table
//	expect current P 2021-Q3 ytd 23          the same in current boundaries
//	expect no row A 2021-Q3
//	expect finding C 2021-Q3 succession_asked
//
// "-" is a number that is not known. The same files are read by testdata/succession/oracle.py, which works out the
// numbers from the rules alone, in another way.
type pastYear struct {
	prefix   string // before the name of each unit, so that histories can stand beside each other in one ledger
	lines    []string
	expected []expectation
	years    []int
}

// expectation is a line that begins with expect.
type expectation struct {
	line, table, unit, period string
	want                      [][2]string // column and value
	absent, finding           bool
}

// columnOf says in which column of a published table a word of a history stands.
var columnOf = map[string]string{"flow": "actual", "ytd": "actual_ytd", "actual": "actual", "stock": "actual",
	"inherited": "inherited_ytd", "target": "target", "of": "target", "pct": "attainment_pct",
	"expected": "expected_units", "reported": "reported_units", "parent": "parent_unit_id", "estimate": "estimate"}

// ledgerOf appends histories to an empty ledger. Their rows are gathered, and inserted by one statement for each table.
type ledgerOf struct {
	s       *bench
	prefix  string // of the history whose lines are being added
	units   map[string]int
	ordinal int
	receipt int
	last    map[string]unitRow
	rows    map[string][]string // by table, with its columns
	changes string              // statements that change rows, once they are there
}

// unitRow is a unit's row of the registry: its level, what stands above it, from when until when; and its ordinal.
type unitRow struct {
	words   [4]string
	ordinal int
}

func readHistory(t *testing.T, path string) *pastYear {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h := &pastYear{years: []int{2021}}
	for line := range strings.Lines(string(body)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if rest, is := strings.CutPrefix(line, "expect "); is {
			h.expected = append(h.expected, parseExpectation(line, strings.Fields(rest)))
			continue
		}
		h.lines = append(h.lines, line)
	}
	if len(h.expected) == 0 {
		t.Fatalf("%s expects nothing", path)
	}
	return h
}

func parseExpectation(line string, words []string) expectation {
	e := expectation{line: line}
	suffix := ""
	switch words[0] {
	case "current":
		suffix, words = "_current", words[1:]
	case "no":
		e.absent, e.finding, words = true, words[1] == "finding", words[2:]
		if words[0] == "current" {
			suffix, words = "_current", words[1:]
		}
	case "finding":
		e.finding, words = true, words[1:]
	}
	e.unit, e.period = words[0], words[1]
	e.table = "attainment_yearly" + suffix
	if strings.Contains(e.period, "-Q") {
		e.table = "attainment_quarterly" + suffix
	}
	for words = words[2:]; len(words) > 0; {
		column, known := columnOf[words[0]]
		if e.finding || !known {
			e.want = append(e.want, [2]string{"status", words[0]})
			words = words[1:]
			continue
		}
		if column == "actual_ytd" && !strings.Contains(e.period, "-Q") {
			column = "actual"
		}
		e.want = append(e.want, [2]string{column, words[1]})
		words = words[2:]
	}
	return e
}

// startOfLedger is what stands in the ledger before the lines of histories do.
const startOfLedger = `
INSERT INTO ledger.run (run_id, kind, actor, reason, program, recorded_at) VALUES
	(1, 'run', '', '', '', TIMESTAMP '2022-01-05');
INSERT INTO ledger.registry_version VALUES (1, '', '', TIMESTAMP '2021-01-01', 1);
INSERT INTO ledger.series_key VALUES (1, 'done', 'total'), (2, 'members', 'total');
INSERT INTO ledger.obligation_series (set_id, obligation_id, series_key, measures, label_vi, label_en, unit_label_vi,
	unit_label_en, decimals, ordinal) VALUES
	(1, 1, 1, ['flow', 'ytd', 'target'], '', '', '', '', 0, 1), (1, 1, 2, ['stock'], '', '', '', '', 0, 2);
INSERT INTO ledger.obligation (set_id, obligation_id, form_id, title_vi, title_en, submitters, submitter_units, covered,
	kind, has_due, due_days, grace_days, priority, recorded_at) VALUES
	(1, 1, 'k', '', '', ['commune'], [], [], 'quarter', false, 0, 0, 0, TIMESTAMP '2021-01-01');
`

// loadHistories puts the lines of histories into the ledger. What they say of the form and of boundaries is the same.
func (s *bench) loadHistories(histories []*pastYear) *ledgerOf {
	s.t.Helper()
	l := &ledgerOf{s: s, units: map[string]int{}, last: map[string]unitRow{}, rows: map[string][]string{}}
	for _, h := range histories {
		l.prefix = h.prefix
		for _, line := range h.lines {
			l.add(line, strings.Fields(line))
		}
	}
	s.exec(startOfLedger)
	l.load()
	return l
}

// load inserts the rows that were gathered.
func (l *ledgerOf) load() {
	l.s.t.Helper()
	all := ""
	for table, rows := range l.rows {
		all += fmt.Sprintf("INSERT INTO ledger.%s VALUES %s;\n", table, strings.Join(rows, ", "))
	}
	if all += l.changes; all != "" {
		l.s.exec(all)
	}
	clear(l.rows)
	l.changes = ""
}

// boundaries is the day that a history states, or none.
func (h *pastYear) boundaries(t testing.TB) (day time.Time) {
	t.Helper()
	for _, line := range h.lines {
		if text, stated := strings.CutPrefix(line, "boundaries "); stated {
			var err error
			if day, err = time.Parse(time.DateOnly, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	return day
}

// insert gathers a row of a table: its name, and its columns in parentheses where the row has not all of them.
func (l *ledgerOf) insert(table, format string, values ...any) {
	l.rows[table] = append(l.rows[table], fmt.Sprintf(format, values...))
}

func (l *ledgerOf) change(format string, values ...any) {
	l.changes += fmt.Sprintf(format, values...) + ";\n"
}

func (l *ledgerOf) add(line string, words []string) {
	l.s.t.Helper()
	switch words[0] {
	case "form":
		l.form(words[1:])
	case "unit":
		l.unit(words[1:])
	case "move":
		l.move(words)
	case "change":
		l.passes(words[1:])
	case "target":
		l.target(words[1:])
	case "report":
		l.report(words[1:])
	case "boundaries": // are a setting
	default:
		l.s.t.Fatalf("%q: expected form, unit, move, change, target, report, boundaries or expect", line)
	}
}

func (l *ledgerOf) key(name string) string {
	if name == "" {
		return "NULL"
	}
	name = l.prefix + name
	if _, known := l.units[name]; !known {
		l.units[name] = len(l.units) + 1
		l.insert("unit_key", "(%d, %s)", l.units[name], duck.Quoted(name))
	}
	return strconv.Itoa(l.units[name])
}

func (l *ledgerOf) form(words []string) {
	l.s.t.Helper()
	switch words[0] {
	case "yearly":
		l.change("UPDATE ledger.obligation SET kind = 'year'")
	case "final":
		l.change("UPDATE ledger.obligation SET final = true")
	case "counts":
		l.change("UPDATE ledger.obligation SET counts = %s", duck.Quoted(words[1]))
	default:
		l.s.t.Fatalf("form %v: expected yearly, final or counts", words)
	}
}

func (l *ledgerOf) unit(words []string) {
	row := [4]string{words[1]} // level, parent, from, until
	for words, name := words[2:], words[0]; ; words = words[2:] {
		if len(words) == 0 {
			l.row(name, row)
			return
		}
		row[map[string]int{"in": 1, "from": 2, "until": 3}[words[0]]] = words[1]
	}
}

func (l *ledgerOf) row(name string, row [4]string) {
	l.ordinal++
	l.last[l.prefix+name] = unitRow{row, l.ordinal}
	l.insert("unit_row", "(1, %d, %s, '', %s, %s, %s, %s, %s)", l.ordinal, l.key(name), duck.Quoted(name),
		duck.Quoted(row[0]), l.key(row[1]), literal(row[2], nil), literal(row[3], nil))
}

// move ends a unit's last row on the day before, and adds one with another parent.
func (l *ledgerOf) move(words []string) {
	name, to, day := words[1], words[3], words[5]
	last := l.last[l.prefix+name]
	l.change("UPDATE ledger.unit_row SET valid_to = DATE %s - 1 WHERE ordinal = %d", duck.Quoted(day), last.ordinal)
	last.words[1], last.words[2] = to, day
	l.row(name, last.words)
	l.changeRow(day, "move", name, to, "", "NULL")
}

// passes is a change by which a unit passes into another one.
func (l *ledgerOf) passes(words []string) {
	successor, counts, weight := "", "", "NULL"
	for i := 3; i < len(words); i++ {
		switch words[i] {
		case "own", "includes":
			counts = words[i]
		case "weight":
			i++
			weight = words[i]
		default:
			successor = words[i]
		}
	}
	l.changeRow(words[0], words[1], words[2], successor, counts, weight)
}

func (l *ledgerOf) changeRow(day, kind, unit, successor, counts, weight string) {
	l.insert("change_row (registry_id, changed_on, kind, unit_key, successor_key, decision, counts, allocation)",
		"(1, DATE %s, %s, %s, %s, 'NQ', %s, %s)", duck.Quoted(day), duck.Quoted(kind), l.key(unit), l.key(successor),
		duck.Quoted(counts), weight)
}

func (l *ledgerOf) target(words []string) {
	from := "NULL"
	if len(words) > 2 {
		from = "DATE " + duck.Quoted(words[3])
	}
	l.ordinal++
	l.insert("target_row (registry_id, ordinal, unit_key, series_key, first_year, last_year, kind, value, decision, "+
		"effective_date)", "(1, %d, %s, 1, 2021, 2021, 'absolute', %s, '', %s)", l.ordinal, l.key(words[0]), words[1], from)
}

func (l *ledgerOf) report(words []string) {
	l.s.t.Helper()
	p, err := period.Parse(words[1])
	l.s.must(err)
	l.receipt++
	id := fmt.Sprintf("%012d", l.receipt)
	l.insert("submission (submission_id, sha256, path, file_name, size, archived, received_at, receipt, recorded_at, "+
		"run_id, part, file_time)", "('%[1]s', '%[1]s', '%[2]s.xlsx', '%[2]s.xlsx', 1, true, TIMESTAMP '2022-01-04', %[3]d, "+
		"TIMESTAMP '2022-01-05', 1, 1, TIMESTAMP '2022-01-04' + INTERVAL %[3]d SECOND)",
		id, l.prefix+words[0]+" "+words[1], l.receipt)
	l.insert("reading", "(%d, '%s', '', '', 'k', %s, %s, %s, %d, %d, true, TIMESTAMP '2022-01-05', 1)", l.receipt, id,
		l.key(words[0]), duck.Quoted(p.String()), duck.Quoted(p.Kind.String()), p.LastYear(), p.LastQuarter())
	for i := 2; i+1 < len(words); i += 2 {
		series := "1"
		if words[i] == "stock" {
			series = "2"
		}
		l.insert("observation", "(%d, %s, %s, %s, 'value', %s, 'Biểu', 'C%d', %s)", l.receipt, l.key(words[0]), series,
			duck.Quoted(words[i]), words[i+1], i+3, duck.Quoted(words[i+1]))
	}
}
