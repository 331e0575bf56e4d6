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

// MakeAsOf makes the tables as they would have been at a moment, of a ledger that is in memory or shown there. settings
// turns the text of the tonghop.yaml that was in force then into settings. What it makes can be exported.
//
// The error is a *NothingRecordedError when the ledger begins later.
func (w *Warehouse) MakeAsOf(ctx context.Context, asOf time.Time, settings func(configuration string) (Settings,
	error)) error {
	return w.buildAsOf(ctx, asOf, settings)
}

// buildAsOf builds every table whole, with the functions and models of this program: only the data
// is of the past. The calendar, the rounding and the forms come from the ledger as it was at that
// moment; a defect of the models that was corrected since is corrected in the tables of the past
// too.
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

// OpenMemory opens an empty ledger in memory; what exceeds the memory goes to a folder beside path for as long as it
// lasts.
func OpenMemory(ctx context.Context, path string) (*Warehouse, error) {
	w, err := Open(ctx, "", Options{TempDir: path + ".as-of.tmp"})
	if err != nil {
		return nil, err
	}
	w.db.SetMaxOpenConns(1) // variables and attached files belong to a connection
	return w, nil
}

// Show opens a ledger in memory that is the one in a file, which is opened for reading only. What is written to it, or
// made of it, stays in memory; the file is as it was. With copied the ledger can be written to, too. The error is a
// *NothingRecordedError when there is no file.
func Show(ctx context.Context, path string, copied bool) (*Warehouse, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &NothingRecordedError{}
	}
	w, err := OpenMemory(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := w.show(ctx, path, copied); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// show replaces the tables of the ledger by views on those of the file, or by copies of them. A ledger that an earlier
// version wrote may lack columns or whole tables; a column that is missing is added to the view as
// the query says, and a table that is missing stays the empty one of this program's schema.
func (w *Warehouse) show(ctx context.Context, path string, copied bool) error {
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
	kind := "VIEW"
	if copied {
		kind = "TABLE"
	}
	for name, columns := range lacking {
		if _, err := w.db.ExecContext(ctx, fmt.Sprintf("DROP TABLE ledger.%s; CREATE %s ledger.%s AS SELECT *%s FROM "+
			"kept.ledger.%s", name, kind, name, columns, name)); err != nil {
			return err
		}
	}
	return nil
}
