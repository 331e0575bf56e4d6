package journal

import (
	"fmt"

	"tonghop/pipeline/vocabulary/fault"
)

// restore is what to do about a journal that is not what it was.
const restore = "put it back from the last backup"

// LineError says that a line is not one that tonghop wrote, or does not follow the one before it.
type LineError struct {
	Path    string
	N       int // which line, from 1
	Problem string
}

func (e *LineError) Error() string {
	return fmt.Sprintf("%s line %d: %s; the journal was changed: %s", e.Path, e.N, e.Problem, restore)
}

// Kind is failed: the file is no longer what tonghop wrote.
func (e *LineError) Kind() fault.Kind { return fault.Failed }

// ForkError says that two lines follow one and the same line: two programs wrote at a time, which the lock of the
// workspace forbids and a share that lies about locks lets happen. Neither is taken for the right one.
type ForkError struct {
	Path   string
	N      int    // the line that begins the second branch
	After  int    // the line that both branches follow; 0: both are a first line
	Parent string // its SHA-256
}

func (e *ForkError) Error() string {
	return fmt.Sprintf("%s forks: line %d and line %d both follow line %d (SHA-256 %.12s…); two programs have written at "+
		"a time, so that the folder must be on a disk whose locks hold. Copy the file aside, cut it before line %d, delete "+
		"warehouse.duckdb and call tonghop run; what the cut lines said then has to be done again", e.Path, e.After+1, e.N,
		e.After, e.Parent, e.N)
}

// Kind is failed: only a person can say which branch holds.
func (e *ForkError) Kind() fault.Kind { return fault.Failed }

// HeadError says that a journal does not have the line that somebody noted as its last one: it is shorter, another
// one, or not there.
type HeadError struct {
	Path  string
	Noted Head
	By    string // who noted it: the warehouse, a manifest, a bundle
	Has   int    // whole lines that the journal has; -1: it is not there
}

func (e *HeadError) Error() string {
	state := "is another one"
	switch {
	case e.Has < 0:
		state = "is not there"
	case e.Has < e.Noted.Lines:
		state = fmt.Sprintf("is shorter: it has %d lines", e.Has)
	}
	return fmt.Sprintf("%s %s; %s was made with one whose line %d has the SHA-256 %.12s…: %s, and what came since is "+
		"taken in again from the inbox", e.Path, state, e.By, e.Noted.Lines, e.Noted.SHA256, restore)
}

// Kind is failed: the file is no longer what tonghop wrote.
func (e *HeadError) Kind() fault.Kind { return fault.Failed }

// GrownError says that somebody has written into the journal since it was opened.
type GrownError struct {
	Path string
	Err  error
}

func (e *GrownError) Error() string {
	return fmt.Sprintf("%s: somebody else has written into it since it was opened, so that nothing was appended (%v); "+
		"call the command again, and see that only one machine works in the folder", e.Path, e.Err)
}

// Kind is refused: the command may be called again.
func (e *GrownError) Kind() fault.Kind { return fault.Refused }

func (e *GrownError) Unwrap() error { return e.Err }
