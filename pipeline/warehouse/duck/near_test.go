package duck

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// Every row that fulfils a condition stands in the spans that are near, however many they are, and rows that stand far
// from all of them do not.
func TestNear(t *testing.T) {
	db, err := Open(t.Context(), "", Settings{Database: "threads=1"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := Script(t.Context(), db, "CREATE TABLE t AS SELECT i, i % 7 AS n FROM range(200_000) AS r (i)"); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		wanted := rapid.SliceOfN(rapid.IntRange(0, 199_999), 0, 30).Draw(r, "rows")
		values := "NULL"
		for _, i := range wanted {
			values += fmt.Sprint(", ", i)
		}
		condition := fmt.Sprintf("i IN (%s) AND n <> $1", values)
		near, err := Near(t.Context(), db, "t", condition, 3)
		if err != nil {
			r.Fatal(err)
		}
		var all, there, read int
		err = db.QueryRow(fmt.Sprintf("SELECT count(*) FILTER (%[1]s), count(*) FILTER (%[1]s AND %[2]s), "+
			"count(*) FILTER (%[2]s) FROM t", condition, near), 3).Scan(&all, &there, &read)
		if err != nil {
			r.Fatal(err)
		}
		if there != all {
			r.Errorf("of %d rows, %d are near: %s", all, there, near)
		}
		if len(wanted) <= mostSpans && read > len(wanted)*pieceRows {
			r.Errorf("%d rows are near %d: %s", read, len(wanted), near)
		}
	})
}

// A query names the tables of which it reads few rows; what it does not find is an error that names it.
func TestNarrowed(t *testing.T) {
	db, err := Open(t.Context(), "", Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := Narrowed(t.Context(), db, "trace/revision/differing_row", "true"); err == nil {
		t.Error("tables that are not there are near")
	}
}
