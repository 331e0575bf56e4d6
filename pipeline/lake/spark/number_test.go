//go:build spark

package spark_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghop/pipeline/lake/spark"
	"tonghop/pipeline/lake/spark/job"
	"tonghop/samples/effort"
	statements "tonghop/sql"
)

// digits is a random whole number of at most so many digits, the ends more often than chance would have them.
func digits(r *rand.Rand, most int) string {
	var text strings.Builder
	switch r.IntN(6) {
	case 0:
		text.WriteString(strings.Repeat("9", most))
	case 1:
		text.WriteByte(byte('0' + r.IntN(3)))
	default:
		for range 1 + r.IntN(most) {
			text.WriteByte(byte('0' + r.IntN(10)))
		}
	}
	return text.String()
}

// number is a random decimal of so many digits before and after the point, often negative, whole or a tie.
func number(r *rand.Rand, whole int) string {
	text := digits(r, whole)
	switch r.IntN(4) {
	case 0: // a whole number
	case 1: // a tie at some decimal
		text += "." + digits(r, 1+r.IntN(8)) + "5"
	default:
		text += "." + digits(r, 10)
	}
	if point := strings.IndexByte(text, '.'); point >= 0 && len(text) > point+11 {
		text = text[:point+11]
	}
	if r.IntN(2) == 0 {
		text = "-" + text
	}
	return text
}

// tie is a percentage that lies between two of its last digits: actual is an odd number of halves of it.
func tie(r *rand.Rand, decimals int) (actual, target string) {
	m, odd := 1+r.Int64N(1_000_000), 2*r.Int64N(1_000_000)+1
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	sign := []string{"", "-"}[r.IntN(2)]
	return fmt.Sprint(m * odd), fmt.Sprintf("%s%d", sign, m*200*scale)
}

// writeNumbers writes random cases as CSV.
func writeNumbers(t *testing.T, file string, count int) {
	t.Helper()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	r, rows := rand.New(rand.NewPCG(20211012, 15)), bufio.NewWriter(out)
	fmt.Fprintln(rows, "i,actual,target,value,percent,stock,mode,units,decimals,part,whole")
	for i := range count {
		decimals := r.IntN(6)
		actual, target := number(r, 20), number(r, 20)
		if r.IntN(3) == 0 {
			actual, target = tie(r, decimals)
		}
		whole := 1 + r.Int64N(1_000_000_000)
		fmt.Fprintf(rows, "%d,%s,%s,%s,%s,%s,%s,1%s,%d,%d,%d\n", i, actual, target, number(r, 18),
			strings.TrimPrefix(number(r, 3), "-"), strings.TrimPrefix(number(r, 18), "-"),
			[]string{"half_up", "half_even", "truncate"}[r.IntN(3)], strings.Repeat("0", decimals), r.IntN(11),
			r.Int64N(whole+1), whole)
	}
	if err := rows.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// numberModels are what is asked of both engines.
func numberModels() map[string]string {
	return map[string]string{
		"number": `SELECT i, percent_units(actual, target, mode, units) AS percent, whole_units(actual) AS whole,
			plain_decimal(value) AS plain, shown(value, decimals) AS shown,
			share_of_stock(percent, stock, decimals) AS share, number_text('vi', value) AS vi,
			number_text('en', actual) AS en, weight_bound(part, whole) AS bound,
			allotted(actual, weight_bound(part, whole), decimals) AS allotted, actual - target AS difference,
			actual + target + value AS added
		FROM ledger.number`,
		"sums": `SELECT i % 10007 AS bucket, sum(value)::DECIMAL(30, 10) AS total,
			(sum(value) - max(actual))::DECIMAL(31, 10) AS rest
		FROM ledger.number GROUP BY i % 10007`,
	}
}

// duckNumbers opens a database with the functions and the cases, written as Parquet beside it.
func duckNumbers(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1) // functions are of one connection
	files, _ := fs.Glob(statements.Files, "functions/duckdb/*.sql")
	all := "SET VARIABLE cutoff_day = 0; SET VARIABLE messages = MAP {}; CREATE SCHEMA ledger;"
	for _, name := range files {
		body, err := fs.ReadFile(statements.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		all += string(body) + "\n"
	}
	all += fmt.Sprintf(`CREATE TABLE ledger.number AS SELECT i::INTEGER AS i, actual::DECIMAL(30, 10) AS actual,
			target::DECIMAL(30, 10) AS target, value::DECIMAL(29, 10) AS value, percent::DECIMAL(29, 10) AS percent,
			stock::DECIMAL(29, 10) AS stock, mode, units::INTEGER AS units, decimals::INTEGER AS decimals,
			part::DECIMAL(29, 10) AS part, whole::DECIMAL(29, 10) AS whole
		FROM read_csv('%[1]s/number.csv', all_varchar = true);
		COPY ledger.number TO '%[1]s/number.parquet'`, dir)
	if _, err := db.Exec(all); err != nil {
		t.Fatal(err)
	}
	return db
}

// The exact functions, sums and differences give the same on both engines: over the whole range, at both of its ends,
// on ties and negative numbers, in each mode of rounding. TONGHOP_LONG=1 tries a million cases.
func TestNumbersAreEqual(t *testing.T) {
	address := server(t)
	dir := t.TempDir()
	writeNumbers(t, dir+"/number.csv", effort.Pick(20_000, 1_000_000))
	db := duckNumbers(t, dir)
	options := few()
	if effort.Long() {
		// So many rows are worth a program of their own, and as many tasks as there are groups of rows in the file.
		options = map[string]string{"spark.sql.files.maxPartitionBytes": "8m", "spark.sql.shuffle.partitions": "2"}
	}
	todo := job.Job{Server: address, Options: options, Folder: dir + "/made", State: dir + "/state",
		Inputs: []job.Input{{Name: "ledger.number", Base: dir, Files: []string{"number.parquet"}, Columns: []job.Column{
			{Name: "i", Type: "INTEGER"}, {Name: "actual", Type: "DECIMAL(30, 10)"},
			{Name: "target", Type: "DECIMAL(30, 10)"}, {Name: "value", Type: "DECIMAL(29, 10)"},
			{Name: "percent", Type: "DECIMAL(29, 10)"}, {Name: "stock", Type: "DECIMAL(29, 10)"},
			{Name: "mode", Type: "VARCHAR"}, {Name: "units", Type: "INTEGER"}, {Name: "decimals", Type: "INTEGER"},
			{Name: "part", Type: "DECIMAL(29, 10)"}, {Name: "whole", Type: "DECIMAL(29, 10)"}}}},
		Models: []job.Model{{Name: "core.period", Rebuild: job.Whole, Body: "SELECT 1 AS year, 3 AS month WHERE 1 = 0"}},
	}
	for name, body := range numberModels() {
		todo.Models = append(todo.Models, job.Model{Name: name, Rebuild: job.Published, Body: body})
	}
	result, err := spark.Make(t.Context(), todo, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range numberModels() {
		if _, err := db.Exec("CREATE TABLE " + name + " AS " + body); err != nil {
			t.Fatal(err)
		}
		compareTables(t, db, name, filepath.Join(result.Marts, name)+"/*.parquet")
	}
}

// compareTables fails where a table of DuckDB and files of Spark have other rows.
func compareTables(t *testing.T, db *sql.DB, name, files string) {
	t.Helper()
	o := &office{t: t}
	if rows := o.differences(db, name, files); rows != "" {
		t.Errorf("%s differs:\n%s", name, rows)
	}
	count := o.ask(db, "SELECT count(*) FROM read_parquet('"+files+"')")
	if count == "0" {
		t.Errorf("%s: Spark wrote no row", name)
	}
	t.Logf("%s: %s rows are equal", name, count)
}
