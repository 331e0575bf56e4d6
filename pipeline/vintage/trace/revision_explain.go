package trace

import (
	"slices"

	"tonghop/pipeline/vocabulary/quantity"
)

// explain lists the causes of every number that differs in a row. Numbers that add up are explained
// by what was gathered for the row, targets by their assignments, and what is computed from these
// two by taking it through each change. A number that is computed from others changes by more than
// one cause at once, and which part is due to which depends on the order in which they are taken;
// see ratio.
func (r *reviser) explain(row *rowPair) []Revision {
	x := &explainer{reviser: r, row: row, contributions: r.gathered[row.series()].all()}
	// What adds up over units has its causes gathered already.
	for i, column := range additiveColumn {
		if x.begin(column) {
			for _, c := range x.contributions {
				if !c.delta[i].IsZero() {
					x.add(c, c.delta[i])
				}
			}
			x.finish()
		}
	}
	for _, column := range []int{target, targetOriginal} {
		if x.begin(column) {
			x.add(r.targetCause(row), x.difference())
			x.finish()
		}
	}
	for _, column := range []int{attainmentPct, remaining} {
		if x.begin(column) {
			x.ratio(column)
			x.finish()
		}
	}
	return x.found
}

// explainer collects the revisions of one row, column by column.
type explainer struct {
	*reviser
	row           *rowPair
	contributions []contribution
	// The column at hand, how much of its difference has a cause by now, and how many causes there
	// are.
	column    int
	explained quantity.Quantity
	causes    int
	found     []Revision
}

// begin turns to a column and says whether it differs.
func (x *explainer) begin(column int) bool {
	x.column, x.explained, x.causes = column, quantity.Quantity{}, 0
	return x.row.values[0][column] != x.row.values[1][column]
}

// difference is by how much the column changed; unknown numbers count as 0.
func (x *explainer) difference() quantity.Quantity {
	return x.row.value(1, x.column).Minus(x.row.value(0, x.column))
}

// add notes one cause of the column's difference.
func (x *explainer) add(c contribution, amount quantity.Quantity) {
	x.explained = x.explained.Plus(amount)
	x.causes++
	before, after := x.row.values[0][x.column], x.row.values[1][x.column]
	v := Revision{
		Key:    Key{UnitID: x.row.unitID, Period: x.span.label, Indicator: x.row.indicator, Breakdown: x.row.breakdown},
		Column: columns[x.column], Old: before.V, New: after.V, OldKnown: before.Valid, NewKnown: after.Valid,
		Cause: c.cause, Amount: amount, Sources: c.sources, SourceUnitID: c.unitID, Reason: c.reason,
	}
	v.name(x.cellFor(c))
	x.found = append(x.found, v)
}

// name fills in the place of the cell that changed, and what it said before and says now.
func (v *Revision) name(c cellChange) {
	if at := c.any(); at != nil {
		v.Path, v.Sheet, v.Ref = at.Path, at.Sheet, at.Ref
	}
	if c.before != nil {
		v.From = c.before.Raw
	}
	if c.after != nil {
		v.To = c.after.Raw
	}
}

// cellFor is the cell to name for a column. A contribution may change several cells of a workbook;
// named is the one of the measure that the column shows, where that one differs.
func (x *explainer) cellFor(c contribution) cellChange {
	// For each column, the measures that it shows, the likeliest first; 0 is the column actual.
	wanted := map[int][]string{0: {"flow", "stock", "ytd"}, target: {"target"}, targetOriginal: {"target"}}[x.column]
	if wanted == nil || x.column == 0 && x.span.yearly {
		wanted = []string{"ytd", "stock", "flow"}
	}
	for _, measure := range wanted {
		for _, change := range c.changes {
			if change.any().Measure == measure && change.says() {
				return change
			}
		}
	}
	if len(c.changes) > 0 {
		return c.changes[0]
	}
	return cellChange{}
}

// says tells whether the cell says something else than before, and not merely the same in another
// submission.
func (c cellChange) says() bool {
	return c.before == nil || c.after == nil || c.before.Value != c.after.Value || c.before.Mark != c.after.Mark
}

// finish accounts for what no cause explains, so that amounts always add up. A number that became
// known as 0 gets a cause with the amount 0.
func (x *explainer) finish() {
	rest := x.difference().Minus(x.explained)
	switch {
	case rest.IsZero() && x.causes > 0:
	case rest.IsZero() && len(x.contributions) > 0:
		x.add(x.contributions[0], quantity.Quantity{})
	// Sealed rows took the place of computed ones, or the other way round.
	case x.span.reclosed():
		x.add(contribution{cause: Closing, unitID: x.row.unitID, sources: 1, reason: x.common.closings[x.span.label]}, rest)
	default:
		x.add(x.unexplained(x.row.unitID), rest)
	}
}

// ratio takes the percentage, or what remains to be achieved, through each change of the numerator,
// then of the target, then of the rounding. Each step's amount is by how much the rounded result
// moved, and so they add up to the difference of the published numbers. The result is unknown while
// either number is. With 50 of 100 before and 60 of 200 after, the percentage falls from 50 to 30:
// the numerator brings +10 (60 of 100), and the target −30.
func (x *explainer) ratio(column int) {
	base := 1 // actual_ytd
	if x.span.yearly {
		base = 0
	}
	// The computation begins with the numbers of the vintage before, and ends with those of the one
	// after.
	row := x.row
	at := quotient{value: row.value(0, base), target: row.value(0, target), known: [2]bool{row.values[0][base].Valid,
		row.values[0][target].Valid},
		rounding: x.common.rounding[0], floor: row.isFloor(base, 0, 1), remaining: column == remaining}
	// step notes a cause when the result differs from the one before.
	now, known := row.value(0, column), row.values[0][column].Valid
	step := func(c contribution) {
		next, nextKnown := at.result()
		if next != now || nextKnown != known { // from 0 to unknown is a change too
			x.add(c, next.Minus(now))
			now, known = next, nextKnown
		}
	}
	for i, c := range x.contributions {
		at.value = at.value.Plus(c.delta[base])
		at.known[0] = at.known[0] || row.values[1][base].Valid
		// Whether the numerator is known in the end is sure only after the last contribution.
		if i == len(x.contributions)-1 {
			at.known[0] = row.values[1][base].Valid
		}
		step(c)
	}
	was := at
	// Then the target takes its later value, and with it the kind of target.
	at.target, at.known[1], at.floor = row.value(1, target), row.values[1][target].Valid, row.isFloor(base, 1, 0)
	if at != was {
		step(x.targetCause(row))
	}
	if at.rounding != x.common.rounding[1] {
		at.rounding = x.common.rounding[1]
		step(contribution{cause: Configuration, sources: 1, reason: string(at.rounding.Mode)})
	}
}

// quotient is a row's percentage, or what remains, while it is taken from one vintage to the other.
type quotient struct {
	value, target quantity.Quantity
	known         [2]bool // value, target
	rounding      quantity.Rounding
	floor         bool
	remaining     bool // and not the percentage
}

// result is computed as the SQL computes the column; it is 0 when it is unknown.
func (q quotient) result() (result quantity.Quantity, known bool) {
	switch {
	case !q.known[0] || !q.known[1]:
		return result, false
	case q.remaining && q.floor:
		if result = q.target.Minus(q.value); result.Sign() < 0 {
			result = quantity.Quantity{}
		}
		return result, true
	case q.remaining:
		return q.target.Minus(q.value), true
	}
	return q.rounding.Percent(q.value, q.target)
}

// isFloor says whether what remains never falls under 0, as for a target of "at least". The tables
// do not say which kind a target is; it shows only where the target is passed. On a side where it
// is not, the other side tells.
func (p *rowPair) isFloor(base, side, other int) bool {
	for _, s := range []int{side, other} {
		if p.values[s][remaining].Valid && p.value(s, target).Cmp(p.value(s, base)) < 0 {
			return p.value(s, remaining).IsZero()
		}
	}
	return false
}

// targetCause says why a unit's target changed: the registry goes before workbooks, as it does in
// the tables.
func (r *reviser) targetCause(row *rowPair) contribution {
	c := r.unexplained(row.unitID)
	if r.span.reclosed() {
		c.cause, c.reason = Closing, r.common.closings[r.span.label]
		return c
	}
	changed := r.assigned[row.series()]
	fromRegistry := slices.ContainsFunc(changed, func(a assignment) bool { return a.source == "registry" })
	switch {
	case fromRegistry && sharesMoved(changed):
		c.cause, c.reason = ShareBase, changed[0].decision
	case fromRegistry:
		c.cause, c.reason = TargetAmendment, lastDecision(changed)
	case len(changed) > 0:
		return r.workbookTarget(row, c)
	case r.common.cutoff:
		c.cause = Configuration
	case r.common.defined:
		c.cause = DefinitionChange
	}
	return c
}

// sharesMoved says whether the assignments are the same in both vintages and only the stock moved
// that they are a share of. Each assignment is counted up on one side and down on the other, so
// that equal ones leave nothing.
func sharesMoved(changed []assignment) bool {
	seen := map[assignment]int{}
	for _, a := range changed {
		if a.kind != "share" || a.source != "registry" {
			return false
		}
		weight := 1
		if a.later {
			weight = -1
		}
		a.later, a.value = false, ""
		seen[a] += weight
	}
	for _, n := range seen {
		if n != 0 {
			return false
		}
	}
	return true
}

// lastDecision is the decision of the new assignment that takes effect last or, where there are
// only assignments that are gone, of the last of those, marked as withdrawn.
func lastDecision(changed []assignment) string {
	last := changed[0]
	for _, a := range changed[1:] {
		if a.later && !last.later || a.later == last.later && a.effective >= last.effective {
			last = a
		}
	}
	if !last.later {
		return "withdrawn: " + last.decision
	}
	return last.decision
}

// workbookTarget names the cell from which a target came that a workbook states.
func (r *reviser) workbookTarget(row *rowPair, c contribution) contribution {
	sides := r.cells[row.series()]
	if sides == nil {
		return c
	}
	for _, e := range events(sides[0], sides[1]) {
		for _, change := range e.changes {
			if change.any().Measure == "target" && change.says() {
				c.cause, c.changes = e.cause, []cellChange{change}
			}
		}
	}
	return c
}
