package lake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace"
)

// registryTables are the tables of a lake that a nation's own registry fills.
var registryTables = []string{"lake/known_unit", "lake/known_series", "lake/unit", "lake/nation_change", "lake/target"}

// WriteRegistry writes the registry of a ledger into a folder, as the tables that a lake has of it, of a province of
// that name; identifiers stay as they are. passing goes with its changes. It returns the file of each table.
func WriteRegistry(
	ctx context.Context, ledger *warehouse.Warehouse, dir, province string, passing []workspace.Succession,
) (files map[string]string, err error) {
	conn, leave, err := ledger.Beside(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, leave()) }()
	if err := duck.Script(ctx, conn, "SET VARIABLE lake_prefix = ''"); err != nil {
		return nil, err
	}
	if err := changesWith(ctx, conn, passing); err != nil {
		return nil, err
	}
	files = map[string]string{}
	for _, query := range registryTables {
		table := strings.TrimPrefix(path.Base(query), "nation_")
		folder := filepath.Join(dir, table, "province="+province)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("registry of %s: %w", province, err)
		}
		f, err := copyOut(ctx, conn, query, filepath.Join(folder, "registry.parquet"))
		if err != nil {
			return nil, err
		}
		files[table] = f.Path
	}
	return files, nil
}

// changesWith makes the temporary table lake_change: the changes of the registry, and behind them
// what passes from one province into another. Such a change stands in no province's registry, since
// the unit that passes is in one and its successor in another. They are numbered on behind the
// registry's own rows.
func changesWith(ctx context.Context, q duck.Querier, passing []workspace.Succession) error {
	body, err := duck.Statement("lake/change")
	if err != nil {
		return err
	}
	var all strings.Builder
	fmt.Fprintf(&all, "CREATE OR REPLACE TEMP TABLE lake_change AS %s;\n", body)
	for _, s := range passing {
		fmt.Fprintf(&all, "INSERT INTO lake_change SELECT count(*) + 1, DATE %s, %s, %s, %s, %s, %s, NULL "+
			"FROM lake_change;\n",
			duck.Quoted(s.Date.String()), duck.Quoted(s.Kind), duck.Quoted(s.Unit), duck.Quoted(s.Into),
			duck.Quoted(s.Decision), duck.Quoted(s.Counts))
	}
	return duck.Script(ctx, q, all.String())
}
