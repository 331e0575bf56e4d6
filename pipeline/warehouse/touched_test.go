package warehouse

import (
	"slices"
	"testing"
	"time"
)

// A night makes of a year no more than it has to, and a night that brings nothing makes and writes nothing. An earlier
// program kept the touched units in the ledger's file: its table there is nobody's any more, and stands in nobody's
// way.
func TestWhatANightMakes(t *testing.T) {
	s := newStory(t)
	_, err := s.w.db.ExecContext(t.Context(), "CREATE TABLE core.touched (year INTEGER NOT NULL, "+
		"unit_key INTEGER NOT NULL); INSERT INTO core.touched VALUES (2021, 1), (2021, 2)")
	s.must(err)
	s.found(district(3))
	again := workbook("u01", 3, "again", 3, 5, 50)
	for _, night := range []struct {
		brings string
		one    []Loaded
		share  int
		made   yearPart // zero: nothing
		units  string   // that are touched
	}{
		{"first workbooks", []Loaded{workbook("u00", 1, "", 2, 2, 100), workbook("u01", 2, "", 1, 1, 50)}, 0,
			yearPart{2021, firstMonth, false}, ""},
		{"a workbook for the second quarter", []Loaded{workbook("u01", 2, "again", 2, 2, 50)}, 0,
			yearPart{2021, 6, true}, "krong-bong u01"},
		{"nothing", nil, 0, yearPart{}, ""},
		{"the first workbook of a quarter", []Loaded{workbook("u01", 3, "", 2, 4, 50)}, 0,
			yearPart{2021, 9, false}, ""},
		{"a workbook that touches two of four units, which are many", []Loaded{again}, touchedShare,
			yearPart{2021, 9, false}, "krong-bong u01"},
	} {
		s.w.touchedShare = night.share
		parts, units := s.madeOf(night.one)
		want := []yearPart{night.made}
		if night.made == (yearPart{}) {
			want = nil
		}
		if !slices.Equal(parts, want) || units != night.units {
			t.Errorf("%s: made %v, touched %q; expected %v, %q", night.brings, parts, units, want, night.units)
		}
	}
	s.unchangedNightWritesNothing(again)
}

// madeOf is a night that brings workbooks: what it makes, and which units it touches.
func (s *story) madeOf(loaded []Loaded) (parts []yearPart, touched string) {
	s.t.Helper()
	ctx := s.t.Context()
	s.now = s.now.Add(time.Hour)
	s.commands++
	tx, err := s.w.Begin(ctx, Command{Kind: "run", Actor: "test", Program: "test", At: s.now})
	s.must(err)
	defer tx.Rollback()
	s.must(tx.Load(ctx, loaded, "test"))
	s.settings.Now = s.now
	// A night that does not look for touched units leaves none, and no table of them.
	_, err = tx.conn.ExecContext(ctx, "DROP TABLE IF EXISTS temp.touched_unit")
	s.must(err)
	parts, err = tx.consolidate(ctx, s.settings)
	s.must(err)
	_, err = tx.conn.ExecContext(ctx, "CREATE TEMP TABLE IF NOT EXISTS touched_unit (year INTEGER, unit_key INTEGER)")
	s.must(err)
	s.must(tx.conn.QueryRowContext(ctx, "SELECT coalesce(string_agg(k.unit_id, ' ' ORDER BY k.unit_id), '') "+
		"FROM touched_unit JOIN ledger.unit_key AS k USING (unit_key)").Scan(&touched))
	s.must(tx.Commit(ctx, Counts{}))
	return parts, touched
}
