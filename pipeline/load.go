package pipeline

import (
	"context"
	"fmt"

	"tonghop/pipeline/warehouse"
)

// loadInto appends batches of readings to the ledger. The name of the definitions is taken once,
// before the first batch, since it is a hash over all of them.
func (r *run) loadInto(ctx context.Context, tx *warehouse.Tx) func([]warehouse.Loaded) error {
	readWith := r.readWith()
	return func(batch []warehouse.Loaded) error {
		if err := tx.Load(ctx, batch, readWith); err != nil {
			return fmt.Errorf("load: %w", err)
		}
		return nil
	}
}
