package warehouse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// creation are the statements that make a table of the vintage with its comments, in both languages, so that whoever
// opens the file with another program sees what each column means. There is nothing to plan in a comment: without the
// optimizer the three hundred of a vintage take two thirds of the time.
func (e *export) creation(ctx context.Context, m model, as string) (string, error) {
	var all strings.Builder
	created := fmt.Sprintf("CREATE OR REPLACE TABLE vintage.main.%s AS %s\n;\n", m.name, as)
	if !e.small && slices.ContainsFunc(m.columns, func(c columnComment) bool { return isPercentage(c.name) }) {
		columns, err := e.definitions(ctx, as)
		if err != nil {
			return "", fmt.Errorf("%s: %w", m.name, err)
		}
		created = fmt.Sprintf("CREATE OR REPLACE TABLE vintage.main.%[1]s (%[2]s);\n"+
			"INSERT INTO vintage.main.%[1]s %[3]s\n;\n", m.name, columns, as)
	}
	all.WriteString(created)
	fmt.Fprintf(&all, "PRAGMA disable_optimizer;\nCOMMENT ON TABLE vintage.main.%s IS %s;\n", m.name,
		duck.Quoted(m.comment[0]+" | "+m.comment[1]))
	for _, c := range m.columns {
		fmt.Fprintf(&all, "COMMENT ON COLUMN vintage.main.%s.%s IS %s;\n", m.name, c.name, duck.Quoted(c.vi+" | "+c.en))
	}
	all.WriteString("PRAGMA enable_optimizer;\n")
	return all.String(), nil
}

// isPercentage says whether a published column has percentages, by its name.
func isPercentage(column string) bool { return strings.HasSuffix(column, "_pct") }

// definitions are the columns of a SELECT as CREATE TABLE takes them. Percentages are not compressed. Their type is as
// wide as the largest one needs, 128 bits, while nearly all of them fit ten: DuckDB unpacks numbers of so few bits into
// so wide a type by a long division each, and ten times as slowly as those of any other column. A vintage with many
// units is a fifth larger for it, and all that reads or changes percentages needs a tenth of the time.
func (e *export) definitions(ctx context.Context, of string) (columns string, err error) {
	rows, err := e.q.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+of+"\n)")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var all []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return "", err
		}
		if isPercentage(name) {
			kind += " USING COMPRESSION uncompressed"
		}
		all = append(all, name+" "+kind)
	}
	return strings.Join(all, ", "), rows.Err()
}
