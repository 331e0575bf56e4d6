package trace

import (
	"context"
	"database/sql"
	"fmt"

	"tonghop/pipeline/vocabulary/quantity"
)

// readSuccessions reads which units follow others, were founded or ended in the year, in either vintage, each with the
// units that it follows. Everything above such a unit may count something else of its number than the number itself.
// A vintage of an early version says nothing of it.
func (r *reviser) readSuccessions(ctx context.Context) error {
	r.successions = map[string]string{}
	both := false
	if err := r.comparison.Each(ctx, "trace/revision/has_succession", func(rows *sql.Rows) error {
		return rows.Scan(&both)
	}); err != nil || !both {
		return err
	}
	label := func(side int) string { return fmt.Sprintf("%04d-Q%d", r.span.year, r.span.quarters[side]) }
	found := map[string]string{}
	err := r.comparison.Each(ctx, "trace/revision/succession", func(rows *sql.Rows) error {
		var unit, predecessors string
		err := rows.Scan(&unit, &predecessors)
		found[unit] = predecessors
		return err
	}, label(0), label(1))
	for unit, predecessors := range found {
		r.successions[unit] = predecessors
		for _, t := range r.trees {
			for _, above := range t.upFrom(unit) {
				if _, named := r.successions[above]; !named {
					r.successions[above] = found[above]
				}
			}
		}
	}
	return err
}

// unexplained is the contribution that no cell accounts for. Where units follow others, it is what their cumulatives
// hold of them; anywhere else it is said openly that there is no cause.
func (r *reviser) unexplained(unit string) contribution {
	c := contribution{cause: Unexplained, unitID: unit, sources: 1}
	if predecessors, changed := r.successions[unit]; changed {
		c.cause, c.reason = SuccessionChange, predecessors
	}
	return c
}

// gone lists the numbers of a row that the later vintage does not have, with the cause. The amounts
// take away the whole number, since nothing stands in its place in this row.
func (r *reviser) gone(row *rowPair) []Revision {
	x := &explainer{reviser: r, row: row}
	c := r.goneBecause(row)
	for column := range columns {
		if row.values[0][column].Valid {
			x.column = column
			x.add(c, quantity.Quantity{}.Minus(row.value(0, column)))
		}
	}
	return x.found
}

// goneBecause is why a row is gone: the period was closed or reopened, the unit passed into another whose row holds its
// number, its workbooks went, or units or forms are others now.
func (r *reviser) goneBecause(row *rowPair) contribution {
	c := contribution{cause: UnitChange, unitID: row.unitID, sources: 1}
	_, changed := r.successions[row.unitID]
	sides := r.cells[row.series()]
	switch {
	case r.span.reclosed():
		c.cause, c.reason = Closing, r.common.closings[r.span.label]
	case changed:
		c.cause, c.reason = SuccessionChange, r.successions[row.unitID]
	case sides != nil && len(sides[1]) == 0 && len(sides[0]) > 0:
		first := events(sides[0], sides[1])[0]
		c.cause, c.changes = r.understood(first.cause), first.changes
	case r.common.defined && r.trees[1].has(row.unitID):
		c.cause = DefinitionChange
	}
	return c
}
