package pipeline

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/workspace"
)

// Pruned is what became of the vintages when those that are not kept any more were removed.
type Pruned struct {
	DryRun  bool          `json:"dry_run,omitempty"`
	Kept    []KeptVintage `json:"kept"`
	Removed []string      `json:"removed"` // IDs, the oldest first; of a dry run: what would be
	// Left are those that should have been removed and could not be: on Windows because some program has a file open.
	Left []LeftVintage `json:"left"`
}

// KeptVintage is a vintage that stays, and why.
type KeptVintage struct {
	ID     string    `json:"vintage"`
	Reason Retaining `json:"reason"`
}

// LeftVintage is a vintage that could not be removed: all of it is still there.
type LeftVintage struct {
	ID      string `json:"vintage"`
	Problem string `json:"problem"`
}

// Retaining is why a vintage is kept. The first reason that holds is told.
type Retaining string

// The reasons, in their order.
const (
	RetainCurrent Retaining = "current" // readers are led to it
	RetainLast    Retaining = "last"    // one of the newest, or made as of an earlier moment since these
	RetainClosing Retaining = "closing" // with it a period was closed
	RetainMonth   Retaining = "month"   // the last one of its month
)

// Prune removes the vintages that tonghop.yaml does not say are kept. It changes no table that is kept, and never
// touches the current one: readers of the others are left their files until they let them go. With options.DryRun it
// only tells. Errors: *schedule.HeldError, *vintage.NothingPublishedError, *journal.HeadError and others of a damaged
// journal, and those of the file system.
func Prune(_ context.Context, space *workspace.Workspace, options Options) (*Pruned, error) {
	if !options.DryRun {
		lock, err := takeLock(space, options, "tonghop prune")
		if err != nil {
			return nil, err
		}
		defer lock.Release()
	}
	if _, err := vintage.Find(space.Published, vintage.CurrentName); err != nil {
		return nil, err
	}
	j, err := journal.Open(space.Journal, journal.Head{}, "the journal")
	if err != nil {
		return nil, err
	}
	// A journal that was shortened would not tell of closings.
	if err := j.Holds(vintage.PointedHead(space.Published), pointedBy); err != nil {
		return nil, err
	}
	return prune(space, j, options.Clock.Now(), options.DryRun)
}

// prune goes over the vintages of a workspace whose lock the caller holds. Nothing is removed where no vintage is the
// current one.
func prune(space *workspace.Workspace, j *journal.Journal, now time.Time, dry bool) (*Pruned, error) {
	current, exists, err := vintage.Current(space.Published)
	if err != nil {
		return nil, err
	}
	all := vintage.All(space.Published)
	pruned := &Pruned{DryRun: dry, Kept: []KeptVintage{}, Removed: []string{}, Left: []LeftVintage{}}
	if !exists {
		return pruned, nil
	}
	closings, err := closingsOf(all, j)
	if err != nil {
		return nil, err
	}
	kept := retained(all, current.ID, closings, space.Retention, now.In(space.Location))
	for _, f := range all {
		if reason, keep := kept[f.ID]; keep {
			pruned.Kept = append(pruned.Kept, KeptVintage{f.ID, reason})
			continue
		}
		pruned.remove(f)
	}
	return pruned, nil
}

// remove removes one vintage, or says that it would. A vintage that could not be removed is left
// whole and tried again the next time.
func (p *Pruned) remove(f vintage.Folder) {
	if !p.DryRun {
		if err := f.Remove(); err != nil {
			p.Left = append(p.Left, LeftVintage{f.ID, err.Error()})
			return
		}
	}
	p.Removed = append(p.Removed, f.ID)
}

// closingsOf are the vintages with which periods were closed, as the journal says. Of those that
// were there before there was a journal it does not tell: one that has a closed period is taken for
// such a one. With such a vintage the office closed a period, so that it must be possible to show
// it.
func closingsOf(all []vintage.Folder, j *journal.Journal) (map[string]bool, error) {
	if j == nil {
		return beforeJournals(all), nil
	}
	closings, err := j.Closings()
	if err != nil {
		return nil, err
	}
	for id := range beforeJournals(all) {
		closings[id] = true
	}
	return closings, nil
}

// beforeJournals are the vintages that note no journal and have a closed ("final") period.
func beforeJournals(all []vintage.Folder) map[string]bool {
	final := map[string]bool{}
	for _, f := range all {
		if !f.Manifest.Journal.IsZero() {
			continue
		}
		for _, kind := range f.Manifest.Kinds {
			if kind == "final" {
				final[f.ID] = true
			}
		}
	}
	return final
}

// retained says which vintages are kept, and why. current is the ID of the current one; closings
// are those with which periods were closed. Months are counted in the time zone of now. To remove
// what is not kept night after night leaves the same vintages as to remove it once at the end.
// Vintages that were made as of an earlier moment use up no night and no month, because they are no
// nights of their own.
func retained(
	all []vintage.Folder, current string, closings map[string]bool, policy workspace.Retention, now time.Time,
) map[string]Retaining {
	newest := slices.SortedFunc(slices.Values(all), func(a, b vintage.Folder) int {
		return cmp.Or(b.Manifest.CreatedAt.Compare(a.Manifest.CreatedAt), cmp.Compare(b.ID, a.ID))
	})
	kept := map[string]Retaining{}
	nights, months := 0, map[int]bool{}
	for _, f := range newest {
		month := monthOf(f.Manifest.CreatedAt.In(now.Location()))
		asOf := !f.Manifest.AsOf.IsZero()
		within := policy.Months == workspace.EveryMonth || month > monthOf(now)-policy.Months
		switch {
		case f.ID == current:
			kept[f.ID] = RetainCurrent
		case nights < policy.Last:
			kept[f.ID] = RetainLast
		case asOf: // somebody wanted to look at it, and can make it again
		case policy.Closings && closings[f.ID]:
			kept[f.ID] = RetainClosing
		case within && !months[month]:
			kept[f.ID] = RetainMonth
		}
		if !asOf {
			nights++
			months[month] = true
		}
	}
	return kept
}

// monthOf counts months, so that the one before is one less.
func monthOf(t time.Time) int { return t.Year()*12 + int(t.Month()) }
