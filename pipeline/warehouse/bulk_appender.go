//go:build !duckdb_arrow

package warehouse

import (
	"context"

	"github.com/duckdb/duckdb-go/v2"
)

// withIncoming brings the observations into the relation incoming_observation while use runs, row by row.
func (tx *Tx) withIncoming(ctx context.Context, numbers []numbered, use func() error) error {
	if err := execute(ctx, tx.conn, "warehouse/incoming_observation"); err != nil {
		return err
	}
	err := withAppender(tx.conn, "", "", "incoming_observation", func(appender *duckdb.Appender) error {
		for _, n := range numbers {
			for i := range n.observations {
				o := &n.observations[i]
				err := appender.AppendRow(n.reading, tx.units[o.UnitID], tx.series[seriesName{o.Indicator, o.Breakdown}],
					string(o.Measure), o.Mark.String(), int64(o.Value), o.Sheet, o.Cell, o.Raw)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return use()
}
