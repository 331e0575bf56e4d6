package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
)

// Exit statuses. They are a contract with the scripts that call tonghop: docs/operations.md and the
// help of the program name them, and a test goes over all commands so that the same condition
// always ends in the same status.
const (
	statusDone     = 0
	statusFailed   = 1
	statusMisused  = 2 // wrong use or configuration
	statusRejected = 3 // done, but with rejected or held workbooks, or warnings (run --strict)
)

// usageError is a command line that cannot be carried out. What is printed of it ends in how to call the command.
type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem }

// Kind is misuse: whoever typed the command line types another one.
func (e *usageError) Kind() fault.Kind { return fault.Misuse }

// rejectedError ends a strict run that was done. The run itself did all that it should; the status
// only tells a script that somebody has to look at workbooks.
type rejectedError struct{ rejected, held, warnings int }

func (e *rejectedError) Error() string {
	var problems []string
	if e.rejected > 0 {
		problems = append(problems, fmt.Sprintf("%d workbooks were rejected", e.rejected))
	}
	if e.held > 0 {
		problems = append(problems, fmt.Sprintf("%d are held", e.held))
	}
	if e.warnings > 0 {
		problems = append(problems, fmt.Sprintf("there are %s", counted(e.warnings, "warning")))
	}
	return "done, but " + strings.Join(problems, " and ") + " (--strict)"
}

// Kind is refused: the workbooks have to be corrected. It has an exit status of its own, because the run was done.
func (e *rejectedError) Kind() fault.Kind { return fault.Refused }

// exitStatus is the one place that turns an error into a status and what stderr says. What was
// refused has failed, too: a script that calls tonghop has not got what it called it for. The order
// of the cases matters: a misused command line that was also cancelled is told as misuse, and
// whatever has no kind of its own has failed.
func exitStatus(err error) (status int, text string) {
	switch {
	case fault.Of(err) == fault.Misuse:
		return statusMisused, err.Error()
	case errors.As(err, new(*rejectedError)):
		return statusRejected, err.Error()
	case errors.Is(err, context.Canceled):
		return statusFailed, "stopped; nothing of this run was kept"
	}
	return statusFailed, err.Error()
}
