package pipeline

import (
	"context"
	"io"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/workspace"
)

// Ask answers a query in SQL from the tables of the current vintage, which it cannot change, within the bounds of the
// workspace. The rows go to the listener one by one, so that an answer may be larger than memory. start makes the
// process in which the query is carried out: one that calls Respond. It needs no lock. Errors:
// *vintage.NothingPublishedError, and those of vintage.Folder.Ask.
func Ask(
	ctx context.Context, space *workspace.Workspace, query string, start vintage.Starter, listener vintage.Listener,
) error {
	current, err := vintage.Find(space.Published, vintage.CurrentName)
	if err != nil {
		return err
	}
	return current.Ask(ctx, query, vintage.Bounds(space.Queries), start, listener)
}

// Respond is the other side of Ask: it answers one query, which it reads, in a process of its own.
// It ends with the process that asked, also when nobody is there any more to take the answer.
func Respond(ctx context.Context, in io.Reader, out io.Writer) error {
	return vintage.Respond(ctx, in, out)
}

// ReadyQueries lists the queries that are ready for staff, by name.
func ReadyQueries() ([]vintage.StaffQuery, error) { return vintage.StaffQueries() }
