package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// Beside gives a connection of the open ledger to files that are opened beside it, which costs a tenth of opening a
// database of its own for them. The caller attaches them, and leave takes the names under which it did so: it makes the
// connection what it was, for whoever needs one next. Temporary tables are the caller's to drop.
func (w *Warehouse) Beside(ctx context.Context) (conn *sql.Conn, leave func(attached ...string) error, err error) {
	if conn, err = w.db.Conn(ctx); err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", w.path, err)
	}
	ledger := ""
	if err := conn.QueryRowContext(ctx, "SELECT current_database()").Scan(&ledger); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, func(attached ...string) error {
		statements := fmt.Sprintf("USE \"%s\";\n", strings.ReplaceAll(ledger, `"`, `""`))
		for _, name := range attached {
			statements += fmt.Sprintf("DETACH DATABASE IF EXISTS %s;\n", name)
		}
		return errors.Join(duck.Script(context.WithoutCancel(ctx), conn, statements), conn.Close())
	}, nil
}
