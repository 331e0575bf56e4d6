package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
)

// Rebuilt is what came of making the warehouse again from journal and archive.
type Rebuilt struct {
	Why string `json:"why"`
	// Aside is where the old warehouse was put; empty when there was none.
	Aside string `json:"aside,omitempty"`
	Replayed
	// Compared is what the old warehouse had otherwise, where it could still be read.
	Compared []warehouse.LedgerDifference `json:"compared"`
}

// Rebuild makes the warehouse again from journal and archive, compares it with what is left of the old one, and
// publishes when the tables differ from those that are published. Errors: a *MissingLedgerError where there is nothing
// to make it from, and those of Run.
func Rebuild(ctx context.Context, space *workspace.Workspace, options Options) (report *Report, err error) {
	r, err := prepare(space, options)
	if err != nil {
		return nil, err
	}
	lock, err := takeLock(space, options, "tonghop rebuild")
	if err != nil {
		return nil, err
	}
	defer lock.Release()
	if !journal.Exists(space.Journal) {
		return nil, withoutLedger(space, &warehouse.NothingRecordedError{})
	}
	ledger, err := r.makeAgain(ctx, "somebody asked for it")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if err := r.catchUp(ctx, ledger); err != nil {
		return nil, err
	}
	if err := r.consolidateAgain(ctx, ledger); err != nil {
		return nil, err
	}
	return r.report, r.publish(ctx, ledger)
}

// consolidateAgain makes all tables of a ledger that was made again, with the definitions in force.
// It appends nothing to the ledger, and so is no run of its own.
func (r *run) consolidateAgain(ctx context.Context, ledger *warehouse.Warehouse) error {
	tx, err := ledger.Begin(ctx, r.command("rebuild", ""))
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if r.report.Years, err = tx.Consolidate(ctx, r.settings()); err != nil {
		return err
	}
	return r.commit(ctx, tx, warehouse.Counts{})
}

// makeAgain makes the warehouse again from journal and archive, and opens it. What stood in its
// place is put aside. It is made beside the old one and renamed when it is whole, so that a killed
// call leaves the old one in its place. why is a clause for the report: "it was damaged". The
// caller holds the lock.
func (r *run) makeAgain(ctx context.Context, why string) (w *warehouse.Warehouse, err error) {
	beside := r.space.Warehouse + ".new"
	if err := errors.Join(os.RemoveAll(beside), os.RemoveAll(beside+".wal")); err != nil {
		return nil, err
	}
	made, err := r.makeInto(ctx, beside, journal.Head{})
	if err != nil {
		return nil, fmt.Errorf("make %s again from %s: %w", r.space.Warehouse, r.space.Journal, err)
	}
	rebuilt := &Rebuilt{Why: why, Replayed: made, Compared: []warehouse.LedgerDifference{}}
	if _, err := os.Stat(r.space.Warehouse); err == nil {
		rebuilt.Compared = append(rebuilt.Compared, r.compare(ctx, beside, made)...)
	}
	if rebuilt.Aside, err = r.putAside(); err != nil {
		return nil, err
	}
	if err := durable.Rename(beside, r.space.Warehouse); err != nil {
		return nil, err
	}
	r.report.Rebuilt = rebuilt
	return warehouse.Open(ctx, r.space.Warehouse, warehouse.Options{Threads: r.options.Threads})
}

// compare lists what a warehouse that was made again has otherwise than the old one. One that cannot be read is not
// compared: that is why there is a new one.
func (r *run) compare(ctx context.Context, made string, replayed Replayed) []warehouse.LedgerDifference {
	found, err := warehouse.CompareLedgers(ctx, r.space.Warehouse, made, replayed.otherwise())
	if err != nil && !errors.As(err, new(*duck.DamagedError)) {
		found = append(found, warehouse.LedgerDifference{Table: "all", Side: "old", Row: "it cannot be read: " + err.Error()})
	}
	return found
}

// otherwise are the submissions that were not read as they had been.
func (p *Replayed) otherwise() (ids []string) {
	for _, d := range p.Differences {
		ids = append(ids, d.Submission)
	}
	return ids
}

// makeInto makes the ledger in a new file, from the lines up to a head; the zero head: from all of
// them. until is for verify, which compares with a warehouse that may not have taken in the last
// lines yet.
func (r *run) makeInto(ctx context.Context, path string, until journal.Head) (made Replayed, err error) {
	j, err := journal.Open(r.space.Journal, journal.Head{}, "the journal")
	if err != nil {
		return made, err
	}
	if !until.IsZero() {
		j = j.UpTo(until)
	}
	w, err := warehouse.Open(ctx, path, warehouse.Options{Threads: r.options.Threads})
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := durable.MakePrivate(path); err != nil {
		return made, err
	}
	return r.replay(ctx, w, j, journal.Head{})
}

// putAside renames the warehouse, with a log that may stand beside it, so that somebody can look at
// it. aside is empty when there is none. Its name has the moment of the run, and a number where two
// are put aside in one second, so that no earlier one is ever overwritten.
func (r *run) putAside() (aside string, err error) {
	base := r.space.Warehouse + ".before-" + r.now.UTC().Format("20060102T150405Z")
	for n := 1; ; n++ {
		if aside = base; n > 1 {
			aside = fmt.Sprintf("%s-%d", base, n)
		}
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	// A log without its database would be replayed into the new one.
	logged := os.Rename(r.space.Warehouse+".wal", aside+".wal")
	if errors.Is(logged, fs.ErrNotExist) {
		logged = nil
	}
	err = os.Rename(r.space.Warehouse, aside)
	if errors.Is(err, fs.ErrNotExist) {
		aside, err = "", nil
	}
	return aside, errors.Join(err, logged)
}

// compareWithJournal lists what the warehouse has otherwise than journal and archive say, up to the
// head that it has taken in. It makes the ledger in a folder of its own, and leaves nothing. It
// finds what somebody has changed in the warehouse by hand, behind the journal's back. Submissions
// that this program reads otherwise than the one of their day are left out.
func (r *run) compareWithJournal(ctx context.Context, head journal.Head) (
	found []warehouse.LedgerDifference, err error,
) {
	dir, err := os.MkdirTemp("", "tonghop-verify-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "made.duckdb")
	made, err := r.makeInto(ctx, path, head)
	if err != nil {
		return nil, err
	}
	return warehouse.CompareLedgers(ctx, r.space.Warehouse, path, made.otherwise())
}
