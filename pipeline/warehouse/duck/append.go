package duck

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// Table names a table. An empty catalog or schema stands for the one that the connection looks into
// first.
type Table struct{ Catalog, Schema, Name string }

// String is the name as SQL and messages write it, without the parts that are empty.
func (t Table) String() string {
	var parts []string
	for _, part := range []string{t.Catalog, t.Schema, t.Name} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ".")
}

// Row is one row by the names of its columns. A nil value is NULL. Names instead of positions make
// a new column of a table harmless to the code that fills it.
type Row map[string]driver.Value

// Append adds rows to a table. All of them name the same columns; a column of the table that they
// do not name gets its default, or NULL. Nothing is appended when there are no rows.
//
// The error names the table and the columns, and what is wrong with them.
func Append(conn *sql.Conn, table Table, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	// The order is that of the names, so that an error message is the same in every run.
	columns := slices.Sorted(maps.Keys(rows[0]))
	values := make([]driver.Value, len(columns))
	return fill(conn, table, columns, func(appender *duckdb.Appender) error {
		for _, row := range rows {
			if err := row.values(columns, values); err != nil {
				return err
			}
			if err := appender.AppendRow(values...); err != nil {
				return err
			}
		}
		return nil
	})
}

// values puts a row into the order of columns. A row with other columns than the first one is a
// mistake of the caller's, and is said to be one instead of becoming NULL.
func (r Row) values(columns []string, values []driver.Value) error {
	if len(r) != len(columns) {
		return fmt.Errorf("a row has %d columns, the first one has %d", len(r), len(columns))
	}
	for i, name := range columns {
		value, named := r[name]
		if !named {
			return fmt.Errorf("a row lacks the column %s, which the first one has", name)
		}
		values[i] = value
	}
	return nil
}

// fill opens the driver's appender on some columns of a table while use runs. When use fails, what
// it appended is cleared, so that nothing of a half-filled batch reaches the table.
func fill(conn *sql.Conn, table Table, columns []string, use func(*duckdb.Appender) error) error {
	err := conn.Raw(func(driverConn any) error {
		appender, err := duckdb.NewAppenderWithColumns(
			driverConn.(driver.Conn), table.Catalog, table.Schema, table.Name, columns)
		if err != nil {
			return err
		}
		if err := use(appender); err != nil {
			return errors.Join(err, appender.Clear(), appender.Close())
		}
		return appender.Close()
	})
	if err != nil {
		return fmt.Errorf("append to %s (%s): %w", table, strings.Join(columns, ", "), err)
	}
	return nil
}
