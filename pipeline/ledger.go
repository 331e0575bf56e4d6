package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

// pointedBy is who notes the head of the journal that published/current.json has.
const pointedBy = "published/current.json"

// openLedger opens the warehouse with everything in it that the journal says: what a killed command
// left in the journal is taken up, and a warehouse that is not there, is damaged, or knows of no
// journal, is made again from journal and archive. A warehouse of an earlier version, which has no
// journal, gets one. The caller holds the workspace's lock. A pointer that notes a journal which is
// not there ends it: the tables that everybody reads rest on lines that somebody has removed, and
// beginning a new journal would cover that up. Errors: *journal.HeadError and those of a damaged
// journal, *duck.BusyError where another program has the file open, *duck.DamagedError without a
// journal to make it again from.
func (r *run) openLedger(ctx context.Context) (w *warehouse.Warehouse, err error) {
	noted := vintage.PointedHead(r.space.Published)
	if !noted.IsZero() && !journal.Exists(r.space.Journal) {
		return nil, &journal.HeadError{Path: r.space.Journal, Noted: noted, By: pointedBy, Has: -1}
	}
	if err := r.makeIfMissing(ctx); err != nil {
		return nil, err
	}
	w, err = warehouse.Open(ctx, r.space.Warehouse, warehouse.Options{Threads: r.options.Threads})
	if damaged := (*duck.DamagedError)(nil); errors.As(err, &damaged) && journal.Exists(r.space.Journal) {
		w, err = r.makeAgain(ctx, fmt.Sprintf("it was damaged (%v)", damaged.Err))
	}
	if err != nil {
		return nil, err
	}
	if w, err = r.withJournal(ctx, w); err != nil {
		return nil, err
	}
	if err := r.catchUp(ctx, w); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// openExisting is openLedger for a decision about something in the ledger: it makes none where
// there is none. A decision before the first run has nothing to decide about, and an empty
// warehouse that it left behind would look like an office without reports.
func (r *run) openExisting(ctx context.Context) (*warehouse.Warehouse, error) {
	if !journal.Exists(r.space.Journal) {
		if _, err := os.Stat(r.space.Warehouse); err != nil {
			return nil, withoutLedger(r.space, &warehouse.NothingRecordedError{})
		}
	}
	return r.openLedger(ctx)
}

// makeIfMissing makes the warehouse from the journal where there is only that. The link itself is
// looked at and not what it leads to: a warehouse that is a broken link is not taken for a missing
// one.
func (r *run) makeIfMissing(ctx context.Context) error {
	_, err := os.Lstat(r.space.Warehouse)
	if !errors.Is(err, fs.ErrNotExist) || !journal.Exists(r.space.Journal) {
		return ignoreMissing(err)
	}
	w, err := r.makeAgain(ctx, "it was not there")
	if err != nil {
		return err
	}
	return w.Close()
}

// ignoreMissing lets a missing file be: whoever opens it makes it.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// withJournal sees to it that a warehouse and a journal belong together, as far as that can be told
// before the journal is read. There are three cases. A warehouse that knows of a journal, or is
// empty, is left as it is. One that has rows and knows of no journal, beside a journal, is an old
// copy, and is made again. One that has rows, where there is no journal, is that of an earlier
// version, which gets its journal now.
func (r *run) withJournal(ctx context.Context, w *warehouse.Warehouse) (*warehouse.Warehouse, error) {
	head, err := w.JournalHead(ctx)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	has, err := w.HasRuns(ctx)
	switch {
	case err != nil || !head.IsZero() || !has:
	case journal.Exists(r.space.Journal):
		if err := w.Close(); err != nil {
			return nil, err
		}
		return r.makeAgain(ctx, "it was older than the journal")
	default:
		err = r.beginJournal(ctx, w)
	}
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// catchUp opens the journal from where the warehouse has come to, and takes up what stands behind.
// It also holds the journal against the pointer of what is published, so that a shorter or another
// journal is noticed before anything is written behind it.
func (r *run) catchUp(ctx context.Context, w *warehouse.Warehouse) error {
	head, err := w.JournalHead(ctx)
	if err != nil {
		return err
	}
	if r.journal, err = journal.Open(r.space.Journal, head, filepath.Base(r.space.Warehouse)); err != nil {
		return err
	}
	if err := r.journal.Holds(vintage.PointedHead(r.space.Published), pointedBy); err != nil {
		return err
	}
	if err := r.cutTorn(); err != nil {
		return err
	}
	made, err := r.replay(ctx, w, r.journal, head)
	if err != nil {
		return fmt.Errorf("what an earlier command left in %s: %w", r.space.Journal, err)
	}
	if made.Runs > 0 {
		r.report.TakenUp = &made
	}
	return nil
}

// cutTorn takes an incomplete last line off the journal, keeps it aside, and says so. Such a line
// is what a power cut leaves of one that was being written. Nothing was told to have succeeded
// before the line was whole, so that nothing is lost with it.
func (r *run) cutTorn() error {
	if r.journal == nil || len(r.journal.Torn()) == 0 {
		return nil
	}
	r.report.Torn = len(r.journal.Torn())
	return r.journal.CutTorn(filepath.Join(r.space.Dir, "journal.torn"))
}

// commit brings to disk what a transaction wrote, in the order in which nothing is lost: first the
// bytes, then the lines of the journal, then the warehouse. Killed after the bytes, nothing refers
// to them and the next run takes them in again; killed after the lines, the next command makes the
// rows from them; killed after the warehouse, the next run publishes. In the other order the
// warehouse could speak of what the journal does not know, and a copy of the folder would make
// other tables.
func (r *run) commit(ctx context.Context, tx *warehouse.Tx, counts warehouse.Counts) error {
	if err := r.archive.Sync(); err != nil {
		return fmt.Errorf("sync the archive: %w", err)
	}
	r.passed(BytesOnDisk)
	if entries := tx.Entries(counts); len(entries) > 0 {
		head, err := r.journal.Append(tx.At(), tx.Who(), entries...)
		if err != nil {
			return err
		}
		r.passed(LinesOnDisk)
		if err := tx.SetJournalHead(ctx, head); err != nil {
			return err
		}
	}
	if err := tx.Commit(ctx, counts); err != nil {
		return err
	}
	r.passed(WarehouseCommitted)
	return nil
}

// Moment is a point in the order in which a command brings things to disk. A test kills it there.
type Moment string

// The moments, in their order.
const (
	BytesOnDisk        Moment = "bytes on disk"
	LinesOnDisk        Moment = "lines on disk"
	WarehouseCommitted Moment = "warehouse committed"
	VintageOnDisk      Moment = "vintage on disk"
	VintageRecorded    Moment = "vintage recorded"
	PointerMoved       Moment = "pointer moved"
)

// passed tells a test that a moment has come. No command looks at the moments itself.
func (r *run) passed(m Moment) {
	if r.options.Passed != nil {
		r.options.Passed(m)
	}
}

// command is who writes what at which moment. Nothing is recorded at an earlier moment than what stands in the journal
// already, whatever the clock says: the past would change.
func (r *run) command(kind, reason string) warehouse.Command {
	at := r.now
	if r.journal != nil {
		at = r.journal.At(r.now)
	}
	return r.options.command(kind, reason, journal.Moment(at))
}
