package duck

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/duckdb/duckdb-go/v2"
)

// rowsPerLook is how many rows are read between two looks at the context.
const rowsPerLook = 1024

// EachRow carries out a query and calls row for each row of its answer, with the values as the driver has them. It is
// for answers of very many rows: the copies that database/sql makes of each value would cost more than the query.
// columns is called first, with the names of the columns and DuckDB's names of their types. The slice of a row is
// used again. What either of them returns ends the answer and is returned.
func EachRow(
	ctx context.Context, db *sql.DB, query string, columns func(names, kinds []string) error,
	row func(values []driver.Value) error,
) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	var failed error
	err = conn.Raw(func(driverConn any) error {
		asked, ok := driverConn.(driver.QueryerContext)
		if !ok {
			failed = fmt.Errorf("the driver has changed: %T answers no queries", driverConn)
			return nil
		}
		failed = eachRow(ctx, asked, query, columns, row)
		return nil // the connection itself is sound
	})
	return errors.Join(failed, err, conn.Close())
}

// eachRow carries out the query on the driver's own connection. values is used again for every row,
// so that whoever keeps one has to copy it. Whether the context has ended is looked at every
// rowsPerLook rows only.
func eachRow(
	ctx context.Context, conn driver.QueryerContext, query string, columns func(names, kinds []string) error,
	row func(values []driver.Value) error,
) (err error) {
	rows, err := conn.QueryContext(ctx, query, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names := rows.Columns()
	kinds, values := make([]string, len(names)), make([]driver.Value, len(names))
	if typed, ok := rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		for i := range kinds {
			kinds[i] = typed.ColumnTypeDatabaseTypeName(i)
		}
	}
	if err := columns(names, kinds); err != nil {
		return err
	}
	for n := 1; ; n++ {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if n%rowsPerLook == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := row(values); err != nil {
			return err
		}
	}
}

// AppendDecimal appends what DecimalText would write.
func AppendDecimal(to []byte, value any) (appended []byte, ok bool) {
	d, ok := value.(duckdb.Decimal)
	if !ok || d.Value == nil {
		return to, false
	}
	return appendPointed(to, d.Value, int(d.Scale)), true
}
