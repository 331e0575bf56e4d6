package vintage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

// Tables are the tables of a vintage, open for reading: no statement can change them, or reach a file or the network.
type Tables struct {
	Folder
	q     duck.Querier
	close func() error
}

// shutIn opens a file for reading only: no statement can reach another file, the network, or these
// settings. They belong to the path, and not to each connection, so that a process may open one
// vintage several times at once. Reading only is not enough: a read-only connection could still
// write files beside the database (COPY … TO) and read any other file of the machine.
const shutIn = "access_mode=read_only&autoinstall_known_extensions=false&autoload_known_extensions=false" +
	"&max_temp_directory_size=0KiB&enable_external_access=false&lock_configuration=true"

// OpenCurrent opens the vintage that is current at this moment; one published meanwhile does not disturb. Errors:
// *NothingPublishedError, *DamagedError, and what the file system and DuckDB return.
func OpenCurrent(ctx context.Context, published string) (*Tables, error) {
	current, err := Find(published, CurrentName)
	if err != nil {
		return nil, err
	}
	return current.Open(ctx)
}

// TablesFile is the file that holds the vintage's tables.
func (f Folder) TablesFile() string { return filepath.Join(f.Dir, warehouse.SnapshotName) }

// Open opens the vintage's tables. Any number of processes may do so at once, also during a run. Errors: *DamagedError,
// and what the file system and DuckDB return.
func (f Folder) Open(ctx context.Context) (*Tables, error) { return f.open(ctx, 0) }

// open opens the tables for a process that may take so many bytes of memory; 0: DuckDB's own bound. The driver and Go
// need a quarter of them.
func (f Folder) open(ctx context.Context, memory int64) (*Tables, error) {
	if err := f.refuseLogs(); err != nil {
		return nil, err
	}
	settings := shutIn
	if memory > 0 {
		settings += fmt.Sprintf("&memory_limit=%dKiB", memory/4*3>>10)
	}
	db, err := duck.Open(ctx, f.TablesFile(), duck.Settings{Database: settings})
	if err != nil {
		return nil, f.openError(err)
	}
	// Temporary tables belong to a connection; with several of them a second question would not
	// find what the first one made.
	db.SetMaxOpenConns(1)
	return &Tables{f, db, db.Close}, nil
}

// openError says what is wrong with the vintage when its tables could not be opened.
func (f Folder) openError(err error) error {
	if _, missing := os.Stat(f.TablesFile()); errors.Is(missing, fs.ErrNotExist) {
		return &UnsoundError{Problem: f.TablesFile() + " is missing"}
	}
	if damaged := (*duck.DamagedError)(nil); errors.As(err, &damaged) {
		return &UnsoundError{f.TablesFile() + " cannot be opened", damaged.Err}
	}
	return err
}

// OpenBeside opens the tables for the process that has the ledger open, which is cheaper. They are
// not shut in: only tonghop's own questions may be asked. Errors: those of Open. They are attached
// under the name published, in which the questions then look for their tables.
func (f Folder) OpenBeside(ctx context.Context, ledger *warehouse.Warehouse) (*Tables, error) {
	if err := f.refuseLogs(); err != nil {
		return nil, err
	}
	conn, leave, err := ledger.Beside(ctx)
	if err != nil {
		return nil, err
	}
	letGo := func() error { return leave("published") }
	if err := duck.Attach(ctx, conn, f.TablesFile(), "published"); err != nil {
		return nil, errors.Join(f.openError(err), letGo())
	}
	if err := duck.Script(ctx, conn, "USE published"); err != nil {
		return nil, errors.Join(err, letGo())
	}
	return &Tables{f, conn, letGo}, nil
}

// OpenDraft opens the tables of a vintage that is being written.
func OpenDraft(ctx context.Context, d *Draft, ledger *warehouse.Warehouse) (*Tables, error) {
	return Folder{ID: d.ID, Dir: d.Dir}.OpenBeside(ctx, ledger)
}

// Close lets go of the file.
func (t *Tables) Close() error { return t.close() }

// Query answers a query from the published tables. The text is the program's own; what a person
// types goes through Answer.
func (t *Tables) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.q.QueryContext(ctx, query, args...)
}

// Each calls scan for every row of the query called room/name. The text stands in
// sql/queries/room/name.sql, with args for its parameters; scan returns an error to stop.
func (t *Tables) Each(ctx context.Context, name string, scan func(*sql.Rows) error, args ...any) error {
	return duck.Each(ctx, t.q, name, scan, args...)
}

// ClosedBy is the number of the decision that closed a period, 0 when it is open.
func (t *Tables) ClosedBy(ctx context.Context, period string) (action int, err error) {
	err = t.Each(ctx, "vintage/closed_by", func(rows *sql.Rows) error { return rows.Scan(&action) }, period)
	return action, err
}

// Kinds says how final each quarter and year is: preliminary, provisional or final.
func (t *Tables) Kinds(ctx context.Context) (map[string]string, error) {
	kinds := map[string]string{}
	err := t.Each(ctx, "vintage/kind", func(rows *sql.Rows) error {
		var label, kind string
		err := rows.Scan(&label, &kind)
		kinds[label] = kind
		return err
	})
	return kinds, err
}
