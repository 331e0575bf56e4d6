package duck

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	statements "tonghop/sql"
)

// Querier is what a *sql.Conn, *sql.DB and *sql.Tx have in common.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Statement is the text of the query called room/name: the file sql/queries/room/name.sql of this program.
func Statement(name string) (string, error) { return StatementIn(statements.Files, name) }

// StatementIn is the text of the query called room/name in a folder laid out as package sql. The bundle of a period
// that was closed by an early version of tonghop has all its queries in one folder, without rooms.
func StatementIn(files fs.FS, name string) (string, error) {
	body, err := fs.ReadFile(files, "queries/"+name+".sql")
	if errors.Is(err, fs.ErrNotExist) {
		if flat, missing := fs.ReadFile(files, "queries/"+path.Base(name)+".sql"); missing == nil {
			return string(flat), nil
		}
	}
	return string(body), err
}

// Execute carries out the query called room/name.
func Execute(ctx context.Context, q Querier, name string, args ...any) error {
	body, err := Statement(name)
	if err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, body, args...); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Each calls scan for every row of the query called room/name.
func Each(ctx context.Context, q Querier, name string, scan func(*sql.Rows) error, args ...any) error {
	return EachIn(ctx, q, statements.Files, name, scan, args...)
}

// EachIn is Each for a query of a folder laid out as package sql.
func EachIn(
	ctx context.Context, q Querier, files fs.FS, name string, scan func(*sql.Rows) error, args ...any,
) error {
	body, err := StatementIn(files, name)
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

// Quoted is text as an SQL literal.
func Quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
