package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"

	statements "tonghop/sql"
)

// querier is what a *sql.Conn, *sql.DB and *sql.Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// statement is the text of the query called room/name: the file sql/queries/room/name.sql of this program.
func statement(name string) (string, error) { return statementIn(statements.Files, name) }

// statementIn is the text of the query called room/name in a folder laid out as package sql. The bundle of a period that was
// closed by an early version of tonghop has all its queries in one folder, without rooms.
func statementIn(files fs.FS, name string) (string, error) {
	body, err := fs.ReadFile(files, "queries/"+name+".sql")
	if errors.Is(err, fs.ErrNotExist) {
		if flat, missing := fs.ReadFile(files, "queries/"+path.Base(name)+".sql"); missing == nil {
			return string(flat), nil
		}
	}
	return string(body), err
}

// execute carries out the query called room/name.
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

// each calls scan for every row of the query called room/name.
func each(ctx context.Context, q querier, name string, scan func(*sql.Rows) error, args ...any) error {
	return eachIn(ctx, q, statements.Files, name, scan, args...)
}

// eachIn is each for a query of a folder laid out as package sql.
func eachIn(
	ctx context.Context, q querier, files fs.FS, name string, scan func(*sql.Rows) error, args ...any,
) error {
	body, err := statementIn(files, name)
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
