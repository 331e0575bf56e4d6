//go:build spark

// The tests that compare Spark with DuckDB are built with the tag spark, as .ci/spark does: without a server there is
// nothing to compare, and a test program with DuckDB in it takes two seconds to put together.

package spark_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline"
	"tonghop/pipeline/lake/spark"
	"tonghop/pipeline/lake/spark/job"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace/durable/durabletest"
)

// serverVariable is the environment variable with the address of a running Spark Connect server. `.ci/spark` starts one
// and sets it.
const serverVariable = "TONGHOP_SPARK"

// server is the address of the server under test; without one the test is skipped.
func server(t *testing.T) string {
	t.Helper()
	address := os.Getenv(serverVariable)
	if address == "" {
		t.Skip("no Spark server: .ci/spark starts one and runs this test with " + serverVariable)
	}
	return address
}

// few are options of a session for small tables: one task is enough.
func few() map[string]string {
	return map[string]string{
		"spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false",
		"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
	}
}

// office is a workspace whose tables both engines make.
type office struct {
	t   *testing.T
	dir string
	now time.Time
}

// newOffice copies a sample, without what it has published and the folders of its inbox that are left out.
func newOffice(t *testing.T, sample string, now time.Time, leftOut ...string) *office {
	t.Helper()
	o := &office{t, durabletest.Folder(t), now}
	from := os.DirFS(filepath.Join("../../../samples", sample))
	o.must(fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		target := filepath.Join(o.dir, name)
		if err != nil || entry.IsDir() {
			first, _, _ := strings.Cut(name, "/")
			if strings.HasPrefix(first, "published") || first == "archive" || slices.Contains(leftOut, path.Base(name)) {
				return fs.SkipDir
			}
			return os.MkdirAll(target, 0o755)
		}
		if ext := filepath.Ext(name); !strings.Contains(name, "/") && ext != ".yaml" {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, body, 0o644)
	}))
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// write adds lines to a file of the registry, which it begins where there is none.
func (o *office) write(name string, lines ...string) {
	o.t.Helper()
	file := filepath.Join(o.dir, name)
	body, err := os.ReadFile(file)
	if !errors.Is(err, fs.ErrNotExist) {
		o.must(err)
	}
	o.must(os.WriteFile(file, append(body, (strings.Join(lines, "\n")+"\n")...), 0o644))
}

// replace writes a text of a file of the registry otherwise.
func (o *office) replace(name, old, instead string) {
	o.t.Helper()
	file := filepath.Join(o.dir, name)
	body, err := os.ReadFile(file)
	o.must(err)
	if !strings.Contains(string(body), old) {
		o.t.Fatalf("%s: nowhere %q", name, old)
	}
	o.must(os.WriteFile(file, []byte(strings.Replace(string(body), old, instead, 1)), 0o644))
}

// run consolidates and publishes with DuckDB.
func (o *office) run() {
	o.t.Helper()
	space, err := pipeline.Open(o.dir)
	o.must(err)
	_, err = pipeline.Run(o.t.Context(), space, o.options())
	o.must(err)
}

func (o *office) options() pipeline.Options {
	return pipeline.Options{Clock: &schedule.StoppedClock{At: o.now}, Unprinted: true, Program: "test",
		Actor: pipeline.Actor{User: "tester", Host: "here"}}
}

// close closes a period.
func (o *office) close(period string) {
	o.t.Helper()
	space, err := pipeline.Open(o.dir)
	o.must(err)
	_, err = pipeline.Decide(o.t.Context(), space, o.options(), pipeline.Decision{Kind: "close", Subject: period,
		Reason: "xong", Incomplete: true})
	o.must(err)
}

// job exports the ledger as Parquet, and says how the tables are made of it.
func (o *office) job(address string) job.Job {
	o.t.Helper()
	ctx := o.t.Context()
	space, err := pipeline.Open(o.dir)
	o.must(err)
	w, err := warehouse.Open(ctx, filepath.Join(o.dir, "warehouse.duckdb"), warehouse.Options{})
	o.must(err)
	plan, err := w.Portable(ctx, warehouse.Settings{
		Rounding:  quantity.Rounding{Mode: space.Rounding.Mode, Digits: space.Rounding.Digits},
		CutoffDay: space.Calendar.LastDay, TimeZone: space.Location.String(), DeclaredKinds: space.VintageKinds,
		Now: o.now,
	})
	o.must(err)
	o.must(w.Close())
	work := o.t.TempDir()
	todo := job.Job{Server: address, Options: few(), Folder: work + "/made", State: work + "/state",
		Variables: job.Variables(plan.Variables)}
	for _, m := range plan.Models {
		todo.Models = append(todo.Models, job.Model{Name: m.Name, Inputs: m.Inputs, Rebuild: job.Rebuild(m.Rebuild),
			Stepped: job.Stepped(m.Stepped), Types: m.Types, Body: m.Body})
	}
	todo.Inputs = o.export(ctx, work+"/ledger")
	return todo
}

// open opens the warehouse for reading, with the vintage beside it.
func (o *office) open() *sql.DB {
	o.t.Helper()
	db, err := sql.Open("duckdb", filepath.Join(o.dir, "warehouse.duckdb")+"?access_mode=read_only")
	o.must(err)
	o.t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	vintages, err := filepath.Glob(filepath.Join(o.dir, "published", "tonghop.duckdb"))
	o.must(err)
	_, err = db.Exec(fmt.Sprintf("ATTACH '%s' AS vintage (READ_ONLY); SET enable_progress_bar = false", vintages[0]))
	o.must(err)
	return db
}

// export writes the tables of the ledger as Parquet.
func (o *office) export(ctx context.Context, dir string) (inputs []job.Input) {
	o.t.Helper()
	o.must(os.MkdirAll(dir, 0o755))
	db := o.open()
	tables := strings.Fields(o.ask(db, `SELECT string_agg(table_name, ' ' ORDER BY table_name)
		FROM duckdb_tables() WHERE schema_name = 'ledger' AND database_name <> 'vintage'`))
	for _, table := range tables {
		input := job.Input{Name: "ledger." + table, Base: dir, Files: []string{table + ".parquet"}}
		rows, err := db.QueryContext(ctx, `SELECT column_name, data_type FROM duckdb_columns()
			WHERE schema_name = 'ledger' AND table_name = $1 AND database_name <> 'vintage' ORDER BY column_index`, table)
		o.must(err)
		defer rows.Close()
		var columns []string
		for rows.Next() {
			c := job.Column{}
			o.must(rows.Scan(&c.Name, &c.Type))
			if strings.HasPrefix(c.Type, "ENUM") {
				c.Type = "VARCHAR"
			}
			c.Type = strings.ReplaceAll(c.Type, ",", ", ")
			columns = append(columns, fmt.Sprintf(`"%s"::%s AS "%s"`, c.Name, c.Type, c.Name))
			input.Columns = append(input.Columns, c)
		}
		o.must(rows.Err())
		_, err = db.ExecContext(ctx, fmt.Sprintf("COPY (SELECT %s FROM ledger.%s) TO '%s/%s.parquet' (FORMAT parquet)",
			strings.Join(columns, ", "), table, dir, table))
		o.must(err)
		inputs = append(inputs, input)
	}
	o.must(db.Close())
	return inputs
}

// ask is the only value of a query, as a text.
func (o *office) ask(db *sql.DB, query string) (answer string) {
	o.t.Helper()
	var value sql.NullString
	if err := db.QueryRow(query).Scan(&value); err != nil {
		o.t.Fatalf("%s: %v", query, err)
	}
	return value.String
}

// differences are a few of the rows that a table has on one engine only.
func (o *office) differences(db *sql.DB, from, files string) string {
	o.t.Helper()
	columns := o.ask(db, fmt.Sprintf(
		`SELECT string_agg(concat('"', column_name, '"::VARCHAR AS "', column_name, '"'), ', ') FROM (DESCRIBE %s)`, from))
	duck := fmt.Sprintf("SELECT %s FROM %s", columns, from)
	made := fmt.Sprintf("SELECT %s FROM read_parquet('%s', hive_partitioning = false)", columns, files)
	rows := o.ask(db, fmt.Sprintf(`SELECT string_agg(concat(side, ' ', row), chr(10)) FROM (
		SELECT * FROM (SELECT 'only DuckDB' AS side, d::VARCHAR AS row FROM (%[1]s EXCEPT ALL %[2]s) AS d LIMIT 3)
		UNION ALL SELECT * FROM (SELECT 'only Spark ' AS side, d::VARCHAR FROM (%[2]s EXCEPT ALL %[1]s) AS d LIMIT 3))`,
		duck, made))
	return rows
}

// hasFiles says whether there is any Parquet file in a folder or beneath it.
func (o *office) hasFiles(folder string) (found bool) {
	_ = filepath.WalkDir(folder, func(name string, _ fs.DirEntry, err error) error {
		found = found || err == nil && filepath.Ext(name) == ".parquet"
		return nil
	})
	return found
}

// makeEqual makes every table on Spark and compares it with DuckDB's.
func (o *office) makeEqual(todo job.Job, chosen *plans) {
	o.t.Helper()
	began := time.Now()
	result, err := spark.MakeExplained(o.t.Context(), todo, chosen.wanted, chosen.add)
	o.must(err)
	o.t.Logf("%d statements in %s", result.Made, time.Since(began))
	db := o.open()
	compared, filled := 0, 0
	for _, m := range todo.Models {
		if m.Name == "revision" {
			continue // its rows are written by package trace
		}
		from, folder := m.Name, filepath.Join(result.Root, strings.ReplaceAll(m.Name, ".", "/"))
		if m.Rebuild == job.Published {
			from = "vintage.main." + m.Name
			folder = filepath.Join(result.Marts, m.Name)
		}
		files := folder + "/**/*.parquet"
		if !o.hasFiles(folder) {
			if m.Stepped == job.AtOnce {
				o.t.Errorf("%s: Spark wrote no file", m.Name)
			}
			continue
		}
		if rows := o.differences(db, from, files); rows != "" {
			o.t.Errorf("%s differs:\n%s", m.Name, rows)
		}
		compared++
		if o.ask(db, "SELECT count(*) FROM read_parquet('"+files+"', hive_partitioning = false)") != "0" {
			filled++
		}
	}
	o.t.Logf("%d tables compared, %d of them have rows", compared, filled)
}

// filled fails where a table has no row of a kind, for which a comparison of it would say nothing.
func (o *office) filled(table, condition string) {
	o.t.Helper()
	db := o.open()
	if o.ask(db, fmt.Sprintf("SELECT count(*) FROM %s WHERE %s", table, condition)) == "0" {
		o.t.Errorf("%s has no row in which %s", table, condition)
	}
	o.must(db.Close())
}

// A year in which everything happens is the same on both engines: targets that were amended, of a term and that are a
// share, a merger, numbers that do not agree, and a closed period. The plan of each statement is looked at.
func TestYearIsEqual(t *testing.T) {
	address := server(t)
	t.Parallel() // most of the time goes into plans of one thread
	o := newOffice(t, "krong-bong-2021", time.Date(2021, 10, 12, 2, 0, 0, 0, time.UTC))
	o.write("registry/targets.csv", "krong-bong,admitted,total,2021,absolute,90,,QĐ 2,,2021-08-01",
		"cu-pui,admitted,total,2021-2025,absolute,40,,QĐ 3,,2021-01-01",
		"krong-bong,admitted,total,2021-2025,absolute,400,,QĐ 3,,2021-01-01",
		"cu-pui,admitted,total,2021,share,3.25,members,QĐ 4,,2021-01-01")
	o.replace("registry/units.csv", "Xã Hòa Tân,commune,krong-bong,,", "Xã Hòa Tân,commune,krong-bong,,2021-06-30")
	o.write("registry/changes.csv", "date,kind,unit_id,successor_unit_id,decision",
		"2021-07-01,merge,hoa-tan,hoa-thanh,NQ 1")
	o.run()
	o.close("2021-Q1")
	for table, condition := range map[string]string{
		"core.target": "amended", "core.assigned_target": "kind = 'share'", "core.succession": "true",
		"vintage.main.attainment_term": "target IS NOT NULL", "core.reconciliation": "stated <> computed",
		"staging.closed_period": "true",
	} {
		o.filled(table, condition)
	}
	todo := o.job(address)
	todo.Options = forPlans()
	var chosen plans
	o.makeEqual(todo, &chosen)
	chosen.check(t, todo.Models)
}

// A small province of two years with a reform in the middle of the second: units that were merged and divided, whose
// numbers are carried and inherited, targets that were amended, of a term, and a share of what there was at the end of
// the first year, and a closed period.
func TestReformIsEqual(t *testing.T) {
	address := server(t)
	t.Parallel()
	o := newOffice(t, "krong-bong-2025", time.Date(2026, 1, 20, 2, 0, 0, 0, time.UTC), "2024-Q2", "2024-Q3", "2026-Q1")
	o.write("registry/targets.csv", "krong-bong-cu,admitted,total,2025,share,3.25,members,QĐ 4,,2025-02-01",
		"krong-bong-cu,admitted,total,2024,absolute,115,,QĐ 5,,2024-11-01",
		"krong-bong-cu,admitted,total,2021-2025,absolute,500,,QĐ 6,,2024-01-01")
	o.run()
	o.close("2024-Q1")
	for table, condition := range map[string]string{
		"core.target": "amended", "core.assigned_target": "kind = 'share' AND value IS NOT NULL",
		"core.inherited": "true", "core.carried": "true", "core.restated": "true", "staging.closed_period": "true",
		"vintage.main.attainment_term": "target IS NOT NULL",
	} {
		o.filled(table, condition)
	}
	o.makeEqual(o.job(address), nil)
}
