package warehouse

import (
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/warehouse/duck"
	"tonghop/samples/effort"
	statements "tonghop/sql"

	"tonghop/pipeline/vocabulary/quantity"
)

// bench is a database in memory with every table of the ledger and of the models, empty. Each case runs in a
// transaction of its own that is rolled back.
type bench struct {
	t         *testing.T
	conn      *sql.Conn
	models    []model
	types     map[string]map[string]columnType // by table and column
	builder   *builder                         // the last one
	variables []string                         // the settings that it told the connection
}

type columnType struct {
	name     string
	nullable bool
}

func newBench(t *testing.T) *bench {
	t.Helper()
	w, err := Open(t.Context(), "", Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	conn, err := w.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	b, err := newBuilder(t.Context(), conn, statements.Files, Settings{Rounding: quantity.Rounding{Mode: quantity.HalfUp,
		Digits: 1}, TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	s := &bench{t: t, conn: conn, models: b.models, types: map[string]map[string]columnType{}, builder: b,
		variables: b.variables()}
	s.must(b.buildWhole(t.Context()))
	s.must(b.createYearTables(t.Context(), []yearPart{wholeYear(2021)}))
	for _, m := range s.models {
		if m.rebuild == rebuildPublished {
			s.exec(fmt.Sprintf("CREATE TABLE mart.%s AS %s\nWITH NO DATA", m.name, s.fill(b, m.body)))
		}
	}
	s.readTypes()
	s.expectEmpty()
	return s
}

// expectEmpty makes sure that models give no row of an empty ledger, since build leaves out those that have nothing to
// be made of.
func (s *bench) expectEmpty() {
	s.t.Helper()
	var counts []string
	for _, m := range s.models {
		if m.rebuild != rebuildPublished {
			counts = append(counts, fmt.Sprintf("SELECT '%[1]s' FROM %[1]s", m.name))
		}
	}
	if full := s.texts(strings.Join(counts, " UNION ALL ")); len(full) > 0 {
		s.t.Fatalf("rows of an empty ledger: %v", full)
	}
}

// with is a builder of the same models with other settings. It tells the connection only what differs from the last
// one, since to set all variables costs as much as to make a small table.
func (s *bench) with(settings Settings) *builder {
	s.t.Helper()
	if settings.AsOf.IsZero() {
		settings.AsOf = endOfTime()
	}
	last := s.builder
	s.builder = &builder{q: last.q, files: last.files, models: last.models, sha256: last.sha256, settings: settings,
		share: touchedShare}
	var told strings.Builder
	all := s.builder.variables()
	for i, assignment := range all {
		// the last ones say which part of which year is being built
		if assignment != s.variables[i] || i >= len(all)-4 && last.part != (yearPart{}) {
			fmt.Fprintf(&told, "SET VARIABLE %s;\n", assignment)
		}
	}
	s.variables = all
	if told.Len() > 0 {
		s.must(duck.Script(s.t.Context(), s.conn, told.String()))
	}
	return s.builder
}

// asWritten lets statements be carried out as they are written, without what DuckDB's optimizer makes of them, until
// what is returned is called: for a few rows a better plan takes longer to find than it saves. With every story told
// they are optimized. So are the same statements each time in the laws of successions and of touching, which compare
// what they give in two ways, and in the stories that a warehouse in a file tells.
func (s *bench) asWritten() (back func()) {
	s.t.Helper()
	if effort.Stories() {
		return func() {}
	}
	s.exec("PRAGMA disable_optimizer")
	return func() { s.exec("PRAGMA enable_optimizer") }
}

func (s *bench) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *bench) exec(query string) {
	s.t.Helper()
	if _, err := s.conn.ExecContext(s.t.Context(), query); err != nil {
		s.t.Fatalf("%.600s\n%.200s", err, query)
	}
}

// readTypes learns the columns of every table.
func (s *bench) readTypes() {
	s.t.Helper()
	rows, err := s.conn.QueryContext(s.t.Context(),
		"SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal")
	s.must(err)
	defer rows.Close()
	for rows.Next() {
		var table, column string
		var c columnType
		s.must(rows.Scan(&table, &column, &c.name, &c.nullable))
		if s.types[table] == nil {
			s.types[table] = map[string]columnType{}
		}
		s.types[table][column] = c
	}
	s.must(rows.Err())
}

// names are the numbers that stand for units and series in one case.
type names struct{ units, series map[string]int }

// keyed says by which names the values of an integer column are written; nil: by its numbers.
func (n *names) keyed(column, typeName string) map[string]int {
	if typeName != "INTEGER" {
		return nil
	}
	switch column {
	case "unit_key", "parent_key", "ancestor_key", "successor_key", "predecessor_key", "place_key", "hidden_key",
		"first_parent", "last_parent", "old_parent", "new_parent", "component":
		return n.units
	case "series_key", "share_of":
		return n.series
	}
	return nil
}

func numberOf(name string, in map[string]int) int {
	if _, ok := in[name]; !ok {
		in[name] = len(in) + 1
	}
	return in[name]
}

func nameOf(number string, in map[string]int) string {
	for name, n := range in {
		if fmt.Sprint(n) == number {
			return name
		}
	}
	return number
}

// run carries out one case and returns the rows that come out, in the columns that the case expects.
func (s *bench) run(c *modelCase, m model) [][]string {
	s.t.Helper()
	n := &names{map[string]int{}, map[string]int{}}
	loaded := map[string]bool{}
	var all strings.Builder
	all.WriteString("BEGIN TRANSACTION;\n")
	for _, table := range c.loads {
		all.WriteString(s.load(table, n))
		loaded[table.name] = true
	}
	all.WriteString(n.load(loaded))
	s.exec(all.String())
	defer s.exec("ROLLBACK")
	b := s.with(c.settings)
	s.build(b, m, c.years, loaded)
	rows := s.rowsOf(b, m, c, n)
	if m.rebuild != rebuildPublished {
		slices.SortFunc(rows, func(a, b []string) int { return slices.Compare(a, b) })
	}
	return rows
}

// load is the statement that puts a case's rows into a table.
func (s *bench) load(table textTable, n *names) string {
	s.t.Helper()
	types := s.types[table.name]
	if types == nil {
		s.t.Fatalf("load %s: there is no such table", table.name)
	}
	table = table.named(types)
	columns := slices.Clone(table.columns)
	var defaults []string
	for _, column := range slices.Sorted(maps.Keys(types)) {
		if c := types[column]; !c.nullable && !slices.Contains(columns, column) {
			columns, defaults = append(columns, column), append(defaults, emptyValue(c.name))
		}
	}
	var tuples []string
	for _, row := range table.rows {
		values := make([]string, 0, len(columns))
		for i, text := range row {
			c, ok := types[table.columns[i]]
			if !ok {
				s.t.Fatalf("load %s: there is no column %s", table.name, table.columns[i])
			}
			values = append(values, literal(text, n.keyed(table.columns[i], c.name)))
		}
		tuples = append(tuples, "("+strings.Join(append(values, defaults...), ", ")+")")
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES %s;\n", table.name, strings.Join(columns, ", "), strings.Join(tuples,
		", "))
}

// named adds the columns that repeat the name of a unit or series where its number stands.
func (table textTable) named(types map[string]columnType) textTable {
	for _, twin := range []struct{ key, name string }{{"unit_key", "unit_id"}, {"series_key", "indicator"}, {"series_key",
		"breakdown"}} {
		at := slices.Index(table.columns, twin.key)
		if _, there := types[twin.name]; !there || at < 0 || slices.Contains(table.columns, twin.name) {
			continue
		}
		rows := make([][]string, len(table.rows))
		for i, row := range table.rows {
			indicator, breakdown := splitSeries(row[at])
			rows[i] = append(slices.Clone(row), map[string]string{"unit_id": row[at], "indicator": indicator,
				"breakdown": breakdown}[twin.name])
		}
		table.columns, table.rows = append(slices.Clone(table.columns), twin.name), rows
	}
	return table
}

// splitSeries parts admitted.female; admitted is the whole.
func splitSeries(name string) (indicator, breakdown string) {
	indicator, breakdown, part := strings.Cut(name, ".")
	if !part {
		breakdown = "total"
	}
	return indicator, breakdown
}

func literal(text string, keys map[string]int) string {
	switch {
	case text == "":
		return "NULL"
	case text == "''":
		return text
	case keys != nil:
		return fmt.Sprint(numberOf(text, keys))
	}
	return duck.Quoted(text)
}

// emptyValue is what stands in a column of the ledger that a case leaves out.
func emptyValue(typeName string) string {
	switch {
	case strings.HasSuffix(typeName, "[]"):
		return "[]"
	case typeName == "VARCHAR":
		return "''"
	case typeName == "TIMESTAMP":
		return "TIMESTAMP '2021-01-01'"
	case typeName == "BOOLEAN":
		return "false"
	case strings.HasPrefix(typeName, "ENUM"):
		return "enum_first(NULL::" + typeName + ")"
	}
	return "0"
}

// load are the statements that fill the tables of names, unless the case does so itself.
func (n *names) load(loaded map[string]bool) string {
	var units, series []string
	for name, key := range n.units {
		units = append(units, fmt.Sprintf("(%d, %s)", key, duck.Quoted(name)))
	}
	for name, key := range n.series {
		indicator, breakdown := splitSeries(name)
		series = append(series, fmt.Sprintf("(%d, %s, %s)", key, duck.Quoted(indicator), duck.Quoted(breakdown)))
	}
	all := ""
	for table, rows := range map[string][]string{"ledger.unit_key": units, "ledger.series_key": series} {
		if !loaded[table] && len(rows) > 0 {
			loaded[table] = true
			all += fmt.Sprintf("INSERT INTO %s VALUES %s;\n", table, strings.Join(rows, ", "))
		}
	}
	return all
}

// build makes the models that a model needs and that the case does not load; the model itself too when it is made year
// by year. One of whose inputs none has a row is left as it is, without rows.
func (s *bench) build(b *builder, m model, years []int, loaded map[string]bool) {
	s.t.Helper()
	needed := s.needed(m, loaded)
	needed[m.name] = m.rebuild == rebuildByYear
	filled := maps.Clone(loaded) // tables that have rows
	filling := func(other model, do func() bool) {
		fed := slices.ContainsFunc(other.inputs, func(input string) bool { return filled[input] || filled["mart."+input] })
		if needed[other.name] && fed {
			filled[other.name] = do() || filled[other.name]
		}
	}
	for _, other := range s.models {
		if other.rebuild == rebuildWhole {
			filling(other, func() bool { return s.insert(other) })
		}
	}
	for _, year := range years {
		s.must(b.setPart(s.t.Context(), wholeYear(year)))
		for _, other := range s.models {
			switch {
			case other.rebuild != rebuildByYear:
			case other.stepped != atOnce:
				filling(other, func() bool {
					s.must(b.fillStepwise(s.t.Context(), other, wholeYear(year)))
					return true
				})
			default:
				filling(other, func() bool { return s.insert(other) })
			}
		}
	}
	for _, other := range s.models {
		if needed[other.name] && other.rebuild == rebuildPublished {
			s.exec(fmt.Sprintf("CREATE OR REPLACE TABLE mart.%s AS %s", other.name, s.fill(b, other.body)))
		}
	}
}

// needed are the models that a model is made of, those that the case loads left out.
func (s *bench) needed(m model, loaded map[string]bool) map[string]bool {
	byName := map[string]model{}
	for _, other := range s.models {
		byName[other.name] = other
	}
	all := map[string]bool{}
	var need func(m model)
	need = func(m model) {
		for _, input := range m.inputs {
			other, isModel := byName[input]
			if isModel && !all[input] && !loaded[input] && !loaded["mart."+input] {
				all[input] = true
				need(other)
			}
		}
	}
	need(m)
	return all
}

// insert fills the table of a model and says whether it has rows now.
func (s *bench) insert(m model) bool {
	s.t.Helper()
	done, err := s.conn.ExecContext(s.t.Context(), fmt.Sprintf("INSERT INTO %s %s", m.name, m.body))
	if err != nil {
		s.t.Fatalf("%s: %v", m.name, err)
	}
	count, err := done.RowsAffected()
	s.must(err)
	return count > 0
}

// fill completes a published table's model. What it reads of other published tables stands in the schema mart here, as
// a transaction may write to one file only.
func (s *bench) fill(b *builder, body string) string {
	s.t.Helper()
	if !strings.Contains(body, "{{") && !strings.Contains(body, "vintage.main.") {
		return body
	}
	fill, err := b.placeholders(s.t.Context())
	s.must(err)
	return strings.ReplaceAll(fill.Replace(body), "vintage.main.", "mart.")
}

var fourDigits = regexp.MustCompile(`^-?\d+\.\d{4}$`)

func (s *bench) rowsOf(b *builder, m model, c *modelCase, n *names) (all [][]string) {
	s.t.Helper()
	from := "(" + s.fill(b, m.body) + ")"
	if m.rebuild == rebuildByYear {
		from = m.name
	}
	texts := make([]string, len(c.expect.columns))
	for i, column := range c.expect.columns {
		texts[i] = fmt.Sprintf("%[1]s, %[1]s::VARCHAR", column) // the first for its type
	}
	rows, err := s.conn.QueryContext(s.t.Context(), fmt.Sprintf("SELECT %s FROM %s", strings.Join(texts, ", "), from))
	if err != nil {
		s.t.Fatalf("%s: %v", m.name, err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	s.must(err)
	for rows.Next() {
		read, into := make([]sql.NullString, len(texts)), make([]any, 0, 2*len(texts))
		for i := range texts {
			into = append(into, new(any), &read[i])
		}
		s.must(rows.Scan(into...))
		row := make([]string, len(texts))
		for i, value := range read {
			typeName := types[2*i].DatabaseTypeName()
			row[i] = shownValue(value, typeName, n.keyed(c.expect.columns[i], typeName))
		}
		all = append(all, row)
	}
	s.must(rows.Err())
	return all
}

// shownValue is a value as a person reads it: 23, not 23.0000000000.
func shownValue(value sql.NullString, typeName string, keys map[string]int) string {
	switch {
	case !value.Valid:
		return ""
	case value.String == "":
		return "''"
	case keys != nil:
		return nameOf(value.String, keys)
	case strings.HasSuffix(typeName, ",10)") || fourDigits.MatchString(value.String):
		return strings.TrimRight(strings.TrimRight(value.String, "0"), ".")
	}
	return value.String
}
