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

// Querier is what *sql.Conn, *sql.DB and *sql.Tx have in common, so that a query can run on any of
// them.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Statement is the text of the query called room/name: the file sql/queries/room/name.sql, embedded
// in this program.
func Statement(name string) (string, error) { return StatementIn(statements.Files, name) }

// StatementIn is the text of the query called room/name in a folder laid out as package sql. The
// bundle of a period that an early version of tonghop closed has all its queries in one folder,
// without rooms, so the name alone is tried too. The error for a missing query is fs.ErrNotExist.
func StatementIn(files fs.FS, name string) (string, error) {
	body, err := fs.ReadFile(files, "queries/"+name+".sql")
	if errors.Is(err, fs.ErrNotExist) {
		if flat, missing := fs.ReadFile(files, "queries/"+path.Base(name)+".sql"); missing == nil {
			return string(flat), nil
		}
	}
	return string(body), err
}

// Execute carries out the query called room/name. args stand for its parameters. The error begins
// with the name.
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

// Script carries out statements that stand one after the other in a text, each with a semicolon behind it, and stops at
// the first that fails. Statements without parameters only. It is cheaper than a call for each: the driver starts one
// watcher of the context for all of them, where ExecContext starts one for each, also within one text.
func Script(ctx context.Context, q Querier, statements string) error {
	rows, err := q.QueryContext(ctx, statements)
	if err != nil {
		return err
	}
	defer rows.Close() // reading to their end has closed them already, unless they fail
	for rows.Next() {
	}
	return rows.Err()
}

// Each calls scan for every row of the query called room/name and stops at its first error, which
// begins with the name.
func Each(ctx context.Context, q Querier, name string, scan func(*sql.Rows) error, args ...any) error {
	return EachIn(ctx, q, statements.Files, name, scan, args...)
}

// EachIn is Each for a query of a folder laid out as package sql, such as a bundle's.
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

// Quoted is text as an SQL literal, for the places where DuckDB takes no parameter (ATTACH, COPY,
// SET).
func Quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
