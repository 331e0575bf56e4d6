package pipeline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/warehouse"
)

// readerVersion is a part of what decides how a workbook is read. Whoever changes a reader or the
// recognition of forms so that the same bytes may give another reading raises it, and the next run
// of every office reads all workbooks again. Without that, old readings would stand until somebody
// calls tonghop run --full.
const readerVersion = "4"

// worklist is what a run has to read: workbooks that are new or changed, in their order of receipt,
// and then those already received that new definitions may read differently. Both lists are read by
// the same workers; which of them a workbook stands in decides where its bytes come from, the inbox
// or the archive, and whether the ledger knows its forms already.
type worklist struct {
	readWith string
	received map[string][]warehouse.Received // by SHA-256, the forms of one content
	fresh    []inbox.File
	again    [][]warehouse.Received
	keep     []inbox.Known // files that are as they were
	// arrived are the paths of files that are new, or whose time is.
	arrived map[string]bool
	read    []inbox.Known // files that this run has dealt with
	// damaged are contents to read again whose bytes the archive did not have; setAside, by SHA-256, those of them that
	// are in the inbox neither.
	damaged  [][]warehouse.Received
	setAside []string
}

// known is what the next run need not look into. A file that could not be read is in neither list,
// so that it is tried again.
func (w *worklist) known() []inbox.Known { return append(slices.Clone(w.keep), w.read...) }

// discover compares the inbox with what is known of it. An unchanged file costs a stat. Everything
// is read again when what decides about reading has changed (readWith), and otherwise only what the
// run before had to set aside because the archive had lost its bytes.
func (r *run) discover(ctx context.Context, tx *warehouse.Tx) (*worklist, error) {
	files, skipped, err := inbox.Scan(ctx, r.space.Inbox)
	if err != nil {
		return nil, err
	}
	for _, s := range skipped {
		r.report.skip(s.Path, string(s.Reason), inbox.Shown(s.Path)+" "+s.Reason.Text())
	}
	known, err := tx.KnownFiles(ctx)
	if err != nil {
		return nil, err
	}
	work := &worklist{readWith: r.readWith(), arrived: map[string]bool{}}
	if work.received, err = tx.Received(ctx); err != nil {
		return nil, err
	}
	r.report.first = len(work.received) == 0
	before, left, err := tx.ReadWith(ctx)
	if err != nil {
		return nil, err
	}
	everything := before != work.readWith || r.options.Full
	work.again = archived(work.received, func(sum string) bool { return everything || slices.Contains(left, sum) })
	r.sortOut(work, files, known, before != work.readWith)
	r.previous = tx.LastRunAt()
	r.closed, err = tx.ClosedPeriods(ctx)
	return work, err
}

// sortOut parts the files into those to read and those that are as they were. A list of people is
// not kept in the archive, so new definitions can only read it from the inbox. A file is as it was
// when path, size and time are. Whoever changes a workbook and sets its time back deceives this,
// and tonghop run --full does not believe it. New files are put into the order of their times, and
// of their paths where these are the same, so that the order of receipt does not depend on how the
// file system lists a folder.
func (r *run) sortOut(work *worklist, files []inbox.File, known map[string]inbox.Known, redefined bool) {
	r.report.Found = len(files)
	for _, f := range files {
		k, ok := known[f.Path]
		same := ok && k.Size == f.Size && k.ModTime.Equal(f.ModTime)
		if same && !r.options.Full && !(redefined && !isArchived(work.received[k.SHA256])) {
			work.keep = append(work.keep, k)
			r.report.Unchanged++
			continue
		}
		work.fresh = append(work.fresh, f)
		work.arrived[f.Path] = !same
	}
	slices.SortFunc(work.fresh, func(a, b inbox.File) int {
		return cmp.Or(a.ModTime.Compare(b.ModTime), cmp.Compare(a.Path, b.Path))
	})
}

// archived are those of the wanted contents that can be read again, in the order of receipt. The
// order is that of receipt, since a workbook that is read again keeps its place among the others.
func archived(received map[string][]warehouse.Received, wanted func(sum string) bool) [][]warehouse.Received {
	var all [][]warehouse.Received
	for sum, parts := range received {
		if isArchived(parts) && wanted(sum) {
			all = append(all, parts)
		}
	}
	slices.SortFunc(all, func(a, b []warehouse.Received) int { return cmp.Compare(a[0].Receipt, b[0].Receipt) })
	return all
}

// isForgotten says whether somebody has decided that a content is not kept.
func isForgotten(parts []warehouse.Received) bool { return len(parts) > 0 && parts[0].Forgotten }

// isArchived says whether the bytes of a content were kept. Those of a list of people are not.
func isArchived(parts []warehouse.Received) bool { return len(parts) > 0 && parts[0].Archived }

// readWith names everything besides the bytes that decides how a workbook is read. Targets are not
// in it, since they change no reading: UnitsSHA256 is the sum of that part of the registry by which
// units are found, its units and aliases.
func (r *run) readWith() string {
	sum := sha256.Sum256([]byte(readerVersion + r.forms.SHA256() + r.registry.UnitsSHA256))
	return hex.EncodeToString(sum[:8])
}
