package lake_test

// The tests of the room nation stand here and not in its folder: each test program with DuckDB in it takes two seconds
// to put together.

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline"
	"tonghop/pipeline/lake/nation"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// country is a nation of two small provinces.
type country struct {
	t    *testing.T
	dir  string
	now  time.Time
	step func(text string)
}

func newCountry(t *testing.T) *country {
	t.Helper()
	c := &country{t: t, dir: durabletest.Folder(t), now: time.Date(2023, 1, 20, 2, 0, 0, 0, time.UTC)}
	for i, id := range []string{"dak-lak", "gia-lai"} {
		dir := filepath.Join(c.dir, id)
		_, err := province.Generate(dir, province.Options{Units: 3, Years: 2, Indicators: 1, Seed: uint64(27 + i)})
		c.must(err)
		c.pass(id)
		c.write(id+"/tonghop.yaml", "lake: {province: "+id+"}\n")
		_, err = pipeline.Run(t.Context(), c.space(id), c.options())
		c.must(err)
	}
	c.write("vn/tonghop.yaml", "kind: nation\nnation:\n  root: viet-nam\n  provinces:\n"+
		"    - {id: dak-lak, lake: ../dak-lak/lake}\n    - {id: gia-lai, lake: ../gia-lai/lake}\n")
	c.write("vn/registry/units.csv", "unit_id,code,name,level,parent_unit_id\nviet-nam,00,Việt Nam,nation,\n")
	return c
}

// pass lets the third unit of gia-lai end in the middle of 2022, and that of dak-lak begin the day after.
func (c *country) pass(id string) {
	c.t.Helper()
	span, gone := ",2022-07-01,", []string{"2021/Q*", "2022/Q1", "2022/Q2"}
	if id == "gia-lai" {
		span, gone = ",,2022-06-30", []string{"2022/Q3", "2022/Q4"}
	}
	file := filepath.Join(c.dir, id, "registry", "units.csv")
	body, err := os.ReadFile(file)
	c.must(err)
	edited := regexp.MustCompile(`(?m)^(xa-00003,.*),,$`).ReplaceAll(body, []byte("${1}"+span))
	if string(edited) == string(body) {
		c.t.Fatal("the registry has no xa-00003")
	}
	c.must(os.WriteFile(file, edited, 0o644))
	for _, quarter := range gone {
		names, err := filepath.Glob(filepath.Join(c.dir, id, "inbox", quarter, "*", "*00003*"))
		c.must(err)
		for _, name := range names {
			c.must(os.Remove(name))
		}
	}
}

func (c *country) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *country) write(name, text string) {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	c.must(os.MkdirAll(filepath.Dir(path), 0o755))
	c.must(os.WriteFile(path, []byte(text), 0o644))
}

func (c *country) space(name string) *workspace.Workspace {
	c.t.Helper()
	space, err := workspace.Open(filepath.Join(c.dir, name))
	c.must(err)
	return space
}

func (c *country) options() pipeline.Options {
	return pipeline.Options{Clock: &schedule.StoppedClock{At: c.now}, Program: "test", Threads: 1, Unprinted: true}
}

// consolidate makes the nation, until it is told to stop.
func (c *country) consolidate(ctx context.Context) (*pipeline.NationReport, error) {
	return pipeline.Nation(ctx, c.space("vn"), c.options(), pipeline.NationOptions{Step: c.step})
}

// A run that is stopped between two years publishes nothing; the next one makes the years that are left, and the same
// tables as one that was never stopped.
func TestNationIsTakenUpByYear(t *testing.T) {
	effort.Story(t)
	c := newCountry(t)
	for _, last := range []string{"read 2021 of 2 provinces", "made 2021"} {
		ctx, stop := context.WithCancel(t.Context())
		c.step = func(text string) {
			if text == last {
				stop()
			}
		}
		if _, err := c.consolidate(ctx); err == nil {
			t.Fatalf("it was stopped at %q and did not say so", last)
		}
		stop()
		if _, exists, err := vintage.Current(c.space("vn").Published); exists || err != nil {
			t.Errorf("stopped at %q, it published: %v", last, err)
		}
	}
	c.step = nil
	report, err := c.consolidate(t.Context())
	c.must(err)
	if !slices.Equal(report.Years, []int{2022}) || len(report.Read) != 0 || !report.Published {
		t.Errorf("taken up, it made %v and read %v", report.Years, report.Read)
	}
	c.must(os.Rename(filepath.Join(c.dir, "vn", "published"), filepath.Join(c.dir, "stopped")))
	for _, name := range []string{"warehouse.duckdb", "journal.jsonl"} {
		c.must(os.Remove(filepath.Join(c.dir, "vn", name)))
	}
	if report, err = c.consolidate(t.Context()); err != nil || len(report.Years) != 2 || len(report.Read) != 4 {
		t.Fatalf("from nothing, it made %v and read %v: %v", report.Years, report.Read, err)
	}
	for _, name := range []string{"attainment_quarterly.csv", "attainment_yearly.csv"} {
		was, err := os.ReadFile(filepath.Join(c.dir, "stopped", "vintages", report.Vintage, name))
		c.must(err)
		is, err := os.ReadFile(filepath.Join(report.Folder, name))
		c.must(err)
		if string(was) != string(is) {
			t.Errorf("%s of the run that was stopped differs", name)
		}
	}
	c.sameAsProvinces(report.Folder)
	c.madeElsewhere(report)
	c.passesOn(report)
}

// copied is an engine elsewhere whose tables are those of a vintage.
type copied struct {
	t      *testing.T
	tables string // the file with the tables
	folder string
	but    string // a table that it does not make
}

func (e copied) Make(ctx context.Context, from *nation.Sources, _ warehouse.Settings) (string, error) {
	if len(from.Provinces) != 2 {
		return "", fmt.Errorf("there are %d provinces", len(from.Provinces))
	}
	conn, done, err := warehouse.OpenScratch(ctx, warehouse.Options{})
	if err != nil {
		return "", err
	}
	defer done()
	if err := duck.Attach(ctx, conn, e.tables, "made"); err != nil {
		return "", err
	}
	rows, err := conn.QueryContext(ctx,
		"SELECT table_name FROM duckdb_tables() WHERE database_name = 'made' AND schema_name = 'main'")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var script strings.Builder
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			return "", err
		}
		if table == e.but {
			continue
		}
		dir := filepath.Join(e.folder, table)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
		fmt.Fprintf(&script, "COPY made.main.%s TO '%s/part.parquet';\n", table, dir)
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	return e.folder, duck.Script(ctx, conn, script.String())
}

// madeElsewhere publishes what another engine has made: the same tables; and nothing where a table is missing.
func (c *country) madeElsewhere(before *pipeline.NationReport) {
	c.t.Helper()
	engine := copied{c.t, filepath.Join(before.Folder, warehouse.SnapshotName), c.t.TempDir(), "observation"}
	c.now = c.now.Add(time.Hour)
	made := func() (*pipeline.NationReport, error) {
		return pipeline.Nation(c.t.Context(), c.space("vn"), c.options(),
			pipeline.NationOptions{Engine: workspace.Spark, Elsewhere: engine})
	}
	if _, err := made(); err == nil || !strings.Contains(err.Error(), "table observation: expected Parquet files in") {
		c.t.Errorf("without a table it says %v", err)
	}
	if current, _, err := vintage.Current(c.space("vn").Published); err != nil || current.ID != before.Vintage {
		c.t.Errorf("without a table it published %s: %v", current.ID, err)
	}
	engine.but = ""
	report, err := made()
	c.must(err)
	conn, done, err := warehouse.OpenScratch(c.t.Context(), warehouse.Options{})
	c.must(err)
	defer done()
	c.must(duck.Attach(c.t.Context(), conn, engine.tables, "one"))
	c.must(duck.Attach(c.t.Context(), conn, filepath.Join(report.Folder, warehouse.SnapshotName), "other"))
	for _, table := range []string{"attainment_quarterly", "attainment_yearly", "observation", "completeness", "unit"} {
		rows, differ := 0, 0
		query := fmt.Sprintf("SELECT (SELECT count(*) FROM one.main.%[1]s), (SELECT count(*) FROM "+
			"(FROM one.main.%[1]s EXCEPT ALL FROM other.main.%[1]s)) + (SELECT count(*) FROM "+
			"(FROM other.main.%[1]s EXCEPT ALL FROM one.main.%[1]s))", table)
		c.must(conn.QueryRowContext(c.t.Context(), query).Scan(&rows, &differ))
		if rows == 0 || differ > 0 {
			c.t.Errorf("%s made elsewhere: of %d rows %d differ", table, rows, differ)
		}
	}
	// Its own ledger is empty, and the vintage is compressed nevertheless: of 21 million observations it took 8.4 GB.
	const blocks = "SELECT block_size FROM pragma_database_size() WHERE database_name = 'other'"
	size := 0
	c.must(conn.QueryRowContext(c.t.Context(), blocks).Scan(&size))
	if size != 128<<10 {
		c.t.Errorf("the vintage has blocks of %d bytes, as a small one has that is not compressed", size)
	}
}

// passesOn says in tonghop.yaml that the unit of one province passed into that of the other: the nation does not count
// twice what the second one's cumulative holds of the first one's.
func (c *country) passesOn(before *pipeline.NationReport) {
	c.t.Helper()
	c.write("vn/tonghop.yaml", "kind: nation\nnation:\n  root: viet-nam\n  provinces:\n"+
		"    - {id: dak-lak, lake: ../dak-lak/lake}\n    - {id: gia-lai, lake: ../gia-lai/lake}\n  successions:\n"+
		"    - {date: 2022-07-01, kind: merge, unit: gia-lai/xa-00003, into: dak-lak/xa-00003, counts: includes}\n")
	c.now = c.now.Add(time.Hour)
	after, err := c.consolidate(c.t.Context())
	c.must(err)
	const national = "SELECT actual_ytd::INTEGER FROM nation.main.attainment_quarterly WHERE unit_id = 'viet-nam'"
	const successor = "SELECT counted_ytd::INTEGER FROM nation.main.succession WHERE unit_id = 'dak-lak/xa-00003'"
	less := c.inQuarter(before.Folder, national) - c.inQuarter(after.Folder, national)
	counted, left := c.inQuarter(before.Folder, successor), c.inQuarter(after.Folder, successor)
	if less == 0 || less != counted-left {
		c.t.Errorf("the nation has %d less; of the successor %d counted before it was said, and %d now", less, counted,
			left)
	}
}

// inQuarter is a number of the indicator in the third quarter of 2022.
func (c *country) inQuarter(folder, query string) (number int) {
	c.t.Helper()
	conn, done, err := warehouse.OpenScratch(c.t.Context(), warehouse.Options{})
	c.must(err)
	defer done()
	c.must(duck.Attach(c.t.Context(), conn, filepath.Join(folder, warehouse.SnapshotName), "nation"))
	query += " AND period = '2022-Q3' AND indicator = 'indicator_001'"
	c.must(conn.QueryRowContext(c.t.Context(), query).Scan(&number))
	return number
}

// sameAsProvinces holds every row of a province's units in the nation's tables against that which the province
// published.
func (c *country) sameAsProvinces(folder string) {
	c.t.Helper()
	conn, done, err := warehouse.OpenScratch(c.t.Context(), warehouse.Options{})
	c.must(err)
	defer done()
	c.must(duck.Attach(c.t.Context(), conn, filepath.Join(folder, warehouse.SnapshotName), "nation"))
	for _, id := range []string{"dak-lak", "gia-lai"} {
		current, err := vintage.Find(c.space(id).Published, vintage.CurrentName)
		c.must(err)
		c.must(duck.Attach(c.t.Context(), conn, current.TablesFile(), "province"))
		for _, table := range []string{"attainment_quarterly", "attainment_yearly", "attainment_quarterly_current",
			"attainment_yearly_current", "observation", "completeness", "unit", "target"} {
			rows, differ := differing(c.t, conn, table, id)
			if rows == 0 || differ > 0 {
				c.t.Errorf("%s of %s: of %d rows %d differ", table, id, rows, differ)
			}
		}
		c.must(duck.Script(c.t.Context(), conn, "DETACH province"))
	}
}

// differing counts a province's rows in a table, and those that the nation and the province do not have in common.
func differing(t *testing.T, conn *sql.Conn, table, id string) (rows, differ int) {
	t.Helper()
	without := map[string]string{ // what is the nation's own affair: units above, order of forms, names of files
		"observation": ", precedence, file_name", "completeness": ", file_name",
	}[table]
	prefixed := "SELECT * FROM nation.main.%[1]s WHERE starts_with(unit_id, '%[2]s/')"
	of := fmt.Sprintf("SELECT COLUMNS(* EXCLUDE (%[3]s))::VARCHAR FROM ("+prefixed+")", table, id, columnsOf(t, conn,
		table, without))
	query := fmt.Sprintf("WITH n AS (%s), p AS (SELECT COLUMNS(* EXCLUDE (%s))::VARCHAR FROM province.main.%s) "+
		"SELECT (SELECT count(*) FROM p), (SELECT count(*) FROM (FROM n EXCEPT ALL FROM p)) + "+
		"(SELECT count(*) FROM (FROM p EXCEPT ALL FROM n))", of, columnsOf(t, conn, table, without), table)
	if err := conn.QueryRowContext(t.Context(), query).Scan(&rows, &differ); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	return rows, differ
}

// columnsOf are the columns of a table that have identifiers, which differ by the province before them, and others.
func columnsOf(t *testing.T, conn *sql.Conn, table, also string) string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), "SELECT column_name FROM (DESCRIBE nation.main."+table+")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		if slices.Contains([]string{"form", "depth"}, name) || strings.HasSuffix(name, "unit_id") ||
			strings.HasSuffix(name, "submission_id") || strings.HasPrefix(name, "rejected_") {
			found = append(found, name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsFuncSeq(also, func(r rune) bool { return r == ',' || r == ' ' }) {
		if !slices.Contains(found, name) && hasColumn(t, conn, table, name) {
			found = append(found, name)
		}
	}
	return strings.Join(found, ", ")
}

func hasColumn(t *testing.T, conn *sql.Conn, table, name string) (has bool) {
	t.Helper()
	if err := conn.QueryRowContext(t.Context(), "SELECT count(*) > 0 FROM (DESCRIBE nation.main."+table+
		") WHERE column_name = '"+name+"'").Scan(&has); err != nil {
		t.Fatal(err)
	}
	return has
}
