package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"tonghop/pipeline/warehouse/duck"
	statements "tonghop/sql"
)

// Options bounds what DuckDB may use, and says whose SQL is carried out.
type Options struct {
	MemoryLimit string // as DuckDB writes it, e.g. "4GB"; "": defaultMemory
	Threads     int    // 0: one while there are few observations, then all cores
	// it is one of many observations from the beginning: what is published of it was made elsewhere, and not of its ledger
	Large bool
	// functions, models and checks of another version of tonghop, laid out as package sql; nil: this one's
	SQL fs.FS
	// where a database in memory puts what exceeds the limit; "": nowhere. One in a file has <file>.tmp for it.
	TempDir string
}

// defaultMemory is what DuckDB keeps in memory at most; what exceeds it goes to the temporary
// folder. A larger limit makes no consolidation faster, however large it is (docs/performance.md
// has the measurements).
const defaultMemory = "900MB"

// Warehouse is the workspace's database, open for writing. Only one process may hold it, and only
// for the length of a run; everybody else reads a vintage.
type Warehouse struct {
	db    *sql.DB
	path  string
	files fs.FS // functions, models and checks
	// how it is set up; see size
	threads    int // that were asked for; 0: one for now; below 0: as many as there are cores
	compressed bool
	memory     string // DuckDB's limit, as it writes it
	// touchedShare as it stands, but for a test that makes the rows of touched units however many they are
	touchedShare int
}

// Open opens the database in the file path, makes it when it is not there, and brings its schema up
// to date. Path "" is a database in memory. Errors: *duck.BusyError, *duck.DamagedError,
// *NewerError. The schema is brought up to date before anything else, so that every other method
// may rely on all tables being there.
func Open(ctx context.Context, path string, options Options) (*Warehouse, error) {
	if options.SQL == nil {
		options.SQL = statements.Files
	}
	db, err := openFile(ctx, path, options)
	if err != nil {
		return nil, err
	}
	w := &Warehouse{db: db, path: path, files: options.SQL, threads: options.Threads, compressed: options.Large,
		memory: cmp.Or(options.MemoryLimit, defaultMemory), touchedShare: touchedShare}
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
	settings := duck.Settings{Database: databaseSettings(options), Connection: []string{connectionSettings + withoutFSST}}
	if path == "" {
		settings.Connection[0] += fmt.Sprintf("SET temp_directory = %s;", duck.Quoted(options.TempDir))
	}
	// A bundle's functions take the place of this program's, when its SQL is carried out.
	defined, err := functions(options.SQL)
	if err != nil {
		return nil, err
	}
	settings.Connection = append(settings.Connection, defined...)
	return duck.Open(ctx, path, settings)
}

// connectionSettings are what every connection sets first, whatever its database is for: times are in UTC, so that the
// same input gives the same bytes on every machine.
const connectionSettings = "SET TimeZone = 'UTC';"

// withoutFSST has texts compressed by dictionaries alone. To try FSST on each column, as DuckDB does, takes a tenth of
// the time in which a table is brought to disk, and makes a vintage 3 % smaller. Given with the settings of the
// database it would have no effect: DuckDB 1.5 leaves it out there, and says nothing.
const withoutFSST = "SET disabled_compression_methods = 'fsst';"

// databaseSettings hold as long as the database is open: no extension is fetched from the network, rows keep their
// order, and every commit brings the tables themselves to disk (a checkpoint), instead of a log that is copied into
// them afterwards.
//
// A database is opened as one of few rows unless it is said to be large; see size.
func databaseSettings(options Options) string {
	settings := url.Values{
		"autoinstall_known_extensions": {"false"}, "autoload_known_extensions": {"false"},
		"preserve_insertion_order": {"true"}, "checkpoint_threshold": {"1b"},
		"memory_limit":       {cmp.Or(options.MemoryLimit, defaultMemory)},
		"threads":            {fmt.Sprint(cmp.Or(options.Threads, 1))},
		"default_block_size": {fmt.Sprint(blockSize)},
	}
	if !options.Large {
		settings.Set("force_compression", "uncompressed")
	}
	return settings.Encode()
}

// Close closes the database file.
func (w *Warehouse) Close() error { return w.db.Close() }
