package pipeline

import (
	"context"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/workspace"
)

// Diff lists every number that two vintages publish and that differs, and why; unit narrows it to the numbers of the unit with
// this identifier, "" does not. The vintages are named by their IDs or as "current". It needs no lock. Errors:
// *vintage.NothingPublishedError, *vintage.UnknownError, and what the file system and DuckDB return.
func Diff(ctx context.Context, space *workspace.Workspace, before, after, unit string) ([]trace.Revision, error) {
	earlier, err := vintage.Find(space.Published, before)
	if err != nil {
		return nil, err
	}
	later, err := vintage.Find(space.Published, after)
	if err != nil {
		return nil, err
	}
	all, err := trace.Compare(ctx, earlier, later)
	if err != nil {
		return nil, err
	}
	asked := []trace.Revision{}
	for _, v := range all {
		if unit == "" || v.UnitID == unit {
			asked = append(asked, v)
		}
	}
	return asked, nil
}
