package pipeline

import (
	"context"
	"io"
	"slices"
	"strings"

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

// ReadyQueries lists the queries that can be asked by name, in the order of their names: the program's own, and those
// that an office keeps in queries/ of its workspace. Where both have a name, it is the office's that is meant, so that
// a later version of the program with more queries never changes what an office's name answers. Without a workspace,
// nil, there are the program's alone.
func ReadyQueries(space *workspace.Workspace) ([]vintage.StaffQuery, error) {
	ready, err := vintage.StaffQueries()
	if err != nil || space == nil {
		return ready, err
	}
	saved, err := space.SavedQueries()
	for _, own := range saved {
		ready = slices.DeleteFunc(ready, func(q vintage.StaffQuery) bool { return q.Name == own.Name })
		ready = append(ready, vintage.SavedQuery(own.Name, own.File, own.Text))
	}
	slices.SortFunc(ready, func(a, b vintage.StaffQuery) int { return strings.Compare(a.Name, b.Name) })
	return ready, err
}
