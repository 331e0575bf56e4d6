package pipeline

import (
	"context"
	"errors"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/workspace"
)

// Ask answers a query in SQL from the tables of the current vintage, which it cannot change. The rows go to the
// listener one by one, so that an answer may be larger than memory. It needs no lock. Errors:
// *vintage.NothingPublishedError, what DuckDB says of the query, and what the listener returns.
func Ask(ctx context.Context, space *workspace.Workspace, query string, listener vintage.Listener) (err error) {
	tables, err := vintage.OpenCurrent(ctx, space.Published)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	return tables.Answer(ctx, query, listener)
}

// ReadyQueries lists the queries that are ready for staff, by name.
func ReadyQueries() ([]vintage.StaffQuery, error) { return vintage.StaffQueries() }
