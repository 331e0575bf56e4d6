package warehouse

import (
	"context"
	"database/sql"

	"tonghop/pipeline/warehouse/duck"
)

// A ledger of few observations is worked on as it stands: one thread, since more of them would only wait for each
// other, and blocks that are neither compressed nor larger than the tables. Trying out compressions alone takes a tenth
// of a small run. The tables are the same either way.
const (
	fewObservations = 100_000 // fewer than DuckDB compresses at once, so that a large ledger is compressed from the start
	smallBlocks     = 16 << 10
	largeBlocks     = 256 << 10
)

// size sets the database up for a number of observations: those of the ledger and those that are about to be loaded.
// It goes from few to many, and never back while the database is open.
func (w *Warehouse) size(ctx context.Context, q duck.Querier, observations int64) error {
	if w.many || observations < fewObservations {
		return nil
	}
	w.many = true
	settings := "RESET force_compression;"
	if w.threads == 0 {
		settings += "RESET threads;"
	}
	return duck.Script(ctx, q, settings)
}

// observations counts those of the ledger.
func observations(ctx context.Context, q duck.Querier) (count int64, err error) {
	err = duck.Each(ctx, q, "warehouse/observation_count", func(rows *sql.Rows) error { return rows.Scan(&count) })
	return count, err
}
