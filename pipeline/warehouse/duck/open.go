package duck

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"

	"github.com/duckdb/duckdb-go/v2"
)

// Settings say how a database is opened.
//
// Database holds for the database as long as it is open, and is written as name=value&name=value;
// "" leaves DuckDB's defaults. Connection are statements that every new connection carries out
// before anything else: variables and temporary functions belong to a connection, and database/sql
// opens new ones as it likes.
type Settings struct {
	Database   string   // what holds for the database as long as it is open: name=value&name=value; "": DuckDB's defaults
	Connection []string // statements that every new connection carries out before anything else
}

// Open opens the database in a file, which is made when it is not there. Path "" is a new database
// in memory. The error is a *BusyError, a *DamagedError, or what the file system says.
func Open(ctx context.Context, path string, settings Settings) (*sql.DB, error) {
	// Settings of the database stand behind the path, as in a URL.
	dsn := path
	if settings.Database != "" {
		dsn += "?" + settings.Database
	}
	connector, err := duckdb.NewConnector(dsn, func(execer driver.ExecerContext) error {
		for _, statements := range settings.Connection {
			if err := prepareConnection(ctx, execer, statements); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, openError(path, err)
	}
	// sql.OpenDB opens nothing yet; the first connection shows whether the file can be used.
	db := sql.OpenDB(connector)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(openError(path, err), db.Close())
	}
	return db, nil
}

// prepareConnection is Script for a connection that database/sql does not have yet.
func prepareConnection(ctx context.Context, conn driver.ExecerContext, statements string) error {
	rows, err := conn.(driver.QueryerContext).QueryContext(ctx, statements, nil)
	if err != nil {
		return err
	}
	return rows.Close()
}

// Attach makes the database in another file readable under a name, on one connection. The errors
// are those of Open.
func Attach(ctx context.Context, q Querier, path, name string) error {
	if _, err := q.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS %s (READ_ONLY)", Quoted(path), name)); err != nil {
		return openError(path, err)
	}
	return nil
}

// openError says what is wrong with a file that DuckDB could not open. Where the file cannot even
// be looked at, the file system's own message is clearer than DuckDB's.
func openError(path string, err error) error {
	switch {
	case isBusy(path, err):
		return &BusyError{Path: path, Err: err}
	case isDamaged(path, err):
		return &DamagedError{Path: path, Err: err}
	}
	if _, missing := os.Stat(path); path != "" && missing != nil && !errors.Is(missing, os.ErrNotExist) {
		return fmt.Errorf("open %s: %w", path, missing)
	}
	return fmt.Errorf("open %s: %w", path, err)
}
