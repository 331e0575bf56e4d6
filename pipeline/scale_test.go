//go:build linux

package pipeline

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace/durable/durabletest"
)

// scaleYears sizes the benchmarks at scale: a year is 2.88 million observations.
var scaleYears = flag.Int("years", 1, "years of 2.88 million observations each in the benchmarks at scale")

// The province at scale: reporting hamlets beneath communes, districts and the province.
const (
	scaleUnits    = 12_000
	communeUnits  = 20
	districtUnits = 400
	scaleSeries   = 60
	scaleFirst    = 2016
)

// scaleMeasures are what the series hold, in turn.
var scaleMeasures = [3]form.Measure{form.Flow, form.YTD, form.Stock}

// scale is a workspace whose ledger is filled by SQL instead of from workbooks.
type scale struct {
	*office
	years int
}

func hamlet(u int) string { return fmt.Sprintf("thon-%05d", u+1) }

func code(k int) string { return fmt.Sprintf("indicator_%03d", k+1) }

func label(k int) string { return fmt.Sprintf("Chỉ tiêu số %03d", k+1) }

// drawn is the number that a unit achieved in a quarter; testdata/scale.sql draws the same.
func drawn(u, k, year, quarter int) int64 {
	seed := int64(((u*61+k)*41+year%41)*4 + quarter)
	return seed * 2654435761 % 4294967296 / 65536 % 50
}

// number is what a unit reports in one cell.
func (s *scale) number(u, k, year, quarter int) int64 {
	if scaleMeasures[k%3] != form.YTD {
		return drawn(u, k, year, quarter)
	}
	sum := int64(0)
	for q := 1; q <= quarter; q++ {
		sum += drawn(u, k, year, q)
	}
	return sum
}

func newScale(b testing.TB, years int) *scale {
	b.Helper()
	night := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	s := &scale{&office{t: b, dir: durabletest.Folder(b), clock: &schedule.StoppedClock{At: night}}, years}
	for name, body := range map[string]string{
		"tonghop.yaml": "office: {name: Tỉnh Mẫu}\n", "registry/units.csv": s.units(), "registry/targets.csv": s.targets(),
		"forms/sc-01.yaml": s.form(),
	} {
		path := filepath.Join(s.dir, filepath.FromSlash(name))
		s.must(os.MkdirAll(filepath.Dir(path), 0o755))
		s.must(os.WriteFile(path, []byte(body), 0o644))
	}
	s.must(os.MkdirAll(filepath.Join(s.dir, "inbox"), 0o755))
	s.run() // the ledger learns of units and forms
	s.fill()
	return s
}

func (s *scale) units() string {
	var text strings.Builder
	text.WriteString("unit_id,code,name,level,parent_unit_id\ntinh,1,Tỉnh Mẫu,province,\n")
	for u := range scaleUnits {
		district, commune := u/districtUnits+1, u/communeUnits+1
		if u%districtUnits == 0 {
			fmt.Fprintf(&text, "huyen-%02d,1.%02d,Huyện %02d,district,tinh\n", district, district, district)
		}
		if u%communeUnits == 0 {
			fmt.Fprintf(&text, "xa-%03d,1.%02d.%03d,Xã %03d,commune,huyen-%02d\n", commune, district, commune, commune, district)
		}
		fmt.Fprintf(&text, "%s,1.%02d.%03d.%05d,%s,hamlet,xa-%03d\n", hamlet(u), district, commune, u+1, hamlet(u), commune)
	}
	return text.String()
}

func (s *scale) targets() string {
	var text strings.Builder
	text.WriteString("unit_id,indicator,horizon,value,decision\n")
	for year := scaleFirst; year < scaleFirst+s.years; year++ {
		for k := range scaleSeries {
			fmt.Fprintf(&text, "tinh,%s,%d,1000000,01/QĐ\n", code(k), year)
			for district := range scaleUnits / districtUnits {
				fmt.Fprintf(&text, "huyen-%02d,%s,%d,40000,01/QĐ\n", district+1, code(k), year)
			}
		}
	}
	return text.String()
}

func (s *scale) form() string {
	var indicators, rows strings.Builder
	for k := range scaleSeries {
		fmt.Fprintf(&indicators, "  %s: {vi: %s, en: Indicator %d, unit: {vi: người, en: people}}\n", code(k), label(k), k+1)
		holds := []string{"flow: flow", "ytd: ytd", "ytd: stock"}[k%3]
		fmt.Fprintf(&rows, "  - {label: %s, indicator: %s, measures: {%s}}\n", label(k), code(k), holds)
	}
	return `form: sc-01
title: {vi: Báo cáo quy mô lớn, en: Report at scale}
recognise: {texts: ["Biểu số: SC-01"]}
unit: {after: "Đơn vị báo cáo:"}
period: {kind: quarter}
submitted_by: {levels: [hamlet]}
due: {days: 5}
layout: indicators_down
label_column: Chỉ tiêu
columns:
  - {header: Trong quý, measure: flow}
  - {header: Lũy kế, measure: ytd}
indicators:
` + indicators.String() + "rows:\n" + rows.String()
}

// fill writes the ledger as years of runs would have.
func (s *scale) fill() {
	s.t.Helper()
	body, err := os.ReadFile("testdata/scale.sql")
	s.must(err)
	conn, closing := s.connect("")
	defer closing()
	for statement := range strings.SplitSeq(strings.TrimSpace(string(body)), ";\n") {
		text := strings.NewReplacer("$1", fmt.Sprint(scaleFirst), "$2", fmt.Sprint(s.years)).Replace(statement)
		_, err := conn.ExecContext(context.Background(), text)
		s.must(err)
	}
}

// connect opens the ledger beside the warehouse's own handle, which must be closed.
func (s *scale) connect(mode string) (*sql.Conn, func()) {
	s.t.Helper()
	db, err := sql.Open("duckdb", s.space().Warehouse+mode)
	s.must(err)
	conn, err := db.Conn(context.Background())
	s.must(err)
	return conn, func() { s.must(conn.Close()); s.must(db.Close()) }
}

// contents sums up the rows of each consolidated table.
func (s *scale) contents(b testing.TB) (sums []string) {
	b.Helper()
	conn, closing := s.connect("?access_mode=read_only")
	defer closing()
	for _, table := range []string{"core.tree", "core.expectation", "core.fact", "core.closing_stock", "core.target",
		"core.attainment", "core.attainment_year", "core.reconciliation", "core.unlike"} {
		sum := ""
		s.must(conn.QueryRowContext(context.Background(),
			fmt.Sprintf("SELECT concat_ws(' ', count(*), bit_xor(hash(hash(t)))) FROM %s AS t", table)).Scan(&sum))
		sums = append(sums, table+" "+sum)
	}
	return sums
}

// expectTotals compares every number of the province with the sum of what the hamlets reported; more is what they
// reported since, above what was drawn.
func (s *scale) expectTotals(b testing.TB, more func(u, k, year, quarter int) int64) {
	b.Helper()
	conn, closing := s.connect("?access_mode=read_only")
	defer closing()
	rows, err := conn.QueryContext(context.Background(), `SELECT a.year, a.month // 3 AS quarter, k.indicator, coalesce(a.flow, a.stock)::BIGINT,
			coalesce(a.ytd, 0)::BIGINT, a.expected, a.reported
		FROM core.attainment AS a JOIN ledger.unit_key AS u USING (unit_key) JOIN ledger.series_key AS k USING (series_key) WHERE u.unit_id = 'tinh'`)
	s.must(err)
	defer rows.Close()
	seen := 0
	for rows.Next() {
		var year, quarter, expected, reported int
		var indicator string
		var actual, ytd int64
		s.must(rows.Scan(&year, &quarter, &indicator, &actual, &ytd, &expected, &reported))
		var k int
		_, err := fmt.Sscanf(indicator, "indicator_%d", &k)
		s.must(err)
		wantActual, wantYTD := s.total(k-1, year, quarter, more)
		if actual != wantActual || ytd != wantYTD || expected != scaleUnits || reported != scaleUnits {
			b.Fatalf("%d-Q%d %s is %d, %d since 1 January, by %d of %d units; want %d, %d", year, quarter, indicator, actual,
				ytd, reported, expected, wantActual, wantYTD)
		}
		seen++
	}
	s.must(rows.Err())
	if want := 4 * s.years * scaleSeries; seen != want {
		b.Fatalf("%d totals, want %d", seen, want)
	}
}

// total adds up one series of the province.
func (s *scale) total(k, year, quarter int, more func(u, k, year, quarter int) int64) (actual, ytd int64) {
	for u := range scaleUnits {
		extra := int64(0)
		if more != nil {
			extra = more(u, k, year, quarter)
		}
		actual += drawn(u, k, year, quarter) + extra
		for q := 1; q <= quarter && scaleMeasures[k%3] != form.Stock; q++ {
			ytd += drawn(u, k, year, q)
		}
		if scaleMeasures[k%3] != form.Stock {
			ytd += extra
		}
	}
	return actual, ytd
}
