package main

import (
	"context"
	"errors"
	"fmt"

	"tonghop/pipeline"
	"tonghop/schedule"
	"tonghop/trace"
	"tonghop/workspace"
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

// exitStatus is the one place that turns an error into a status and what stderr says.
func exitStatus(err error) (status int, text string) {
	var misuse *usageError
	var configuration *pipeline.ConfigurationError
	var file *workspace.ConfigError
	var rejected *rejectedError
	var held *schedule.HeldError
	var subject *pipeline.SubjectError
	var unit *trace.UnitError
	var unpublished *trace.NotPublishedError
	switch {
	case errors.As(err, &misuse), errors.As(err, &configuration), errors.As(err, &file), errors.Is(err, pipeline.ErrNoReason), errors.As(err, &subject),
		errors.As(err, &unit), errors.As(err, &unpublished):
		return statusMisused, err.Error()
	case errors.As(err, &rejected):
		return statusRejected, err.Error()
	case errors.As(err, &held):
		return statusFailed, err.Error()
	case errors.Is(err, context.Canceled):
		return statusFailed, "stopped; nothing of this run was kept"
	}
	return statusFailed, err.Error()
}
