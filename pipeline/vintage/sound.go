package vintage

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vocabulary/fault"
)

// UnsoundError says that the current vintage is not as it was published. A run heals it by
// publishing again, so that it ends no run.
type UnsoundError struct {
	Problem string // what is wrong, and with which file
	Err     error  // nil when nothing more is known
}

func (e *UnsoundError) Error() string {
	text := "the published tables are damaged: " + e.Problem
	if e.Err != nil {
		text += fmt.Sprintf(" (%v)", e.Err)
	}
	return text + "; \"tonghop run\" publishes them again"
}

// Kind is failed: a file is no longer what tonghop wrote.
func (e *UnsoundError) Kind() fault.Kind { return fault.Failed }

func (e *UnsoundError) Unwrap() error { return e.Err }

// CurrentSound is Current for who can publish again: it looks at the files of the vintage as well, by size and time,
// and with thorough by their sums. noted are the SHA-256 of manifests that the journal notes, by vintage; one that is
// not among them may be any. Where there are vintages and no pointer, that is damage too. Errors: *UnsoundError;
// *DamagedError for what only a person can decide about, which is to be moved away by hand; the file system's.
func CurrentSound(
	published string, thorough bool, noted map[string]string,
) (current Folder, exists bool, err error) {
	if current, exists, err = Current(published); err != nil {
		return current, exists, err
	}
	if exists {
		return current, exists, current.sound(thorough, noted)
	}
	if last, any := LastSound(published, noted); any {
		problem := fmt.Sprintf("%s is missing, and there is the vintage %s", filepath.Join(published, pointerName), last.ID)
		return current, false, &UnsoundError{Problem: problem}
	}
	return current, false, nil
}

// sound looks at every file that the manifest names. A file that is younger than the manifest has
// been written since, or copied: its sum tells which. The first thing that is wrong is enough,
// because the whole vintage is published again then.
func (f Folder) sound(thorough bool, noted map[string]string) error {
	if err := f.refuseLogs(); err != nil {
		return err
	}
	is, err := f.ManifestSum()
	if err != nil {
		return err
	}
	if was, known := noted[f.ID]; known && is != was {
		return &UnsoundError{Problem: filepath.Join(f.Dir, manifestName) + " is not the one that the journal notes"}
	}
	manifest, err := os.Stat(filepath.Join(f.Dir, manifestName))
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(f.Manifest.Files)) {
		path, was := filepath.Join(f.Dir, name), f.Manifest.Files[name]
		is, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return &UnsoundError{Problem: path + " is missing"}
		case err != nil:
			return err
		case !is.Mode().IsRegular() || is.Size() != was.Size:
			return &UnsoundError{Problem: fmt.Sprintf("%s has %d bytes; %d were published", path, is.Size(), was.Size)}
		case (thorough || is.ModTime().After(manifest.ModTime())) && !f.Unchanged(name):
			return &UnsoundError{Problem: path + " has other contents than were published"}
		}
	}
	return nil
}

// LastSound is the newest vintage that is as it was published, whichever the current one is; those
// made as of an earlier moment are left out. any is false when there is none. It reads all files of
// each vintage that it looks at, from the newest on, and stops at the first whole one.
func LastSound(published string, noted map[string]string) (last Folder, any bool) {
	entries, err := os.ReadDir(filepath.Join(published, vintages))
	if err != nil {
		return last, false
	}
	for _, entry := range slices.Backward(entries) {
		f, err := open(published, entry.Name())
		if err == nil && f.Manifest.AsOf.IsZero() && f.Manifest.ID == f.ID && f.sound(true, noted) == nil {
			return f, true
		}
	}
	return last, false
}

// Point makes a vintage that is there the current one, in one step. head is how far the journal has come.
func Point(published string, to Folder, head journal.Head) error {
	if err := point(published, to, head); err != nil {
		return fmt.Errorf("published tables: %w", err)
	}
	return nil
}
