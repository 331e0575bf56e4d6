package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"tonghop/pipeline/vocabulary/fault"
	statements "tonghop/sql"
)

// Options bounds what DuckDB may use.
type Options struct {
	MemoryLimit string // as DuckDB writes it, e.g. "4GB"; "": defaultMemory
	Threads     int    // 0: all cores
	SQL         fs.FS  // functions, models and checks of another version of tonghop, laid out as package sql; nil: this one's
	TempDir     string // where a database in memory puts what exceeds the limit; "": nowhere. One in a file has <file>.tmp for it.
}

// defaultMemory is what DuckDB keeps in memory at most; what exceeds it goes to the temporary folder. More makes no consolidation
// faster, however large (docs/performance.md).
const defaultMemory = "1100MB"

// Warehouse is the workspace's database, open for writing. One process may hold it, and only for the length of a run.
type Warehouse struct {
	db    *sql.DB
	path  string
	files fs.FS // functions, models and checks
}

// BusyError says that another process has the database file open.
type BusyError struct {
	Path string
	Err  error
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("%s is open in another program; only tonghop may open it, all others read the published tables: close that program and run again (%v)", e.Path, e.Err)
}

// Kind is refused: the same command succeeds later.
func (e *BusyError) Kind() fault.Kind { return fault.Refused }

func (e *BusyError) Unwrap() error { return e.Err }

// DamagedError says that the file is no database.
type DamagedError struct {
	Path string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is no DuckDB database, or is damaged: put the last backup of it in its place and run again, what arrived since is read from the inbox (%v)", e.Path, e.Err)
}

// Kind is failed: a file is no longer what tonghop wrote.
func (e *DamagedError) Kind() fault.Kind { return fault.Failed }

func (e *DamagedError) Unwrap() error { return e.Err }

// Open opens the database, makes it when it is not there, and brings its schema up to date. Errors: *BusyError, *DamagedError, *NewerError.
func Open(ctx context.Context, path string, options Options) (*Warehouse, error) {
	if options.SQL == nil {
		options.SQL = statements.Files
	}
	db, err := openFile(ctx, path, options)
	if err != nil {
		return nil, err
	}
	w := &Warehouse{db: db, path: path, files: options.SQL}
	if path != "" { // what a killed run left there; nobody else has the file open
		if err := os.RemoveAll(path + ".tmp"); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := w.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return w, nil
}

func openFile(ctx context.Context, path string, options Options) (*sql.DB, error) {
	settings := []string{"SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET preserve_insertion_order = true", "SET TimeZone = 'UTC'"}
	settings = append(settings, fmt.Sprintf("SET memory_limit = %s", quoted(cmp.Or(options.MemoryLimit, defaultMemory))))
	if path == "" {
		settings = append(settings, fmt.Sprintf("SET temp_directory = %s", quoted(options.TempDir)))
	}
	if options.Threads > 0 {
		settings = append(settings, fmt.Sprintf("SET threads = %d", options.Threads))
	}
	defined, err := functions(options.SQL)
	if err != nil {
		return nil, err
	}
	settings = append(settings, defined...)
	connector, err := duckdb.NewConnector(path, func(execer driver.ExecerContext) error {
		for _, setting := range settings {
			if _, err := execer.ExecContext(ctx, setting, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, openError(path, err)
	}
	db := sql.OpenDB(connector)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(openError(path, err), db.Close())
	}
	return db, nil
}

func openError(path string, err error) error {
	if strings.Contains(err.Error(), "lock") {
		return &BusyError{Path: path, Err: err}
	}
	if text := err.Error(); strings.Contains(text, "not a valid DuckDB database") || strings.Contains(text, "Corrupt database") || strings.Contains(text, "checksum") {
		return &DamagedError{Path: path, Err: err}
	}
	if _, missing := os.Stat(path); missing != nil && !errors.Is(missing, os.ErrNotExist) {
		return fmt.Errorf("open %s: %w", path, missing)
	}
	return fmt.Errorf("open %s: %w", path, err)
}

// Close closes the database file.
func (w *Warehouse) Close() error { return w.db.Close() }

// quoted is text as an SQL literal.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
