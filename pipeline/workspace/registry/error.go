package registry

import (
	"errors"
	"fmt"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
)

// RowError says what is wrong in one row of the registry's files, and what to do about it. It is an
// error where Load or New returns it, and a warning where Doubts does.
type RowError struct {
	Source
	// Column is the header of the column, or for a cell that cannot be read its letter; Read is the
	// value as the file has it, empty where nothing was read.
	Column   string // "" when the whole row is meant
	Read     string // what the file says
	Expected string // what was expected instead, or what to do
}

func (e *RowError) Error() string {
	var text strings.Builder
	text.WriteString(e.File)
	if e.Row > 0 {
		fmt.Fprintf(&text, ", row %d", e.Row)
	}
	if e.Column != "" {
		fmt.Fprintf(&text, ", column %s", e.Column)
	}
	if e.Read != "" {
		fmt.Fprintf(&text, ": read %q", e.Read)
	}
	return text.String() + ": " + e.Expected
}

// Kind is misuse: the office corrects its own file.
func (e *RowError) Kind() fault.Kind { return fault.Misuse }

// shownErrors is how many rows are named at once. Twenty are enough to mend a file in one go and
// few enough to be read; the rest is only counted.
const shownErrors = 20

// countedErrors is up to how many of the rest are counted.
const countedErrors = 10_000

// problems collects what is wrong in several rows, so that staff see all of it at once and not one
// row for each run.
// found holds the first shownErrors problems, more counts those that came after them.
type problems struct {
	found []error
	more  int
}

// add notes what is wrong in a cell: what was read there, and what is expected instead.
func (p *problems) add(source Source, column, read, expected string, args ...any) {
	p.addError(&RowError{Source: source, Column: column, Read: read, Expected: fmt.Sprintf(expected, args...)})
}

// addError notes a problem, or only counts it once enough are held.
func (p *problems) addError(err error) {
	if len(p.found) < shownErrors {
		p.found = append(p.found, err)
		return
	}
	p.more++
}

// many says that more is wrong than anybody looks at, so that what takes long need not go on.
func (p *problems) many() bool { return p.more >= countedErrors }

// err is nil when nothing was found; otherwise all of it, joined.
func (p *problems) err() error {
	if p.many() {
		return errors.Join(append(p.found, fmt.Errorf("and %d or more other problems in the registry", countedErrors))...)
	}
	if p.more > 0 {
		return errors.Join(append(p.found, fmt.Errorf("and %d more problems in the registry", p.more))...)
	}
	return errors.Join(p.found...)
}
