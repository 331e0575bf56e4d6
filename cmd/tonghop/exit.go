package main

import (
	"context"
	"errors"
	"fmt"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// Exit statuses.
const (
	statusDone     = 0
	statusFailed   = 1
	statusMisused  = 2 // wrong use or configuration
	statusRejected = 3 // done, but with rejected workbooks (run --strict)
)

// usageError is a command line that cannot be carried out.
type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem }

// rejectedError ends a strict run that was done.
type rejectedError struct{ rejected int }

func (e *rejectedError) Error() string {
	return fmt.Sprintf("done, but %d workbooks were rejected (--strict)", e.rejected)
}

// misuses are the errors that say that the command line, or what the office itself wrote, is at fault.
func misuses() []any {
	return []any{
		new(*usageError), new(*pipeline.ConfigurationError), new(*workspace.ConfigError), new(*pipeline.SubjectError),
		new(*warehouse.UnitError), new(*trace.NotPublishedError), new(*completeness.NothingError),
	}
}

// exitStatus is the one place that turns an error into a status and what stderr says.
func exitStatus(err error) (status int, text string) {
	misused := errors.Is(err, pipeline.ErrNoReason)
	for _, target := range misuses() {
		misused = misused || errors.As(err, target)
	}
	var rejected *rejectedError
	switch {
	case misused:
		return statusMisused, err.Error()
	case errors.As(err, &rejected):
		return statusRejected, err.Error()
	case errors.Is(err, context.Canceled):
		return statusFailed, "stopped; nothing of this run was kept"
	}
	return statusFailed, err.Error()
}
