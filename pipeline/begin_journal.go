package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace/durable"
)

// beginJournal writes the journal of a workspace whose ledger an earlier version of tonghop wrote,
// as if there had been one from the beginning, and puts into the archive the definitions that were
// ever in force. It is written beside its place first: a killed one leaves nothing. The order is
// that of every command: texts into the archive and to disk, then the lines, then the head in the
// warehouse. Until that head is written, the next command finds a journal beside a warehouse that
// knows of none and makes the warehouse again from it, so that being killed here loses nothing
// either.
func (r *run) beginJournal(ctx context.Context, w *warehouse.Warehouse) error {
	past, err := w.History(ctx, r.registryAtHand)
	if err != nil {
		return fmt.Errorf("begin the journal: %w", err)
	}
	for sum, body := range past.Texts {
		if _, err := r.archive.Keep(sum, body); err != nil {
			return err
		}
	}
	if err := r.archive.Sync(); err != nil {
		return err
	}
	if err := r.noteBundles(past); err != nil {
		return err
	}
	beside := filepath.Join(r.space.Dir, durable.Prefix+filepath.Base(r.space.Journal))
	if err := os.RemoveAll(beside); err != nil {
		return err
	}
	head, err := r.writeHistory(beside, past)
	if err != nil {
		return fmt.Errorf("begin the journal: %w", err)
	}
	if err := durable.Rename(beside, r.space.Journal); err != nil {
		return err
	}
	return w.SetJournalHead(ctx, head)
}

// writeHistory writes the lines of what each command wrote, and of the vintages that are there.
// Each command of the past keeps its time and its author, as the warehouse has them. The vintages
// come last, in lines that say Found: no command of this journal published them.
func (r *run) writeHistory(path string, past warehouse.History) (journal.Head, error) {
	j, err := journal.Open(path, journal.Head{}, "a new journal")
	if err != nil {
		return journal.Head{}, err
	}
	for _, run := range past.Runs {
		if _, err := j.Append(run.At, run.Who, run.Entries...); err != nil {
			return journal.Head{}, err
		}
	}
	var found []journal.Entry
	for _, v := range vintage.All(r.space.Published) {
		sum, err := v.ManifestSum()
		if err != nil {
			return journal.Head{}, err
		}
		found = append(found, &journal.Published{Vintage: v.ID, AsOf: v.Manifest.AsOf, SHA256: sum, Found: true})
	}
	_, err = j.Append(r.now, r.options.command("", "", r.now).Actor, found...)
	return j.Head(), err
}

// registryAtHand is the registry as it stands on disk, when it is the one that is asked for.
// Earlier versions kept the rows of a registry and not its files; the files themselves are only at
// hand while nobody has changed them since.
func (r *run) registryAtHand(sha256 string) (names []string, contents map[string][]byte, found bool) {
	return r.registry.Files, r.registry.Contents, sha256 == r.registry.SHA256
}

// noteBundles puts before each decision to close a period the line about its bundle, where the
// bundle is there. When the ledger is made again from the journal, the line comes before the
// decision so that the period is sealed with the rows of the bundle, as it was when it was closed.
func (r *run) noteBundles(past warehouse.History) error {
	for i := range past.Runs {
		var entries []journal.Entry
		for _, entry := range past.Runs[i].Entries {
			if d, is := entry.(*journal.Decided); is && d.Decision == "close" {
				p, err := period.Parse(d.Subject)
				if err != nil {
					return err
				}
				dir := vintage.BundleDir(r.space.Closed, d.Subject, d.Action)
				closed, err := r.closedLine(dir, p, d.Action)
				if err != nil { // it is not there: the rows are sealed anew when the ledger is made again
					closed = journal.Closed{Period: d.Subject, Action: d.Action, Bundle: fmt.Sprintf("%s/%d", d.Subject, d.Action)}
				}
				entries = append(entries, &closed)
			}
			entries = append(entries, entry)
		}
		past.Runs[i].Entries = entries
	}
	return nil
}
