package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace/registry"
	"tonghop/samples/effort"
)

// TestMain tries laws one example at a time: each of them is a few consolidations.
func TestMain(m *testing.M) {
	effort.Repeatable()
	effort.Main(m)
}

// story is a warehouse under test with a clock that every command moves on by an hour.
type story struct {
	t        *testing.T
	w        *Warehouse
	settings Settings
	now      time.Time
	commands int                // carried out so far
	exported map[string]Earlier // what was published last, by what it was made of
	shown    *sql.Conn          // on which single tables are made as they would be published
	made     map[string]bool    // these tables, each with what it was made of
}

// emptyLedger is the file of a new warehouse. It is made once and copied for each story: the steps of the schema cost
// more than what many stories do.
var emptyLedger = sync.OnceValues(func() (body []byte, err error) {
	dir, err := os.MkdirTemp("", "tonghop-ledger")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "warehouse.duckdb")
	w, err := Open(context.Background(), path, Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func newStory(t *testing.T) *story {
	t.Helper()
	return storyWith(t, Options{Threads: 1})
}

func storyWith(t *testing.T, options Options) *story {
	t.Helper()
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	body, err := emptyLedger()
	if err == nil {
		err = os.WriteFile(path, body, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	w, err := Open(t.Context(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return &story{t: t, w: w, settings: Settings{Rounding: quantity.Rounding{Mode: quantity.HalfUp, Digits: 1},
		TimeZone: "Asia/Ho_Chi_Minh"}, now: time.Date(2021, 4, 5, 1, 0, 0, 0, time.UTC)}
}

// run loads readings and consolidates, as one command of a kind.
func (s *story) run(loaded []Loaded, also ...func(*Tx) error) []int {
	s.t.Helper()
	ctx := context.Background()
	s.now = s.now.Add(time.Hour)
	s.commands++
	tx, err := s.w.Begin(ctx, Command{Kind: "run", Actor: "test", Program: "test", At: s.now})
	s.must(err)
	defer tx.Rollback()
	for _, do := range also {
		s.must(do(tx))
	}
	s.must(tx.Load(ctx, loaded, "test"))
	s.settings.Now = s.now
	years, err := tx.Consolidate(ctx, s.settings)
	s.must(err)
	s.must(tx.Commit(ctx, Counts{}))
	return years
}

func (s *story) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// state changes when something happens.
func (s *story) state() string { return fmt.Sprintf("%d commands, %+v", s.commands, s.settings) }

// published is what would be published now. It is written again only after something happened.
func (s *story) published() Earlier {
	s.t.Helper()
	now := s.state()
	if s.exported[now].Dir == "" {
		s.exported = map[string]Earlier{now: s.exportAfter(Earlier{})}
	}
	return s.exported[now]
}

// rows are the published quarterly rows by unit, period, indicator and breakdown.
func (s *story) rows(table string) map[string]map[string]string {
	s.t.Helper()
	body, err := os.ReadFile(filepath.Join(s.published().Dir, table+".csv"))
	s.must(err)
	text, found := strings.CutPrefix(string(body), byteOrderMark)
	if !found {
		s.t.Fatal("the CSV does not begin with a byte order mark")
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	s.must(err)
	all := map[string]map[string]string{}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		all[row["unit_id"]+" "+row["period"]+" "+row["indicator"]+" "+row["breakdown"]] = row
	}
	return all
}

func (s *story) expect(rows map[string]map[string]string, key string, want string) {
	s.t.Helper()
	row, ok := rows[key]
	if !ok {
		s.t.Errorf("no row %s", key)
		return
	}
	for _, pair := range strings.Fields(want) {
		name, value, _ := strings.Cut(pair, "=")
		if row[name] != value {
			s.t.Errorf("%s: %s is %q, want %q", key, name, row[name], value)
		}
	}
}

func district(units int) *registry.Registry {
	r := &registry.Registry{SHA256: "registry", UnitsSHA256: "units"}
	r.Units = append(r.Units, registry.Unit{ID: "krong-bong", Code: "1", Name: "Huyện Krông Bông", Level: "district"})
	for i := range units {
		r.Units = append(r.Units, registry.Unit{ID: fmt.Sprintf("u%02d", i), Code: fmt.Sprintf("1.%02d", i),
			Name: fmt.Sprintf("Xã %d", i), Level: "commune", ParentID: "krong-bong"})
	}
	r.Targets = []registry.Target{
		{UnitID: "krong-bong", Indicator: "admitted", Breakdown: "total", Horizon: period.OfYear(2021),
			Kind: registry.Absolute, Value: quantity.Of(80), Decision: "01/QĐ"},
		{UnitID: "u00", Indicator: "admitted", Breakdown: "total", Horizon: period.OfYear(2021), Kind: registry.Absolute,
			Value: quantity.Of(7), Decision: "01/QĐ"},
	}
	return r
}

func obligations() []form.Obligation {
	label := map[string]string{"vi": "nhãn", "en": "label"}
	return []form.Obligation{{
		FormID: "kn-01", Title: label, Submitters: []string{"commune"}, Kind: period.Quarter,
		Series: []form.Series{
			{Indicator: "admitted", Breakdown: "total", Measures: []form.Measure{form.Flow, form.YTD}, Label: label,
				UnitLabel: label, Order: 1},
			{Indicator: "members", Breakdown: "total", Measures: []form.Measure{form.Stock}, Label: label, UnitLabel: label,
				Order: 2},
		},
	}}
}

func (s *story) found(r *registry.Registry) {
	s.t.Helper()
	s.define(r, obligations())
}

// define records a registry and what is asked. Nothing is made of it before the first run.
func (s *story) define(r *registry.Registry, asked []form.Obligation) {
	s.t.Helper()
	ctx := context.Background()
	s.commands++
	tx, err := s.w.Begin(ctx, Command{Kind: "run", Actor: "test", Program: "test", At: s.now})
	s.must(err)
	defer tx.Rollback()
	s.must(tx.RecordRegistry(ctx, r))
	s.must(tx.RecordDefinitions(ctx, []Definition{{Kind: "form", Name: "kn-01", SHA256: "1"}}, asked))
	s.must(tx.Commit(ctx, Counts{}))
}

// workbook is a submission of kn-01 with the numbers given; content makes its bytes differ.
func workbook(unit string, quarter int, content string, flow, ytd, stock int64) Loaded {
	sum := sha256.Sum256([]byte(fmt.Sprint(unit, quarter, content)))
	name := fmt.Sprintf("%s-q%d%s.xlsx", unit, quarter, content)
	number := func(indicator string, m form.Measure, n int64, cell string) form.Observation {
		return form.Observation{UnitID: unit, Indicator: indicator, Breakdown: "total", Measure: m, Mark: vntext.Value,
			Value: quantity.Of(n), Sheet: "S", Cell: cell, Raw: fmt.Sprint(n)}
	}
	return Loaded{
		New: true,
		Submission: inbox.Submission{SHA256: hex.EncodeToString(sum[:]), Path: name, FileName: name,
			ReceivedAt: time.Date(2021, 4, 5, 1, 0, 0, 0, time.UTC), Archived: true},
		Reading: form.Reading{FormID: "kn-01", UnitID: unit, Period: period.OfQuarter(2021, quarter), HasPeriod: true,
			Accepted: true, Observations: []form.Observation{
				number("admitted", form.Flow, flow, "D10"), number("admitted", form.YTD, ytd, "E10"), number("members", form.Stock,
					stock, "E14"),
			}},
	}
}

func TestConsolidation(t *testing.T) {
	s := newStory(t)
	s.found(district(4))
	s.run([]Loaded{
		workbook("u00", 1, "", 2, 2, 100), workbook("u01", 1, "", 0, 0, 50), workbook("u02", 1, "", 3, 3, 10),
		workbook("u00", 2, "", 1, 3, 101), workbook("u01", 2, "", 20, 20, 60),
		workbook("u03", 1, "", 0, 0, 0), workbook("u03", 2, "", 0, 0, 0),
	})
	rows := s.rows("attainment_quarterly")
	s.expect(rows, "krong-bong 2021-Q1 admitted total",
		"actual=5 actual_ytd=5 target=80 attainment_pct=6.3 remaining=75 expected_units=4 reported_units=4 contributing_units=2 status=complete")
	s.expect(rows, "krong-bong 2021-Q2 admitted total",
		"actual=21 actual_ytd=26 expected_units=4 reported_units=3 contributing_units=2 contributing_units_ytd=3 status=partial")
	s.expect(rows, "krong-bong 2021-Q2 members total", "actual=161 actual_ytd= target= status=partial")
	s.expect(rows, "u00 2021-Q2 admitted total", "actual=1 actual_ytd=3 target=7 attainment_pct=42.9 status=complete")
	s.expect(rows, "u02 2021-Q2 admitted total", "actual= actual_ytd=3 target= attainment_pct= status=missing")
	s.expect(s.rows("attainment_yearly"), "krong-bong 2021 admitted total",
		"actual=26 target=80 status=partial reported_quarters=2 expected_quarters=4")
	s.partsAreTakenOver(s.frameMakesThePeriodWhole(s.published()))
}

// A ledger that an earlier version left can be looked into before this version has brought it up to date.
func TestAsOfAnEarlierSchema(t *testing.T) {
	effort.Story(t)
	s := newStory(t)
	s.found(district(1))
	s.run([]Loaded{workbook("u00", 1, "", 2, 2, 100)})
	for _, statement := range []string{"ALTER TABLE ledger.obligation DROP COLUMN cutoff_day",
		"DROP TABLE ledger.sealed_yearly", "DELETE FROM migration WHERE number > 2"} {
		if _, err := s.w.db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	s.must(s.w.Close())
	w, err := Show(t.Context(), s.w.path, false)
	if err == nil {
		err = w.MakeAsOf(t.Context(), s.now, func(string) (Settings, error) { return s.settings, nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	s.w = w
	s.expect(s.rows("attainment_quarterly"), "u00 2021-Q1 admitted total", "actual=2 expected_units=1 status=complete")
	s.must(w.Close())
}
