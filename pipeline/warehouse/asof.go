package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse/duck"
)

// NothingRecordedError says that the ledger had no run yet at the moment that was asked for. First
// is when its first run was; it is zero when there is no ledger at all.
type NothingRecordedError struct{ AsOf, First time.Time }

func (e *NothingRecordedError) Error() string {
	if e.First.IsZero() {
		return "nothing has been recorded yet: run tonghop run first"
	}
	return fmt.Sprintf("nothing had been recorded by %s: the first run was at %s", e.AsOf.Format(time.RFC3339),
		e.First.In(e.AsOf.Location()).Format(time.RFC3339))
}

// Kind is misuse: there is nothing of what was asked for.
func (e *NothingRecordedError) Kind() fault.Kind { return fault.Misuse }

// OpenAsOf makes the tables as they would have been at a moment, in memory, from the ledger in the
// file, which is opened for reading only. settings turns the text of the tonghop.yaml that was in
// force then into settings. What it returns can be exported; close it afterwards.
//
// The error is a *NothingRecordedError when the ledger begins later.
func OpenAsOf(ctx context.Context, path string, asOf time.Time, settings func(configuration string) (Settings,
	error)) (*Warehouse, error) {
	w, err := openOver(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := w.buildAsOf(ctx, asOf, settings); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// buildAsOf builds every table whole, with the functions and models of this program: only the data
// is of the past.
func (w *Warehouse) buildAsOf(ctx context.Context, asOf time.Time, settingsOf func(configuration string) (Settings,
	error)) error {
	var first sql.NullTime
	if err := duck.Each(ctx, w.db, "warehouse/first_run",
		func(rows *sql.Rows) error { return rows.Scan(&first) }); err != nil {
		return err
	}
	if !first.Valid || first.Time.After(asOf) {
		return &NothingRecordedError{AsOf: asOf, First: first.Time}
	}
	configuration := ""
	if err := duck.Each(ctx, w.db, "warehouse/configuration_as_of",
		func(rows *sql.Rows) error { return rows.Scan(&configuration) }, asOf.UTC()); err != nil {
		return err
	}
	// The tables are made in memory, and the vintage of them is a file like any other.
	count, err := observations(ctx, w.db)
	if err != nil {
		return err
	}
	if err := w.size(ctx, w.db, count); err != nil {
		return err
	}
	// The settings of then decide about rounding and calendar, not those of today.
	settings, err := settingsOf(configuration)
	if err != nil {
		return err
	}
	b, err := newBuilder(ctx, w.db, w.files, settings)
	if err != nil {
		return err
	}
	if err := b.buildWhole(ctx); err != nil {
		return err
	}
	// No year was built before in this database, so the position of the ledger and the states do
	// not matter.
	states, err := b.yearStates(ctx, position{})
	if err != nil {
		return err
	}
	parts, err := b.buildYears(ctx, states, map[int]string{})
	if err != nil {
		return err
	}
	return b.check(ctx, parts)
}

// openOver opens an empty database in memory whose ledger shows the one in the file. What is
// written to it, or made of it, stays in memory; the file is as it was.
func openOver(ctx context.Context, path string) (*Warehouse, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &NothingRecordedError{}
	}
	w, err := Open(ctx, "", Options{TempDir: path + ".as-of.tmp"})
	if err != nil {
		return nil, err
	}
	// The ledger in the file is attached on this one connection, and shown to every model.
	w.db.SetMaxOpenConns(1) // variables and attached files belong to a connection
	if err := w.show(ctx, path); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// show replaces the tables of the ledger by views on those of the file. A ledger that an earlier
// version wrote may lack columns or whole tables; a column that is missing is added to the view as
// the query says, and a table that is missing stays the empty one of this program's schema.
func (w *Warehouse) show(ctx context.Context, path string) error {
	if err := duck.Attach(ctx, w.db, path, "kept"); err != nil {
		return err
	}
	lacking := map[string]string{}
	err := duck.Each(ctx, w.db, "warehouse/ledger_table", func(rows *sql.Rows) error {
		var name, columns string
		err := rows.Scan(&name, &columns)
		lacking[name] = columns
		return err
	})
	if err != nil {
		return err
	}
	for name, columns := range lacking {
		if _, err := w.db.ExecContext(ctx,
			fmt.Sprintf("DROP TABLE ledger.%s; CREATE VIEW ledger.%s AS SELECT *%s FROM kept.ledger.%s", name, name, columns,
				name)); err != nil {
			return err
		}
	}
	return nil
}

// OpenExisting opens a ledger for writing, for a decision about something in it. It makes none
// where there is none: the error is a *NothingRecordedError then.
func OpenExisting(ctx context.Context, path string) (*Warehouse, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &NothingRecordedError{}
	}
	return Open(ctx, path, Options{})
}

// OpenCopy opens a ledger for a dry run: what is written is forgotten at the end. A workspace
// without a ledger gets an empty one in memory.
func OpenCopy(ctx context.Context, path string) (*Warehouse, error) {
	if _, err := os.Stat(path); err != nil {
		return Open(ctx, "", Options{})
	}
	return openOver(ctx, path)
}
