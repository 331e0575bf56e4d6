package vintage_test

// The tests of the rooms completeness, trace and guard stand here, named after them, and not in their folders: each
// test program with DuckDB in it takes two seconds to put together, as long as all that they test.

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vintage/internal/testvintage"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
)

// publishedTables are those of the small district, whose form KN-01 is due ten days after a quarter with two days of
// grace.
func publishedTables(t *testing.T) *vintage.Tables {
	t.Helper()
	district := testvintage.New(t, func(dir string) {
		form := filepath.Join(dir, "forms", "kn-01.yaml")
		body, err := os.ReadFile(form)
		if err != nil {
			t.Fatal(err)
		}
		due := strings.Replace(string(body), "period: {kind: quarter}", "period: {kind: quarter}\ndue: {days: 10, grace: 2}",
			1)
		if err := os.WriteFile(form, []byte(due), 0o644); err != nil {
			t.Fatal(err)
		}
	})
	district.Run()
	tables, err := vintage.OpenCurrent(t.Context(), district.Space.Published)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tables.Close() })
	return tables
}

func readStatus(t *testing.T, tables *vintage.Tables, q completeness.Question) *completeness.Status {
	t.Helper()
	q.Today = period.DateOf(testvintage.At)
	s, err := completeness.Read(t.Context(), tables, q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return s
}

// TestPublished asks one publication whatever there is to ask.
func TestPublished(t *testing.T) {
	tables := publishedTables(t)
	t.Run("queries for staff", func(t *testing.T) { answerStaffQueries(t, tables) })
	t.Run("questions", func(t *testing.T) { readCompleteness(t, tables) })
	t.Run("errors", func(t *testing.T) { nothingToRead(t, tables) })
	t.Run("whom to chase", func(t *testing.T) { whomToChase(t, tables) })
}

func readCompleteness(t *testing.T, tables *vintage.Tables) {
	t.Run("the last period", func(t *testing.T) {
		s := readStatus(t, tables, completeness.Question{Form: "kn-01"})
		if !slices.Equal(s.Labels, []string{"2021-Q2"}) || s.Today != "2021-07-12" || s.Unplaced != 0 {
			t.Errorf("the question is answered for %v on %s, %d unplaced", s.Labels, s.Today, s.Unplaced)
		}
		whole := s.Rollup[0]
		if whole.UnitID != "krong-bong" || whole.Expected != 35 || whole.OnTime != 2 || whole.Missing != 33 ||
			whole.Late+whole.Rejected != 0 ||
			whole.SubmittedPct != "5.7" || whole.DueDate != "2021-07-10" || whole.Status() != "partial" {
			t.Errorf("the district: %+v", whole)
		}
		if len(s.Units) != 35 || len(s.Chase) != 33 {
			t.Errorf("%d units, %d to chase; want 35 and 33", len(s.Units), len(s.Chase))
		}
		missing := s.Chase[0]
		if missing.Status != "missing" || missing.Deadline != "grace" || missing.LastDate != "2021-07-12" ||
			missing.DaysLate != 0 {
			t.Errorf("in the days of grace: %+v", missing)
		}
	})
	t.Run("a rejected workbook", func(t *testing.T) {
		s := readStatus(t, tables, completeness.Question{Period: "2021-Q1", Unit: "phòng tư pháp"})
		if len(s.Units) != 1 || len(s.Chase) != 1 {
			t.Fatalf("%d units, %d to chase", len(s.Units), len(s.Chase))
		}
		e := s.Chase[0]
		if e.UnitID != "phong-tu-phap" || e.Status != "rejected" || e.File != "2021-Q1/KN-01 Phòng Tư pháp.xlsx" ||
			e.Deadline != "passed" || e.DaysLate != 93 {
			t.Errorf("chased as %+v", e)
		}
		if len(e.Findings) != 2 || e.Findings[0].Code != "rule_broken" || e.Findings[0].Cell != "D11" ||
			!strings.Contains(e.Findings[0].Text(message.Vietnamese), "ô D11") ||
			!strings.Contains(e.Findings[0].Text(message.English), "cell D11") {
			t.Errorf("with the findings %+v", e.Findings)
		}
	})
	t.Run("titles", func(t *testing.T) {
		s := readStatus(t, tables, completeness.Question{})
		for language, want := range map[message.Language]string{message.English: "Admissions",
			message.Vietnamese: "Kết quả công tác kết nạp"} {
			if got := s.Title("kn-01", language); got != want {
				t.Errorf("the form is called %q, want %q", got, want)
			}
		}
		if got := s.Title("kn-99", message.English); got != "kn-99" {
			t.Errorf("a form without a title is called %q", got)
		}
	})
}

func nothingToRead(t *testing.T, tables *vintage.Tables) {
	for _, q := range []completeness.Question{{Form: "kn-99"}, {Level: "village"}, {Period: "2020-Q1"}, {Period: "never"},
		{Unit: "cu-pui", Level: "district"}} {
		var nothing *completeness.NothingError
		if s, err := completeness.Read(t.Context(), tables, q); !errors.As(err, &nothing) {
			t.Errorf("%+v: %+v, %v", q, s, err)
		}
	}
	var unknown *vintage.UnitError
	if _, err := completeness.Read(t.Context(), tables, completeness.Question{Unit: "nobody"}); !errors.As(err, &unknown) {
		t.Errorf("a unit that there is not: %v", err)
	}
}

func whomToChase(t *testing.T, tables *vintage.Tables) {
	periods, err := completeness.Periods(t.Context(), tables)
	if err != nil {
		t.Fatal(err)
	}
	both := []period.Period{period.OfQuarter(2021, 1), period.OfQuarter(2021, 2)}
	if !slices.Equal(periods, both) {
		t.Errorf("something is expected for %v, want %v", periods, both)
	}
	for _, c := range []struct {
		periods []period.Period
		want    int // KN-01 of 35 units and TH-02 of the district, less what was accepted
	}{{both[:1], 35}, {both[1:], 34}, {both, 69}, {nil, 0}} {
		entries, err := completeness.Chase(t.Context(), tables, c.periods)
		if err != nil || len(entries) != c.want {
			t.Errorf("%v: %d to chase, %v; want %d", c.periods, len(entries), err, c.want)
		}
		for _, e := range entries {
			if !e.ToChase() || e.DaysLate != 0 {
				t.Errorf("%v is on the list as %+v", e.UnitID, e)
			}
		}
	}
}

func TestCompletenessOfARow(t *testing.T) {
	for want, row := range map[string]completeness.Row{
		"missing": {Expected: 3, Missing: 2, Rejected: 1}, "partial": {Expected: 3, OnTime: 1, Late: 1, Missing: 1},
		"complete": {Expected: 3, OnTime: 1, Late: 2},
	} {
		if got := row.Status(); got != want {
			t.Errorf("%+v is %s, want %s", row, got, want)
		}
	}
}

func TestToChase(t *testing.T) {
	for _, c := range []struct {
		status, note string
		want         bool
	}{{"missing", "", true}, {"missing", "retracted", true}, {"rejected", "", true}, {"on_time", "", false}, {"late", "",
		false}, {"on_time", "correction_rejected", true},
		{"on_time", "units_unreported", true}} {
		if got := (completeness.Entry{Status: c.status, Note: c.note}).ToChase(); got != c.want {
			t.Errorf("%s %s: chased is %v", c.status, c.note, got)
		}
	}
}
