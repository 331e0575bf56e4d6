package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

// showLedger opens in memory the ledger with everything that the journal says, for commands that
// change nothing: what the warehouse lacks of it is made in memory. The error is a
// *warehouse.NothingRecordedError when there is neither. There are three cases: the warehouse knows
// all of the journal, and views on its file are enough; it lacks the last commands, which a copy in
// memory takes up; or none can be read, and the whole ledger is made in memory.
func (r *run) showLedger(ctx context.Context) (*warehouse.Warehouse, error) {
	_, missing := os.Stat(r.space.Warehouse)
	if missing != nil && journal.Exists(r.space.Journal) {
		return r.showJournal(ctx)
	}
	w, err := warehouse.Show(ctx, r.space.Warehouse, false)
	if damaged := (*duck.DamagedError)(nil); errors.As(err, &damaged) && journal.Exists(r.space.Journal) {
		return r.showJournal(ctx)
	}
	if err != nil {
		return nil, err
	}
	head, err := w.JournalHead(ctx)
	switch {
	case err != nil:
	case head.IsZero() && !journal.Exists(r.space.Journal): // of an earlier version
		return w, nil
	case head.IsZero():
		return r.instead(ctx, w, r.showJournal)
	default:
		r.journal, err = journal.Open(r.space.Journal, head, filepath.Base(r.space.Warehouse))
	}
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	behind, err := anyRun(r.journal, head)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if !behind {
		return w, nil
	}
	return r.instead(ctx, w, func(ctx context.Context) (*warehouse.Warehouse, error) {
		copied, err := warehouse.Show(ctx, r.space.Warehouse, true)
		if err != nil {
			return nil, err
		}
		return r.replayed(ctx, copied, head)
	})
}

// instead closes one warehouse and opens another.
func (r *run) instead(
	ctx context.Context, w *warehouse.Warehouse, open func(context.Context) (*warehouse.Warehouse, error),
) (*warehouse.Warehouse, error) {
	if err := w.Close(); err != nil {
		return nil, err
	}
	return open(ctx)
}

// showJournal makes the whole ledger in memory. It takes as long as making the warehouse again
// would, and reads every workbook of the archive.
func (r *run) showJournal(ctx context.Context) (w *warehouse.Warehouse, err error) {
	if r.journal, err = journal.Open(r.space.Journal, journal.Head{}, "the journal"); err != nil {
		return nil, err
	}
	if w, err = warehouse.OpenMemory(ctx, r.space.Warehouse); err != nil {
		return nil, err
	}
	return r.replayed(ctx, w, journal.Head{})
}

// replayed takes up in a warehouse what the journal says after a head.
func (r *run) replayed(ctx context.Context, w *warehouse.Warehouse, after journal.Head) (*warehouse.Warehouse, error) {
	made, err := r.replay(ctx, w, r.journal, after)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	r.report.TakenUp = &made
	return w, nil
}

// anyRun says whether a journal says anything after a head that the ledger has to know. Lines about
// vintages make no rows, so that a warehouse which lacks only those lacks nothing.
func anyRun(j *journal.Journal, after journal.Head) (bool, error) {
	for line, err := range j.After(after) {
		if _, is := line.Entry.(*journal.Run); is || err != nil {
			return is, err
		}
	}
	return false, nil
}
