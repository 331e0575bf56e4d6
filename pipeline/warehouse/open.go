package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"tonghop/pipeline/warehouse/duck"
	statements "tonghop/sql"
)

// Options bounds what DuckDB may use, and says whose SQL is carried out.
type Options struct {
	MemoryLimit string // as DuckDB writes it, e.g. "4GB"; "": defaultMemory
	Threads     int    // 0: all cores
	// functions, models and checks of another version of tonghop, laid out as package sql; nil: this one's
	SQL fs.FS
	// where a database in memory puts what exceeds the limit; "": nowhere. One in a file has <file>.tmp for it.
	TempDir string
}

// defaultMemory is what DuckDB keeps in memory at most; what exceeds it goes to the temporary
// folder. A larger limit makes no consolidation faster, however large it is (docs/performance.md
// has the measurements).
const defaultMemory = "1100MB"

// Warehouse is the workspace's database, open for writing. Only one process may hold it, and only
// for the length of a run; everybody else reads a vintage.
type Warehouse struct {
	db    *sql.DB
	path  string
	files fs.FS // functions, models and checks
}

// Open opens the database in the file path, makes it when it is not there, and brings its schema up
// to date. Path "" is a database in memory. Errors: *duck.BusyError, *duck.DamagedError,
// *NewerError.
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

// openFile opens the database with the functions defined on every connection, which is where they
// live.
func openFile(ctx context.Context, path string, options Options) (*sql.DB, error) {
	settings := connectionSettings(options)
	if path == "" {
		settings = append(settings, fmt.Sprintf("SET temp_directory = %s", duck.Quoted(options.TempDir)))
	}
	// A bundle's functions take the place of this program's, when its SQL is carried out.
	defined, err := functions(options.SQL)
	if err != nil {
		return nil, err
	}
	settings = append(settings, defined...)
	return duck.Open(ctx, path, duck.Settings{Connection: settings})
}

// connectionSettings are what every connection sets first, whatever its database is for: no
// extension is fetched from the network, rows keep their order, and times are in UTC, so that the
// same input gives the same bytes on every machine.
func connectionSettings(options Options) []string {
	settings := []string{
		"SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false",
		"SET preserve_insertion_order = true", "SET TimeZone = 'UTC'",
		fmt.Sprintf("SET memory_limit = %s", duck.Quoted(cmp.Or(options.MemoryLimit, defaultMemory))),
	}
	if options.Threads > 0 {
		settings = append(settings, fmt.Sprintf("SET threads = %d", options.Threads))
	}
	return settings
}

// Close closes the database file.
func (w *Warehouse) Close() error { return w.db.Close() }
