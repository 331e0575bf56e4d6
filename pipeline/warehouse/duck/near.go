package duck

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// A few rows are read of a large table. DuckDB unpacks a column by pieces of 2,048 rows. Of those in which no row is
// wanted it unpacks nothing where it knows that beforehand: by a bound on a column, and rowid is one, but not by a join
// or a list of values. So the rows are looked for first, by what they are looked for by alone, and then read from the
// pieces in which they stand.

// pieceRows is how many rows DuckDB unpacks at once.
const pieceRows = 2048

// mostSpans is how many spans of pieces are told apart: to look a row up in each of very many costs more than it saves.
const mostSpans = 8

// span are pieces that follow each other, both included.
type span struct{ first, last int64 }

// Near is a condition that holds for every row of a table that fulfils another condition, and for few others. args are
// the parameters of that one.
func Near(ctx context.Context, q Querier, table, condition string, args ...any) (string, error) {
	rows, err := q.QueryContext(ctx, fmt.Sprintf("SELECT DISTINCT rowid // %d AS piece FROM %s WHERE %s ORDER BY piece",
		pieceRows, table, condition), args...)
	if err != nil {
		return "", fmt.Errorf("%s: %w", table, err)
	}
	defer rows.Close()
	var spans []span
	for rows.Next() {
		var piece int64
		if err := rows.Scan(&piece); err != nil {
			return "", err
		}
		spans = append(spans, span{piece, piece})
	}
	return within(joined(spans)), rows.Err()
}

// joined joins the spans between which there is the least, until there are few.
func joined(spans []span) []span {
	for gap := int64(1); ; gap *= 2 {
		few := spans[:0:0]
		for _, s := range spans {
			if last := len(few) - 1; last >= 0 && s.first-few[last].last <= gap {
				few[last].last = s.last
				continue
			}
			few = append(few, s)
		}
		if len(few) <= mostSpans {
			return few
		}
	}
}

// within is the condition for the rows of some spans.
func within(spans []span) string {
	if len(spans) == 0 {
		return "false"
	}
	var all []string
	for _, s := range spans {
		all = append(all, fmt.Sprintf("rowid BETWEEN %d AND %d", s.first*pieceRows, (s.last+1)*pieceRows-1))
	}
	return "(" + strings.Join(all, " OR ") + ")"
}

// nearTable stands in a query for Near of a table.
var nearTable = regexp.MustCompile(`\{\{near ([a-z_.]+)\}\}`)

// Narrowed is the query called room/name, in whose text {{near TABLE}} stands for where rows stand in a table that
// fulfil a condition, which has to follow from the others at that place. args are the parameters of the condition.
func Narrowed(ctx context.Context, q Querier, name, condition string, args ...any) (string, error) {
	body, err := Statement(name)
	if err != nil {
		return "", err
	}
	narrowed := nearTable.ReplaceAllStringFunc(body, func(found string) string {
		near, failed := Near(ctx, q, nearTable.FindStringSubmatch(found)[1], condition, args...)
		if failed != nil && err == nil {
			err = fmt.Errorf("%s: %w", name, failed)
		}
		return near
	})
	return narrowed, err
}

// ExecuteNarrowed is Execute for a query with places that Narrowed fills.
func ExecuteNarrowed(ctx context.Context, q Querier, name, condition string, near []any, args ...any) error {
	body, err := Narrowed(ctx, q, name, condition, near...)
	if err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, body, args...); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
