package pipeline

import (
	"context"
	"errors"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/workspace"
)

// Explain derives a number of the current vintage down to file, sheet and cell. The key's unit may be written as a
// person means it: by identifier, official code or name. It needs no lock. Errors: *vintage.NothingPublishedError,
// *vintage.UnitError, *trace.NotPublishedError.
func Explain(ctx context.Context, space *workspace.Workspace, key trace.Key) (e *trace.Explanation, err error) {
	tables, err := vintage.OpenCurrent(ctx, space.Published)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	if key.UnitID, err = tables.FindUnit(ctx, key.UnitID); err != nil {
		return nil, err
	}
	return trace.Explain(ctx, tables, key)
}
