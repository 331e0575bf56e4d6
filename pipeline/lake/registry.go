package lake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

// registryTables are the tables of a lake that a nation's own registry fills.
var registryTables = []string{"lake/known_unit", "lake/known_series", "lake/unit", "lake/change", "lake/target"}

// WriteRegistry writes the registry of a ledger into a folder, as the tables that a lake has of it, of a province of
// that name; identifiers stay as they are. It returns the file of each table.
func WriteRegistry(
	ctx context.Context, ledger *warehouse.Warehouse, dir, province string,
) (files map[string]string, err error) {
	conn, leave, err := ledger.Beside(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, leave()) }()
	if err := duck.Script(ctx, conn, "SET VARIABLE lake_prefix = ''"); err != nil {
		return nil, err
	}
	files = map[string]string{}
	for _, query := range registryTables {
		folder := filepath.Join(dir, path.Base(query), "province="+province)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("registry of %s: %w", province, err)
		}
		f, err := copyOut(ctx, conn, query, filepath.Join(folder, "registry.parquet"))
		if err != nil {
			return nil, err
		}
		files[path.Base(query)] = f.Path
	}
	return files, nil
}
