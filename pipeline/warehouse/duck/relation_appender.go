//go:build !duckdb_arrow

package duck

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"iter"

	"github.com/duckdb/duckdb-go/v2"
)

// withRelation fills a temporary table, row by row. When use fails the table stays until the
// transaction that it belongs to is rolled back, or until the next call replaces it.
func withRelation[T any](
	ctx context.Context, conn *sql.Conn, name string, columns []Column[T], rows iter.Seq[*T], use func() error,
) error {
	create := fmt.Sprintf("CREATE OR REPLACE TEMP TABLE %s (%s)", name, declaration(columns))
	if _, err := conn.ExecContext(ctx, create); err != nil {
		return err
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	values := make([]driver.Value, len(columns))
	err := fill(conn, Table{Name: name}, names, func(appender *duckdb.Appender) error {
		for row := range rows {
			for i := range columns {
				values[i] = columns[i].value(row)
			}
			if err := appender.AppendRow(values...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := use(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "DROP TABLE "+name)
	return err
}

// value reads the column's value from one row, in the type that tableType declares.
func (c *Column[T]) value(row *T) driver.Value {
	switch {
	case c.text != nil:
		return c.text(row)
	case c.int32 != nil:
		return c.int32(row)
	}
	return c.int64(row)
}
