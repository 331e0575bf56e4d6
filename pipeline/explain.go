package pipeline

import (
	"context"
	"errors"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
)

// endOf is the last day of a period by the workspace's calendar; zero for a text that is none. A
// text that is no period is refused later, by trace, with a message of its own.
func endOf(space *workspace.Workspace, text string) period.Date {
	p, err := period.Named(text)
	if err != nil {
		return period.Date{}
	}
	return space.Calendar.Interval(p).To
}

// lastDay is later than every change: the units that bear a code or name then are those of current boundaries.
var lastDay = period.Date{Year: 9999, Month: 12, Day: 31}

// Boundaries are those in which a published number stands.
type Boundaries bool

const (
	AsReported Boundaries = false // the tree at the end of each period
	Current    Boundaries = true  // the tree of the day of the run
)

// Explain derives a number of the current vintage down to file, sheet and cell. The key's unit may be written as a
// person means it: by identifier, or by official code or name, as of the period's end, or in current boundaries as
// the last unit has it. It needs no lock. Errors: *vintage.NothingPublishedError, *vintage.UnitError,
// *trace.NotPublishedError.
func Explain(ctx context.Context, space *workspace.Workspace, key trace.Key, in Boundaries) (
	e *trace.Explanation, err error) {
	tables, err := vintage.OpenCurrent(ctx, space.Published)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	on, explain := endOf(space, key.Period), trace.Explain
	// A unit that ended is asked for by the code that it had then; in current boundaries only the
	// units of the last day have rows.
	if in == Current {
		on, explain = lastDay, trace.ExplainCurrent
	}
	if key.UnitID, err = tables.FindUnit(ctx, key.UnitID, on); err != nil {
		return nil, err
	}
	return explain(ctx, tables, key)
}
