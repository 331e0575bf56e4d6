package warehouse

import (
	"context"
	"testing"
)

// TestJoinsAsWritten: while rows of a model are made whose header says so, DuckDB leaves the order of joins alone; of
// all others, and afterwards, it does not.
func TestJoinsAsWritten(t *testing.T) {
	w, err := Open(t.Context(), "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	conn, err := w.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const left = "SELECT 1 AS n, current_setting('disabled_optimizers') AS left_out"
	b := &builder{q: conn}
	for header, want := range map[string]string{
		"-- Inputs: ledger.run\n-- Joins: as written: it is large\n": "join_order,build_side_probe_side",
		"-- Inputs: ledger.run\n":                                    "",
	} {
		m, err := parseModel("memory.main.made", header+left)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.makeRows(t.Context(), m, "CREATE OR REPLACE TABLE "+m.name+" AS "+m.body); err != nil {
			t.Fatal(err)
		}
		const afterwards = "SELECT left_out FROM (" + left + ")"
		for query, want := range map[string]string{"SELECT left_out FROM made": want, afterwards: ""} {
			got := "?"
			if err := conn.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != want {
				t.Errorf("%q: %s: %q, %v; want %q", header, query, got, err, want)
			}
		}
	}
}

// TestReleaseKeepsTheLimit: to give memory back changes no setting, and is not done for few observations.
func TestReleaseKeepsTheLimit(t *testing.T) {
	w, err := Open(t.Context(), "", Options{MemoryLimit: "700MB"})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	limit := func() (text string) {
		t.Helper()
		if err := w.db.QueryRowContext(t.Context(), "SELECT current_setting('memory_limit')").Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := limit()
	if err := w.size(t.Context(), w.db, oneThreadObservations); err != nil {
		t.Fatal(err)
	}
	if err := w.release(context.Background(), w.db); err != nil || limit() != before {
		t.Errorf("the limit is %s, was %s: %v", limit(), before, err)
	}
	w.threads = 0 // few
	if err := w.release(context.Background(), nil); err != nil {
		t.Errorf("of few observations: %v", err)
	}
}
