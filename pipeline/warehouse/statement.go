package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	statements "tonghop/sql"
)

// querier is what a *sql.Conn, *sql.DB and *sql.Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// statement is the text of sql/queries/<name>.sql.
func statement(name string) (string, error) {
	body, err := fs.ReadFile(statements.Files, "queries/"+name+".sql")
	return string(body), err
}

// execute carries out sql/queries/<name>.sql.
func execute(ctx context.Context, q querier, name string, args ...any) error {
	body, err := statement(name)
	if err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, body, args...); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// each calls scan for every row of sql/queries/<name>.sql.
func each(ctx context.Context, q querier, name string, scan func(*sql.Rows) error, args ...any) error {
	body, err := statement(name)
	if err != nil {
		return err
	}
	rows, err := q.QueryContext(ctx, body, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return rows.Err()
}
