package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace/durable"
)

// Kind is misuse: another folder has to be named.
func (e *PlaceError) Kind() fault.Kind { return fault.Misuse }

// drop removes the backups that are no longer kept: those beyond Keep, and all that were made
// before something was forgotten, since what they hold of vintages and bundles may quote it. What
// no backup lists any more goes with them. It comes after the new backup is on disk: a store is
// never without one. Contents are removed last, when no list names them any more.
func (s Store) drop(o Options, saved *Saved) error {
	ids, err := s.IDs()
	if err != nil {
		return err
	}
	keep := ids[s.lastThatHolds(ids, o.Forgotten)+1:]
	if o.Keep > 0 && len(keep) > o.Keep {
		keep = keep[len(keep)-o.Keep:]
	}
	for _, id := range ids[:len(ids)-len(keep)] {
		if err := os.Remove(s.listPath(id)); err != nil {
			return fmt.Errorf("backup %s: %w", id, err)
		}
		saved.Dropped = append(saved.Dropped, id)
	}
	stripped, err := s.strip(keep, o.NotKept)
	if err != nil || !stripped && len(saved.Dropped) == 0 {
		return err
	}
	return s.sweep(keep)
}

// strip takes lists of people out of the backups: such a file may have been copied before a run had
// looked at it. The rest of such a backup stays as it was: the file was never a part of the ledger.
func (s Store) strip(ids, sums []string) (stripped bool, err error) {
	for _, id := range ids {
		l, err := s.Open(id)
		if err != nil || !s.hold(l, sums) {
			continue // a damaged one is named by Check
		}
		l.Files = slices.DeleteFunc(l.Files, func(f File) bool { return slices.Contains(sums, f.SHA256) })
		if err := s.write(l); err != nil {
			return stripped, err
		}
		stripped = true
	}
	return stripped, nil
}

// lastThatHolds is the place of the last backup that has one of the contents; -1 when none has.
func (s Store) lastThatHolds(ids, sums []string) int {
	for i := len(ids) - 1; i >= 0 && len(sums) > 0; i-- {
		if l, err := s.Open(ids[i]); err == nil && s.hold(l, sums) { // a damaged one is named by Check
			return i
		}
	}
	return -1
}

// hold says whether a backup has one of the contents.
func (s Store) hold(l List, sums []string) bool {
	return slices.ContainsFunc(l.Files, func(f File) bool { return slices.Contains(sums, f.SHA256) })
}

// sweep removes every content that none of the backups lists. When one of their lists cannot be
// read nothing is removed. That is the cautious side: a content too much costs room, one too few
// costs a backup.
func (s Store) sweep(ids []string) error {
	listed := map[string]bool{}
	for _, id := range ids {
		l, err := s.Open(id)
		if err != nil {
			return err
		}
		for _, f := range l.Files {
			listed[f.SHA256] = true
		}
	}
	return filepath.WalkDir(s.objects(), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || entry.IsDir() || listed[entry.Name()] {
			return err
		}
		return durable.RemoveAll(path)
	})
}

// Check reads every content that the backups list, and names what is damaged or missing. A content
// that several backups list is read once. Whatever can be read goes on being checked behind a
// damaged list.
func (s Store) Check() (problems []string, err error) {
	ids, err := s.IDs()
	if err != nil {
		return nil, err
	}
	problems = []string{}
	checked := map[string]bool{}
	for _, id := range ids {
		l, err := s.Open(id)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		for _, f := range l.Files {
			if f.Link != "" || checked[f.SHA256] {
				continue
			}
			checked[f.SHA256] = true
			if err := s.sound(f); err != nil {
				problems = append(problems, fmt.Sprintf("backup %s, %s: %v", id, f.Path, err))
			}
		}
	}
	return problems, nil
}

// sound is nil when the store has the content of a file.
func (s Store) sound(f File) error {
	sum, size, err := sumOfFile(s.object(f.SHA256), f.Size+1)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &DamagedError{s.object(f.SHA256), "is missing"}
	case err != nil:
		return err
	case sum != f.SHA256 || size != f.Size:
		return &DamagedError{s.object(f.SHA256), "was changed"}
	}
	return nil
}
