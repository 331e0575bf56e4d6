package print

import (
	"context"
	"fmt"
	"slices"

	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/period"
)

// writeMissing lists the units that have not submitted in the year, or whose workbook was rejected.
// It is the last sheet of a vintage's workbook, and says nothing about days: the vintage stays as
// it is while they pass.
func (b *book) writeMissing(ctx context.Context) error {
	periods, err := completeness.Periods(ctx, b.tables)
	if err != nil {
		return err
	}
	periods = slices.DeleteFunc(periods, func(p period.Period) bool { return p.LastYear() != b.year })
	entries, err := completeness.Chase(ctx, b.tables, periods)
	if err != nil {
		return err
	}
	year := b.office.text("period_year", map[string]string{"year": fmt.Sprint(b.year)})
	sheet := list{name: b.office.text("sheet_missing", nil), title: b.office.text("chase_title", nil), period: year}
	return b.writeChase(sheet, entries, false)
}
