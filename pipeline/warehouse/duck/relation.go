package duck

import (
	"context"
	"database/sql"
	"iter"
	"strings"
)

// Column is one column of a relation that is made of values of Go: its name, and how its value is
// read from one of them. Exactly one of the three functions is set, which decides the type. None of
// the values is ever NULL.
type Column[T any] struct {
	name  string
	int32 func(*T) int32
	int64 func(*T) int64
	text  func(*T) string
}

// Int32 is a column of type INTEGER.
func Int32[T any](name string, value func(*T) int32) Column[T] {
	return Column[T]{name: name, int32: value}
}

// Int64 is a column of type BIGINT.
func Int64[T any](name string, value func(*T) int64) Column[T] {
	return Column[T]{name: name, int64: value}
}

// Text is a column of type VARCHAR.
func Text[T any](name string, value func(*T) string) Column[T] {
	return Column[T]{name: name, text: value}
}

// WithRelation makes values readable under a name, one row each, while use runs on the same
// connection. It is the fast way for millions of rows. Built with the tag duckdb_arrow it hands
// DuckDB a view on record batches of Arrow; otherwise it fills a temporary table.
//
// A statement may read the relation only once, because record batches are a stream. rows may yield
// the same pointer again and again, since each row is taken over before the next.
func WithRelation[T any](
	ctx context.Context, conn *sql.Conn, name string, columns []Column[T], rows iter.Seq[*T], use func() error,
) error {
	return withRelation(ctx, conn, name, columns, rows, use)
}

// tableType is the column's type in DuckDB. Both ways have the same types, so that SQL sees no
// difference.
func (c Column[T]) tableType() string {
	switch {
	case c.int32 != nil:
		return "INTEGER"
	case c.int64 != nil:
		return "BIGINT"
	}
	return "VARCHAR"
}

// declaration lists the columns with their types as CREATE TABLE wants them.
func declaration[T any](columns []Column[T]) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = c.name + " " + c.tableType()
	}
	return strings.Join(parts, ", ")
}
