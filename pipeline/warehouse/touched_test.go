package warehouse

import (
	"slices"
	"strings"
	"testing"
)

// What a run made of a year, and of which units, stands where whoever publishes can read it; and a night that brings
// nothing makes and writes nothing.
func TestMadeParts(t *testing.T) {
	s := newStory(t)
	s.w.touchedShare = 0
	s.found(district(3))
	made := func() MadePart {
		t.Helper()
		parts, err := s.w.MadeParts(t.Context())
		s.must(err)
		if len(parts) != 1 {
			t.Fatalf("made parts %v, expected one of 2021", parts)
		}
		return parts[0]
	}
	touched := func() []string {
		t.Helper()
		var units string
		s.must(s.w.db.QueryRowContext(t.Context(), "SELECT coalesce(string_agg(k.unit_id, ' ' ORDER BY k.unit_id), '') "+
			"FROM core.touched JOIN ledger.unit_key AS k USING (unit_key) WHERE year = 2021").Scan(&units))
		return strings.Fields(units)
	}
	s.run([]Loaded{workbook("u00", 1, "", 2, 2, 100), workbook("u01", 2, "", 1, 1, 50)})
	first := made()
	if !first.EveryUnit || first.FirstMonth != firstMonth || first.Before != "" || len(touched()) > 0 {
		t.Errorf("made at first: %+v of %v, expected all of the year", first, touched())
	}
	s.run([]Loaded{workbook("u01", 2, "again", 2, 2, 50)})
	second := made()
	if second.EveryUnit || second.FirstMonth != 6 || second.Before != first.Since || second.Since == first.Since {
		t.Errorf("made after a workbook for the second quarter: %+v, expected touched units from June on, after %q", second,
			first.Since)
	}
	if want := []string{"krong-bong", "u01"}; !slices.Equal(touched(), want) {
		t.Errorf("touched %v, expected %v", touched(), want)
	}
	s.run(nil) // nothing
	if same := made(); same != second {
		t.Errorf("after a run that brought nothing %+v, expected %+v", same, second)
	}
	s.run([]Loaded{workbook("u01", 3, "", 2, 4, 50)})
	if third := made(); !third.EveryUnit || third.FirstMonth != 9 || len(touched()) > 0 {
		t.Errorf("made after the first workbook of a quarter: %+v of %v, expected all units from September on", third,
			touched())
	}
	s.w.touchedShare = touchedShare
	again := workbook("u01", 3, "again", 3, 5, 50)
	s.run([]Loaded{again})
	if last := made(); !last.EveryUnit {
		t.Errorf("two of four units are touched: %+v, expected that all are made", last)
	}
	s.unchangedNightWritesNothing(again)
}
