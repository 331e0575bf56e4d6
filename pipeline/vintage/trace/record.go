package trace

import (
	"context"
	"database/sql/driver"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

// Record fills the table revision of the later vintage of a comparison that was opened for writing.
// where says where anything can differ. Batch by batch, it holds few rows in memory.
func Record(ctx context.Context, c *vintage.Comparison, where Scope) error {
	return Each(ctx, c, where, func(revisions []Revision) error {
		// A batch is appended before the next one is worked out.
		rows := make([]duck.Row, len(revisions))
		for i := range revisions {
			rows[i] = revisions[i].row()
		}
		return c.AppendRevisions(rows)
	})
}

// row is a revision as a row of the table revision. An unknown number is NULL.
func (v *Revision) row() duck.Row {
	return duck.Row{
		"unit_id": v.UnitID, "period": v.Period, "indicator": v.Indicator, "breakdown": v.Breakdown, "column_name": v.Column,
		// Unknown is NULL in the table, and not 0.
		"old": optional(v.Old, v.OldKnown), "new": optional(v.New, v.NewKnown),
		"cause": string(v.Cause), "amount": optional(v.Amount, true), "sources": int32(v.Sources),
		"source_unit_id": v.SourceUnitID, "path": v.Path, "sheet": v.Sheet, "cell": v.Ref, "cell_old": v.From,
		"cell_new": v.To,
		"reason":   v.Reason,
	}
}

// optional is an exact number for a column of the table, or NULL when it is unknown.
func optional(q quantity.Quantity, known bool) driver.Value {
	if !known {
		return nil
	}
	return warehouse.Decimal(q)
}
