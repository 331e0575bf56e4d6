package warehouse

import (
	"context"
	"path/filepath"
	"testing"
)

// Every query that is ready for staff is answered by a vintage, and says in both languages what it answers.
func TestStaffQueries(t *testing.T) {
	s := newStory(t)
	s.define(district(2), "1", asking(5, 0))
	s.run([]Loaded{rejected(workbook("u00", 1, "", 1, 1, 1))})
	vintage, err := OpenVintage(context.Background(), filepath.Join(s.export(), "tonghop.duckdb"))
	s.must(err)
	defer vintage.Close()
	ready, err := StaffQueries()
	s.must(err)
	if len(ready) < 5 {
		t.Errorf("%d queries are ready for staff", len(ready))
	}
	for _, q := range ready {
		if err := carryOut(vintage, q.Text); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
	}
}

// carryOut reads the answer of a query to its end.
func carryOut(vintage *Vintage, query string) error {
	rows, err := vintage.Query(context.Background(), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

func TestStaffQuestion(t *testing.T) {
	if both, err := question("-- late: who is late.\n-- Answers: Ai muộn? | Who is late?\nSELECT 1\n"); err != nil || both != [2]string{"Ai muộn?", "Who is late?"} {
		t.Errorf("got %q, %v", both, err)
	}
	for _, header := range []string{"SELECT 1\n", "-- Answers: Ai muộn?\nSELECT 1\n", "-- Answers: | Who is late?\nSELECT 1\n"} {
		if both, err := question(header); err == nil {
			t.Errorf("%q was taken as %q", header, both)
		}
	}
}
