package registry

import (
	"errors"
	"fmt"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
)

// RowError says what is wrong in one row of the registry's files, and what to do.
type RowError struct {
	Source
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

// shownErrors is how many rows are named at once: enough to mend a file in one go, few enough to be read.
const shownErrors = 20

// problems collects what is wrong, so that staff see all of it and not the first row only.
type problems struct {
	found []error
	more  int
}

func (p *problems) add(source Source, column, read, expected string, args ...any) {
	p.addError(&RowError{Source: source, Column: column, Read: read, Expected: fmt.Sprintf(expected, args...)})
}

func (p *problems) addError(err error) {
	if len(p.found) < shownErrors {
		p.found = append(p.found, err)
		return
	}
	p.more++
}

func (p *problems) err() error {
	if p.more > 0 {
		return errors.Join(append(p.found, fmt.Errorf("and %d more problems in the registry", p.more))...)
	}
	return errors.Join(p.found...)
}
