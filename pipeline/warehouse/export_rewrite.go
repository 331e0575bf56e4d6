package warehouse

import (
	"context"
	"fmt"
	"strings"
)

// rewrite makes a table that depends on more than a year in a copy of the earlier vintage. Row by row it is compared
// with the one before: rows that differ are changed where they stand, and those that come behind them are put there,
// since mostly little is new. Where much is, or rows have gone, all are written. The columns and their comments are
// those of before.
func (e *export) rewrite(ctx context.Context, m model, body string) error {
	err := e.exec(ctx, m.name, fmt.Sprintf(`
		CREATE OR REPLACE TEMP TABLE rewritten AS %s;
		CREATE OR REPLACE TEMP TABLE differing AS
		SELECT b.place, b.old, new_row AS new
		FROM rewritten AS new_row
		POSITIONAL JOIN (SELECT rowid AS place, old_row AS old FROM vintage.main.%s AS old_row) AS b
		WHERE new_row IS DISTINCT FROM b.old`, body+"\n", m.name))
	if err != nil {
		return err
	}
	var differs []string
	for _, c := range m.columns {
		differs = append(differs, fmt.Sprintf("CASE WHEN bool_or(new.%[1]s IS DISTINCT FROM old.%[1]s) "+
			"FILTER (WHERE place IS NOT NULL) THEN '%[1]s' END", c.name))
	}
	var differing, changed, now, before int
	columns := ""
	err = e.q.QueryRowContext(ctx, fmt.Sprintf(`
		SELECT count(*), count(place), (SELECT count(*) FROM rewritten), (SELECT count(*) FROM vintage.main.%s),
		    concat_ws(' ', %s)
		FROM differing`, m.name, strings.Join(differs, ", "))).Scan(&differing, &changed, &now, &before, &columns)
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	switch {
	case differing == 0:
		return nil
	case now < before || float64(changed) > mostParts*float64(before):
		return e.exec(ctx, m.name, fmt.Sprintf(
			"DELETE FROM vintage.main.%[1]s;\nINSERT INTO vintage.main.%[1]s FROM rewritten", m.name))
	}
	return e.exec(ctx, m.name, changesInPlace(m.name, strings.Fields(columns)))
}

// changesInPlace are the statements that bring a table of the vintage to what rewrite has found to differ.
func changesInPlace(table string, columns []string) string {
	statements := fmt.Sprintf("INSERT INTO vintage.main.%s SELECT new.* FROM differing WHERE place IS NULL ORDER BY rowid",
		table)
	if len(columns) == 0 {
		return statements
	}
	var values []string
	for _, column := range columns {
		values = append(values, fmt.Sprintf("%[1]s = d.new.%[1]s", column))
	}
	return fmt.Sprintf("UPDATE vintage.main.%s AS t SET %s FROM differing AS d WHERE d.place = t.rowid;\n%s", table,
		strings.Join(values, ", "), statements)
}
