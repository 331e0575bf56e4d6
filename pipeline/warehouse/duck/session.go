package duck

import (
	"context"
	"errors"
	"fmt"
)

// InTransaction does what is to be done on one connection in one transaction, or nothing of it. The errors are those of
// do and of the database.
func InTransaction(ctx context.Context, q Querier, do func() error) error {
	if _, err := q.ExecContext(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	err := do()
	if err == nil {
		_, err = q.ExecContext(ctx, "COMMIT")
		return err
	}
	_, undone := q.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	return errors.Join(err, undone)
}

// OneThread makes DuckDB work with one thread until the function that it returns is called; calling it again does
// nothing. It is for writing Parquet: how rows are parted into groups would otherwise depend on the number of threads,
// and the bytes with it.
func OneThread(ctx context.Context, q Querier) (again func() error, err error) {
	threads := 0
	if err := q.QueryRowContext(ctx, "SELECT current_setting('threads')").Scan(&threads); err != nil {
		return nil, err
	}
	if threads == 1 {
		return func() error { return nil }, nil
	}
	if err := Script(ctx, q, "SET threads = 1"); err != nil {
		return nil, err
	}
	return func() error {
		before := threads
		if threads = 0; before == 0 {
			return nil
		}
		return Script(context.WithoutCancel(ctx), q, fmt.Sprintf("SET threads = %d", before))
	}, nil
}
