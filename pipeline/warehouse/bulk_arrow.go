//go:build duckdb_arrow

package warehouse

import (
	"context"
	"database/sql/driver"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/duckdb/duckdb-go/v2"
)

// batchRows bounds what one record batch holds in memory.
const batchRows = 100_000

// withIncoming brings the observations into the relation incoming_observation while use runs, as Arrow record batches.
func (tx *Tx) withIncoming(ctx context.Context, numbers []numbered, use func() error) error {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "reading_id", Type: arrow.PrimitiveTypes.Int32}, {Name: "unit_key", Type: arrow.PrimitiveTypes.Int32},
		{Name: "series_key", Type: arrow.PrimitiveTypes.Int32}, {Name: "measure", Type: arrow.BinaryTypes.String},
		{Name: "mark", Type: arrow.BinaryTypes.String}, {Name: "value", Type: arrow.PrimitiveTypes.Int64},
		{Name: "sheet", Type: arrow.BinaryTypes.String}, {Name: "cell", Type: arrow.BinaryTypes.String}, {Name: "raw", Type: arrow.BinaryTypes.String},
	}, nil)
	batches := tx.batches(schema, numbers)
	defer func() {
		for _, batch := range batches {
			batch.Release()
		}
	}()
	reader, err := array.NewRecordReader(schema, batches)
	if err != nil {
		return err
	}
	defer reader.Release()
	release := func() {}
	err = tx.conn.Raw(func(driverConn any) error {
		view, err := duckdb.NewArrowFromConn(driverConn.(driver.Conn))
		if err != nil {
			return err
		}
		release, err = view.RegisterView(reader, "incoming_observation")
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
	return execute(ctx, tx.conn, "warehouse/drop_incoming_observation")
}

func (tx *Tx) batches(schema *arrow.Schema, numbers []numbered) []arrow.RecordBatch {
	var batches []arrow.RecordBatch
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	rows := 0
	for _, n := range numbers {
		for i := range n.observations {
			tx.appendTo(builder, n, i)
			if rows++; rows == batchRows {
				batches, rows = append(batches, builder.NewRecordBatch()), 0
			}
		}
	}
	return append(batches, builder.NewRecordBatch())
}

func (tx *Tx) appendTo(b *array.RecordBuilder, n numbered, i int) {
	o := &n.observations[i]
	for column, value := range []int32{n.reading, tx.units[o.UnitID], tx.series[seriesName{o.Indicator, o.Breakdown}]} {
		b.Field(column).(*array.Int32Builder).Append(value)
	}
	b.Field(5).(*array.Int64Builder).Append(int64(o.Value))
	for column, text := range map[int]string{3: string(o.Measure), 4: o.Mark.String(), 6: o.Sheet, 7: o.Cell, 8: o.Raw} {
		b.Field(column).(*array.StringBuilder).Append(text)
	}
}
