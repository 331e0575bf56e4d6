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
	var names []string
	for _, c := range m.columns {
		names = append(names, c.name)
	}
	var differing, changed, now, before int
	columns := ""
	err = e.q.QueryRowContext(ctx, fmt.Sprintf(`
		SELECT count(*), count(place), (SELECT count(*) FROM rewritten), (SELECT count(*) FROM vintage.main.%s),
		    (SELECT %s FROM differing WHERE place IS NOT NULL)
		FROM differing`, m.name, namesOfDiffering(names, "new.", "old."))).
		Scan(&differing, &changed, &now, &before, &columns)
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
	added := fmt.Sprintf("INSERT INTO vintage.main.%s SELECT new.* FROM differing WHERE place IS NULL ORDER BY rowid",
		table)
	if len(columns) == 0 {
		return added
	}
	return updateFrom(table, columns, "differing", "n.new.") + ";\n" + added
}

// namesOfDiffering is an expression that names, in one text, the columns in which a row that was made differs from the
// one that stands at its place. made and standing come before a column's name.
func namesOfDiffering(columns []string, made, standing string) string {
	var names []string
	for _, column := range columns {
		names = append(names, fmt.Sprintf("CASE WHEN bool_or(%s%s IS DISTINCT FROM %s%[2]s) THEN '%[2]s' END", made,
			column, standing))
	}
	return "concat_ws(' ', " + strings.Join(names, ", ") + ")"
}

// updateFrom is the statement that gives columns of a table of the vintage the values of those in a relation n, each at
// the row of its place. value comes before a column's name there.
func updateFrom(table string, columns []string, relation, value string) string {
	var values []string
	for _, column := range columns {
		values = append(values, fmt.Sprintf("%s = %s%[1]s", column, value))
	}
	return fmt.Sprintf("UPDATE vintage.main.%s AS t SET %s FROM %s AS n WHERE n.place = t.rowid", table,
		strings.Join(values, ", "), relation)
}
