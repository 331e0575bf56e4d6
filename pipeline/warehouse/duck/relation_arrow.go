//go:build duckdb_arrow

package duck

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"iter"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/duckdb/duckdb-go/v2"
)

// batchRows bounds how many rows one record batch has.
const batchRows = 100_000

// withRelation makes a view on Arrow record batches. They lie in this process's memory, which
// DuckDB reads without copying; they are released only after use has returned.
func withRelation[T any](
	ctx context.Context, conn *sql.Conn, name string, columns []Column[T], rows iter.Seq[*T], use func() error,
) error {
	schema := arrow.NewSchema(fields(columns), nil)
	all := batches(schema, columns, rows)
	defer func() {
		for _, batch := range all {
			batch.Release()
		}
	}()
	reader, err := array.NewRecordReader(schema, all)
	if err != nil {
		return err
	}
	defer reader.Release()
	// The view is registered on the raw connection, and released when use is done.
	release := func() {}
	err = conn.Raw(func(driverConn any) error {
		view, err := duckdb.NewArrowFromConn(driverConn.(driver.Conn))
		if err != nil {
			return err
		}
		release, err = view.RegisterView(reader, name)
		return err
	})
	if err != nil {
		return err
	}
	defer release()
	if err := use(); err != nil {
		return err
	}
	// the view points into this process's memory: it must not outlive the transaction
	_, err = conn.ExecContext(ctx, "DROP VIEW "+name)
	return err
}

// fields are the columns as Arrow declares them.
func fields[T any](columns []Column[T]) []arrow.Field {
	all := make([]arrow.Field, len(columns))
	for i, c := range columns {
		all[i] = arrow.Field{Name: c.name, Type: arrow.BinaryTypes.String}
		switch {
		case c.int32 != nil:
			all[i].Type = arrow.PrimitiveTypes.Int32
		case c.int64 != nil:
			all[i].Type = arrow.PrimitiveTypes.Int64
		}
	}
	return all
}

// batches puts all rows into record batches; the last one may be smaller, and is there even without
// a row.
func batches[T any](schema *arrow.Schema, columns []Column[T], rows iter.Seq[*T]) []arrow.RecordBatch {
	var all []arrow.RecordBatch
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	filled := 0
	for row := range rows {
		for i := range columns {
			columns[i].append(builder.Field(i), row)
		}
		if filled++; filled == batchRows {
			all, filled = append(all, builder.NewRecordBatch()), 0
		}
	}
	return append(all, builder.NewRecordBatch())
}

// append adds the column's value of one row to its builder.
func (c *Column[T]) append(to array.Builder, row *T) {
	switch {
	case c.text != nil:
		to.(*array.StringBuilder).Append(c.text(row))
	case c.int32 != nil:
		to.(*array.Int32Builder).Append(c.int32(row))
	default:
		to.(*array.Int64Builder).Append(c.int64(row))
	}
}
