package lake

import (
	"context"
	"errors"
	"fmt"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
)

// ErrKilled ends a write of WriteUntil.
var ErrKilled = errors.New("killed")

// WriteUntil is Write that is killed once it has written a table, or the manifest.
func WriteUntil(
	ctx context.Context, step string, to Store, ledger *warehouse.Warehouse, published vintage.Folder, o Options,
) error {
	w := &writer{to: to, options: o, made: newManifest(published, o), reached: func(reached string) error {
		if reached == step {
			return ErrKilled
		}
		return nil
	}}
	if err := w.write(ctx, ledger, published); err != nil {
		return err
	}
	return fmt.Errorf("it never came to %s", step)
}
