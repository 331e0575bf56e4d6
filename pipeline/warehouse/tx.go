package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/journal"
	"tonghop/pipeline/warehouse/duck"
)

// Command says which command writes to the ledger: who, when and why. It becomes the row of the
// run.
type Command struct {
	Kind    string // the word of the command line: run, retract, accept, close, forget and so on
	Actor   string // user@host
	Reason  string
	Program string // version of tonghop
	At      time.Time
}

// Counts are how many workbooks one run saw in the inbox: all, those that were new, those that were
// as before, and how many of the new ones were accepted or rejected.
type Counts struct{ Found, Fresh, Unchanged, Accepted, Rejected int }

// Tx is everything that one command writes, as one transaction: all of it is in the ledger, or
// nothing is. It holds the only writing connection; end it with Commit or Rollback. The numbers of
// units and series are read once when it begins, and kept in step with what it appends.
type Tx struct {
	conn    *sql.Conn
	w       *Warehouse
	files   fs.FS // functions, models and checks
	command Command
	last    position
	// how many observations the ledger has, those that this transaction has loaded among them
	observations int64
	// what KnownFiles and ReadWith have found, so that the same is not written again; nil and "" before
	known    map[string]inbox.Known
	readWith string
	// The numbers of all units and series that the ledger knows; see key.go.
	units      map[string]int32
	series     map[seriesName]int32
	changed    bool
	done       bool
	entries    []journal.Entry // what the journal has to say of it
	with       string          // by which everything has been read
	allThreads allThreads      // the builder's, for the commit after it
}

// position is how far the ledger has come: the last number that each kind of row was given. The
// numbers follow each other without gaps, since only one transaction writes at a time.
type position struct {
	run, reading, receipt, registry, definitionSet, action int32
	lastRunAt                                              time.Time
}

// seriesName is an indicator and a breakdown of it ("total" for the whole).
type seriesName struct{ indicator, breakdown string }

// Begin starts the transaction. Only one may be open at a time. command.At is the moment that every
// row is recorded at.
func (w *Warehouse) Begin(ctx context.Context, command Command) (*Tx, error) {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", w.path, err)
	}
	tx := &Tx{
		conn: conn, w: w, files: w.files, command: command, units: map[string]int32{}, series: map[seriesName]int32{},
	}
	if err := tx.start(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return tx, nil
}

// start reads what the transaction needs to give out further numbers.
func (tx *Tx) start(ctx context.Context) error {
	// One connection carries the whole transaction, for statements and for the driver's appender alike.
	if _, err := tx.conn.ExecContext(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	if err := tx.readPosition(ctx); err != nil {
		return err
	}
	var err error
	if tx.observations, err = observations(ctx, tx.conn); err != nil {
		return err
	}
	if err := tx.w.size(ctx, tx.conn, tx.observations); err != nil {
		return err
	}
	err = duck.Each(ctx, tx.conn, "warehouse/unit_key", func(rows *sql.Rows) error {
		var id string
		var key int32
		err := rows.Scan(&id, &key)
		tx.units[id] = key
		return err
	})
	if err != nil {
		return err
	}
	return duck.Each(ctx, tx.conn, "warehouse/series_key", func(rows *sql.Rows) error {
		var name seriesName
		var key int32
		err := rows.Scan(&name.indicator, &name.breakdown, &key)
		tx.series[name] = key
		return err
	})
}

// readPosition reads the last number of each kind of row, from which the transaction counts on.
func (tx *Tx) readPosition(ctx context.Context) error {
	return duck.Each(ctx, tx.conn, "warehouse/ledger_position", func(rows *sql.Rows) error {
		var at sql.NullTime
		p := &tx.last
		err := rows.Scan(&p.run, &p.reading, &p.receipt, &p.registry, &p.definitionSet, &p.action, &at)
		p.lastRunAt = at.Time
		return err
	})
}

// LastRunAt is when the ledger was last changed; zero when it never was.
func (tx *Tx) LastRunAt() time.Time { return tx.last.lastRunAt }

// runID is the number of the run that this transaction becomes. A transaction that changes nothing
// is no run, and the number is used again.
func (tx *Tx) runID() int32 { return tx.last.run + 1 }

// BeginRun says that the transaction is a run of its own, whose number is known, also if it comes to write nothing
// else. It is for making the ledger again from the journal.
func (tx *Tx) BeginRun(number int) error {
	if next := int(tx.runID()); number != next {
		return fmt.Errorf("it is run %d, and the ledger has come to %d", number, next-1)
	}
	tx.changed = true
	return nil
}

// Commit records the run, if the transaction changed the ledger, and makes everything that was
// written permanent. The row of the run goes last, when it is known whether there is anything to
// record. A transaction that changed nothing is committed too, because what is known of the inbox
// may have been written.
func (tx *Tx) Commit(ctx context.Context, counts Counts) error {
	if tx.changed {
		c := tx.command
		row := duck.Row{
			"run_id": tx.runID(), "kind": c.Kind, "actor": c.Actor, "reason": c.Reason, "program": c.Program,
			"recorded_at": c.At.UTC(), "found": int32(counts.Found), "fresh": int32(counts.Fresh),
			"unchanged": int32(counts.Unchanged), "accepted": int32(counts.Accepted), "rejected": int32(counts.Rejected),
		}
		if err := tx.appendRows("run", []duck.Row{row}); err != nil {
			return err
		}
	}
	if err := tx.w.release(ctx, tx.conn); err != nil {
		return err
	}
	// One thread of DuckDB brings the tables to disk. Where that is another one than the caller's, the caller's asks
	// without a pause whether there is something to do, which costs as much again.
	threads, err := duck.OneThread(ctx, tx.conn)
	if err != nil {
		return err
	}
	if _, err := tx.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return errors.Join(fmt.Errorf("commit: %w", err), threads())
	}
	tx.done = true
	return errors.Join(threads(), tx.allThreads.again(), tx.conn.Close())
}

// Rollback forgets everything since Begin. After Commit it does nothing, so that it can be
// deferred.
func (tx *Tx) Rollback() error {
	if tx.done {
		return nil
	}
	tx.done = true
	// The run's context may be what was cancelled.
	_, err := tx.conn.ExecContext(context.Background(), "ROLLBACK")
	return errors.Join(err, tx.allThreads.again(), tx.conn.Close())
}
