package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// LedgerDifference is a row that one of two ledgers has and the other has not.
type LedgerDifference struct {
	Table string `json:"table"`
	Side  string `json:"side"` // old or made: the ledger that has the row
	Row   string `json:"row"`  // its values, separated by commas; or how many rows more there are
}

// CompareLedgers lists the rows in which the ledgers in two files differ, a few of each table and
// the number of the others. What was read in some submissions is left out: those are known to be
// read otherwise. Neither the numbers that a ledger gives to units and series count, nor the words
// of a finding, nor what is known of the inbox. It is how a ledger that was made again from the
// journal is shown to be the same. The values of a row are joined by the separator of units (31 in
// ASCII), which stands in no text, and shown with commas.
func CompareLedgers(ctx context.Context, old, made string, otherwise []string) ([]LedgerDifference, error) {
	conn, closeAll, err := openScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	for name, path := range map[string]string{"kept": old, "made": made} {
		if err := duck.Attach(ctx, conn, path, name); err != nil {
			return nil, err
		}
	}
	tables, names, texts, err := comparedLedger(ctx, conn)
	if err != nil {
		return nil, err
	}
	var found []LedgerDifference
	for _, table := range tables {
		row := strings.Join(texts[table], ", ")
		for _, side := range [][3]string{{"kept", "made", "old"}, {"made", "kept", "made"}} {
			rows, err := rowsOnlyIn(ctx, conn, side[0], side[1], table, row, unless(names[table], otherwise))
			if err != nil {
				return nil, fmt.Errorf("compare ledger.%s: %w", table, err)
			}
			for _, row := range rows {
				found = append(found, LedgerDifference{table, side[2], row})
			}
		}
	}
	return found, nil
}

// comparedLedger lists the tables that both ledgers have, and for each the names of its columns and
// their SQL. What an earlier version of tonghop left open in the old ledger is left out. That is a
// column which a later version added, where it is empty in some row of the old ledger.
func comparedLedger(ctx context.Context, conn *sql.Conn) (tables []string, names, texts map[string][]string,
	err error) {
	names, texts = map[string][]string{}, map[string][]string{}
	open := map[string]bool{}
	err = duck.Each(ctx, conn, "warehouse/compared_column", func(rows *sql.Rows) error {
		var table, name, text string
		var later bool
		err := rows.Scan(&table, &name, &text, &later)
		if later {
			open[table+"."+name] = true
		}
		if names[table] == nil {
			tables = append(tables, table)
		}
		names[table], texts[table] = append(names[table], name), append(texts[table], text)
		return err
	})
	if err == nil && len(tables) == 0 {
		err = errors.New("one of the two is no ledger")
	}
	for column := range open {
		table, name, _ := strings.Cut(column, ".")
		var left int
		if err == nil {
			err = conn.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM kept.ledger.%s WHERE %s IS NULL", table,
				name)).Scan(&left)
		}
		if at := slices.Index(names[table], name); left > 0 && at >= 0 {
			names[table], texts[table] = slices.Delete(names[table], at, at+1), slices.Delete(texts[table], at, at+1)
		}
	}
	return tables, names, texts, err
}

// unless is a condition that leaves out what was read in some submissions.
func unless(names, submissions []string) string {
	var ids []string
	for _, id := range submissions {
		ids = append(ids, duck.Quoted(id))
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	list := strings.Join(ids, ", ")
	switch {
	case len(ids) == 0:
	case has("submission_id") && has("reading_id"):
		return "t.submission_id NOT IN (" + list + ")"
	case has("reading_id"):
		return "t.reading_id NOT IN (SELECT reading_id FROM {{ledger}}.reading WHERE submission_id IN (" + list + "))"
	}
	return "true"
}

// shortened is a row as far as somebody needs it to find the place: a row may hold a whole form.
func shortened(row string) string {
	const shown = 200
	if letters := []rune(row); len(letters) > shown {
		return string(letters[:shown]) + "…"
	}
	return row
}

// shownRows bounds how many rows of a table are told.
const shownRows = 3

// rowsOnlyIn tells the rows of a table that one ledger has more often than the other. EXCEPT ALL
// counts equal rows, so that a row that one ledger has twice and the other once is told.
func rowsOnlyIn(ctx context.Context, conn *sql.Conn, one, other, table, row, condition string) ([]string, error) {
	side := func(ledger string) string {
		return strings.ReplaceAll(fmt.Sprintf("SELECT concat_ws(chr(31), %s) FROM {{ledger}}.%s AS t WHERE %s", row, table,
			condition),
			"{{ledger}}", ledger+".ledger")
	}
	rows, err := conn.QueryContext(ctx, fmt.Sprintf("%s EXCEPT ALL %s ORDER BY 1", side(one), side(other)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var told []string
	more := 0
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if len(told) < shownRows {
			told = append(told, shortened(strings.ReplaceAll(text, "\x1f", ",")))
		} else {
			more++
		}
	}
	if more > 0 {
		told = append(told, fmt.Sprintf("and %d rows more", more))
	}
	return told, rows.Err()
}
