// Package fault says of an error what sort it is: whether the caller did something wrong, whether a right request was
// refused, or whether something failed. Each error type of tonghop carries its kind itself, where it is born, so that
// nobody needs a list of types to decide what to do about an error. The package knows no exit status and prints
// nothing; cmd/tonghop turns a kind into both.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of error it is.
type Kind string

const (
	// Misuse is for whoever called: a wrong command line, a mistake in tonghop.yaml, a form or the registry, a subject
	// that does not exist (a unit, period, submission or vintage), or a question before anything was recorded or
	// published.
	Misuse Kind = "misuse"
	// Refused is a right request that the state of things does not allow, and by which nothing was changed: a workbook
	// that cannot be read or passes a bound, a sum too large for the tables, a workspace in which somebody else is
	// working.
	Refused Kind = "refused"
	// Failed is everything else: a full disk, a damaged file, tables that contradict themselves, a defect of tonghop.
	Failed Kind = "failed"
)

// kinder is what the error types implement.
type kinder interface {
	error
	Kind() Kind
}

// Of returns the kind of the outermost error of the chain that has one, because what wraps an error knows better what
// it means: a number that cannot be read is refused in a workbook and misuse in tonghop.yaml. Of several joined errors
// the first one with a kind decides. An error without any is Failed.
func Of(err error) Kind {
	if known := kinder(nil); errors.As(err, &known) {
		return known.Kind()
	}
	return Failed
}

// New makes an error of a kind for which no type is needed, because nobody asks for more than its text.
func New(kind Kind, format string, args ...any) error {
	return &kinded{kind, fmt.Errorf(format, args...)}
}

// Wrap gives an error a kind and leaves its text as it is. No error stays none.
func Wrap(kind Kind, err error) error {
	if err == nil {
		return nil
	}
	return &kinded{kind, err}
}

// kinded is an error with a kind beside it. Its text is that of the error alone.
type kinded struct {
	kind Kind
	err  error
}

func (e *kinded) Error() string { return e.err.Error() }

func (e *kinded) Unwrap() error { return e.err }

func (e *kinded) Kind() Kind { return e.kind }
