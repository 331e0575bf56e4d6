package pipeline

import (
	"context"
	"errors"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace"
)

// Diff lists every number that two vintages publish and that differs, and why. The vintages are
// named by their IDs or as "current". unit narrows it to the numbers of one unit, written as a
// person means it: by identifier, official code or name; "" does not. It needs no lock. Errors:
// *vintage.NothingPublishedError, *vintage.UnknownError, *vintage.UnitError. An empty list, and not
// none, means that nothing differs. The whole comparison is made also for one unit, because a
// unit's number is explained by what was gathered from those beneath it.
func Diff(ctx context.Context, space *workspace.Workspace, before, after, unit string) ([]trace.Revision, error) {
	earlier, err := vintage.Find(space.Published, before)
	if err != nil {
		return nil, err
	}
	later, err := vintage.Find(space.Published, after)
	if err != nil {
		return nil, err
	}
	if unit, err = unitOf(ctx, later, unit); err != nil {
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

// unitOf is the identifier of the unit that a text means in a vintage, "" for none. A code or name
// is looked up at whatever time a unit bore it, since what differs may be of any period.
func unitOf(ctx context.Context, in vintage.Folder, text string) (id string, err error) {
	if text == "" {
		return "", nil
	}
	tables, err := in.Open(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	return tables.FindUnit(ctx, text, period.Date{})
}
