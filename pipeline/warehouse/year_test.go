package warehouse

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/samples/effort"
)

// contents sums up every table that the models make, each row with its values.
func (s *story) contents() map[string]string {
	s.t.Helper()
	b, err := newBuilder(s.t.Context(), s.w.db, s.w.files, s.settings)
	s.must(err)
	sums := map[string]string{}
	for _, m := range b.models {
		if m.rebuild != rebuildPublished {
			sum := ""
			s.must(s.w.db.QueryRow(fmt.Sprintf("SELECT concat_ws(' ', count(*), bit_xor(hash(hash(t)))) FROM %s AS t",
				m.name)).Scan(&sum))
			sums[m.name] = sum
		}
	}
	return sums
}

// withTarget adds a target that the workbook states.
func withTarget(l Loaded, target int64) Loaded {
	l.Reading.Observations = append(l.Reading.Observations, form.Observation{
		UnitID: l.Reading.UnitID, Indicator: "admitted", Breakdown: "total", Measure: form.Target, Mark: vntext.Value,
		Value: quantity.Of(target), Sheet: "S", Cell: "C10", Raw: fmt.Sprint(target),
	})
	return l
}

// However workbooks come and go over runs, what is built part by part is what is built anew as a whole.
// TestPeriodsMakeTheVintage tries the same on its nights.
func TestPartsMakeTheWhole(t *testing.T) {
	effort.Story(t)
	effort.Check(t, 1, 20, func(r *rapid.T) {
		s := newStory(t)
		s.w.touchedShare = rapid.SampledFrom([]int{0, touchedShare}).Draw(r, "share")
		s.define(district(3), twoForms())
		sent := 0
		var names []string
		for range rapid.IntRange(2, effort.Pick(3, 5)).Draw(r, "runs") {
			var loaded []Loaded
			for range rapid.IntRange(0, 4).Draw(r, "workbooks") {
				sent++
				unit, quarter := rapid.IntRange(0, 2).Draw(r, "unit"), rapid.IntRange(1, 4).Draw(r, "quarter")
				l := workbook(fmt.Sprintf("u%02d", unit), quarter, fmt.Sprint(sent), int64(rapid.IntRange(0, 3).Draw(r, "flow")),
					int64(rapid.IntRange(0, 9).Draw(r, "ytd")), 5)
				l.Reading.Period = period.OfQuarter(rapid.IntRange(2021, 2022).Draw(r, "year"), quarter)
				l = byForm(r, l)
				if target := rapid.IntRange(-2, 2).Draw(r, "target"); target >= 0 {
					l = withTarget(l, int64(target))
				}
				loaded, names = append(loaded, l), append(names, l.Submission.ID())
			}
			s.run(loaded)
			if len(names) > 0 && rapid.IntRange(0, 2).Draw(r, "decision") == 0 {
				name := rapid.SampledFrom(names).Draw(r, "submission")
				s.decide(rapid.SampledFrom([]string{"retract", "unretract"}).Draw(r, "kind"), name)
			}
		}
		if problems := s.partsAreTheWhole(); problems != nil {
			r.Fatal(problems)
		}
	})
}

// partsAreTheWhole builds everything anew and names the tables that come out otherwise.
func (s *story) partsAreTheWhole() (problems []string) {
	s.t.Helper()
	inParts := s.contents()
	s.settings.Full = true
	s.run(nil)
	for name, want := range s.contents() {
		if inParts[name] != want {
			problems = append(problems, fmt.Sprintf("%s: built in parts %s, as a whole %s", name, inParts[name], want))
		}
	}
	return problems
}

// decide is one decision about a submission, with what follows from it.
func (s *story) decide(kind, submission string) {
	s.t.Helper()
	ctx := s.t.Context()
	s.commands++
	tx, err := s.w.Begin(ctx, Command{Kind: kind, Actor: "test", Program: "test", At: s.now})
	s.must(err)
	defer tx.Rollback()
	s.must(tx.Act(submission))
	_, err = tx.Consolidate(ctx, s.settings)
	s.must(err)
	s.must(tx.Commit(ctx, Counts{}))
}

// What comes later changes what was known before: the first target that a unit is known to have counts for the quarters
// before, a quarter without workbooks gets its rows when a later one arrives, and a number is compared with the unit's
// last one of the year before, whichever of the two arrives first and whichever is corrected.
func TestWhatComesLater(t *testing.T) {
	s := newStory(t)
	s.found(district(3))
	stock := func(year, quarter int, copyOf string, members int64) Loaded {
		return inYear(year, workbook("u02", quarter, copyOf, 1, int64(quarter), members))
	}
	unlike := func(after string, want int) {
		t.Helper()
		got := 0
		s.must(s.w.db.QueryRow("SELECT count(*) FROM core.unlike").Scan(&got))
		if got != want {
			t.Errorf("after %s: %d numbers unlike the last one, want %d", after, got, want)
		}
	}
	s.run([]Loaded{workbook("u00", 1, "", 1, 1, 5), workbook("u01", 1, "", 1, 1, 5), workbook("u01", 3, "", 1, 3, 5),
		stock(2022, 1, "a", 500)})
	unlike("the later year", 0)
	s.run([]Loaded{
		withTarget(workbook("u01", 3, "b", 1, 3, 5), 6), workbook("u00", 3, "", 1, 3, 5), stock(2021, 4, "b", 5),
	})
	unlike("the earlier year", 1)
	s.answers(`SELECT unit_id, period, coalesce(target, '-'), coalesce(target_original, '-'), coalesce(actual, '-'),
			actual_ytd, status
		FROM (SELECT COLUMNS(*)::VARCHAR FROM attainment_quarterly)
		WHERE indicator = 'admitted' AND (unit_id, period) IN (('u01', '2021-Q1'), ('u01', '2021-Q3'), ('u00', '2021-Q2'))
		ORDER BY unit_id, period`, "u00 2021-Q2 7.0000000000 7.0000000000 - 1.0000000000 missing",
		"u01 2021-Q1 - 6.0000000000 1.0000000000 1.0000000000 complete",
		"u01 2021-Q3 6.0000000000 6.0000000000 1.0000000000 3.0000000000 complete")
	s.run([]Loaded{stock(2021, 4, "c", 499)})
	unlike("its correction", 0)
}

func TestFirstChangedMonth(t *testing.T) {
	s := yearState{year: 2021, common: "sql 1 1 0", periods: "3:a 6:b"}
	for before, want := range map[string]int{
		"": 1, "sql 1 1 0 3:a 6:b": 13, "sql 1 1 0 3:a 6:b 9:c": 9, "sql 1 1 0 3:a": 6, "sql 1 1 0 3:a 6:x": 6,
		"sql 1 1 0 3:x 6:b": 3,
		"sql 2 1 0 3:a 6:b": 1, "sql 1 1 0 1:z 3:a 6:b": 1, "sql 1 1 0 3:a 6:b 12:c": 12, "sql 1 1 0 a b - -": 3,
	} {
		if got := s.firstChanged(before); got != want {
			t.Errorf("built from %q: the first month that changed is %d, want %d", before, got, want)
		}
	}
}
