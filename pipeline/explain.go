package pipeline

import (
	"context"
	"errors"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
)

// endOf is the last day of a period by the workspace's calendar; zero for a text that is none.
func endOf(space *workspace.Workspace, text string) period.Date {
	p, err := period.Named(text)
	if err != nil {
		return period.Date{}
	}
	return space.Calendar.Interval(p).To
}

// Explain derives a number of the current vintage down to file, sheet and cell. The key's unit may be written as a
// person means it: by identifier, or by official code or name, as of the period's end. It needs no lock. Errors:
// *vintage.NothingPublishedError, *vintage.UnitError, *trace.NotPublishedError.
func Explain(ctx context.Context, space *workspace.Workspace, key trace.Key) (e *trace.Explanation, err error) {
	tables, err := vintage.OpenCurrent(ctx, space.Published)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	if key.UnitID, err = tables.FindUnit(ctx, key.UnitID, endOf(space, key.Period)); err != nil {
		return nil, err
	}
	return trace.Explain(ctx, tables, key)
}
