package warehouse

import (
	"context"
	"database/sql"
	"errors"

	"tonghop/pipeline/warehouse/duck"
)

// A ledger of few observations is worked on as it stands: by one thread, since more of them would only wait for each
// other, and without compression, since to try the compressions out takes a tenth of a small run and saves less than a
// megabyte. The tables are the same either way.
const (
	uncompressedObservations = 10_000
	oneThreadObservations    = 100_000
)

// Sizes of a database's blocks in bytes, a power of two up to DuckDB's own, 256 KB. The larger they are, the more there
// is to compress at once, and the more room small tables waste: three million observations take 84 MB in blocks of
// 16 KB, 38 MB in those of 128 KB, and a vintage of five units 1.2 MB and 5 MB in those of 16 and 256 KB.
const (
	blockSize      = 128 << 10 // of the ledger, which grows, and of vintages
	smallBlockSize = 16 << 10  // of a vintage that is not compressed
)

// size sets the database up for a number of observations: those of the ledger and those that are about to be loaded.
// It goes from few to many, and never back while the database is open.
func (w *Warehouse) size(ctx context.Context, q duck.Querier, observations int64) error {
	settings := ""
	if !w.compressed && observations >= uncompressedObservations {
		w.compressed = true
		settings += "RESET force_compression;"
	}
	if w.threads == 0 && observations >= oneThreadObservations {
		w.threads = -1 // from now on as many as there are cores
		settings += "RESET threads;"
	}
	if settings == "" {
		return nil
	}
	return duck.Script(ctx, q, settings)
}

// release has DuckDB give back to the system what its allocator holds and does not use. After a large table that is a
// few hundred megabytes, which it would go on holding while the next one, which needs as much, is made. It gives them
// back when it is told its limit of memory, be it the same one. Of few observations it holds nothing that is worth it.
func (w *Warehouse) release(ctx context.Context, q duck.Querier) error {
	if w.threads >= 0 {
		return nil
	}
	return duck.Script(ctx, q, "SET memory_limit = "+duck.Quoted(w.memory))
}

// observations counts those of the ledger.
func observations(ctx context.Context, q duck.Querier) (count int64, err error) {
	err = duck.Each(ctx, q, "warehouse/observation_count", func(rows *sql.Rows) error { return rows.Scan(&count) })
	return count, err
}

// deadShare is how large a part of core.attainment may be rows that are gone and still have room in the file, as the
// n-th part.
const deadShare = 4

// makeLittle sets the database up for few rows that are made anew: they are made with one thread, and those that they
// replace only go out of sight. Otherwise the checkpoint would write groups of rows anew of which a twelfth is gone,
// which takes longer than to make the rows of a night. Once a part of the rows is gone, it may do so.
func (b *builder) makeLittle(ctx context.Context) error {
	again, err := duck.OneThread(ctx, b.q)
	if err != nil {
		return err
	}
	b.allThreads = again
	var stored, there int64
	err = duck.Each(ctx, b.q, "warehouse/stored_rows", func(rows *sql.Rows) error { return rows.Scan(&stored, &there) })
	if err != nil || (stored-there)*deadShare > stored {
		return err
	}
	b.allThreads = func() error {
		return errors.Join(again(), duck.Script(context.WithoutCancel(ctx), b.q, "RESET max_vacuum_tasks"))
	}
	return duck.Script(ctx, b.q, "SET max_vacuum_tasks = 0")
}
