package trace

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/quantity"
)

// Revision is one cause of the difference between a published number in two vintages. The amounts
// of all the causes of one number add up to New less Old, where an unknown number counts as 0. If a
// commune's total rose from 100 to 125, two revisions may stand for it:
//
//	late_arrival   +30   kn-01 of the second quarter, which had been missing
//	resubmission    −5   kn-01 of the first quarter, corrected from 45 to 40
type Revision struct {
	Key
	// Column is the name of the published column; numbers are in its unit of measure.
	Column   string            `json:"column"`
	Old      quantity.Quantity `json:"old"`
	New      quantity.Quantity `json:"new"`
	OldKnown bool              `json:"old_known"`
	NewKnown bool              `json:"new_known"`
	Cause    Cause             `json:"cause"`
	Amount   quantity.Quantity `json:"amount"`
	// Sources is how many sources are summed up in this row; it is 1 when the source is named by
	// the fields below it.
	Sources      int    `json:"sources"`
	SourceUnitID string `json:"source_unit_id"` // the unit whose number changed
	Path         string `json:"path"`           // of the workbook that counts now, or that counted before
	Sheet        string `json:"sheet"`
	Ref          string `json:"cell"`
	From         string `json:"cell_old"` // what the cell said before
	To           string `json:"cell_new"` // and says now
	Reason       string `json:"reason"`   // decision or reason
}

// shownSources bounds how many sources of one number are named; those beyond it are summed up by
// cause. A province's total may change by hundreds of workbooks, and the rows of the reporting
// units name every one.
const shownSources = 20

// batchRows is about how many rows are compared at once; a batch has whole series of one period. It
// bounds what a comparison holds in memory, also when every number differs.
const batchRows = 20_000

// Compare lists every number that both vintages publish and in which they differ, by cause, and those that the later
// one does not publish any more. A number that only the later one publishes is new, and is not listed. Vintages of
// versions that did not publish what is compared here give nothing.
func Compare(ctx context.Context, before, after vintage.Folder) (revisions []Revision, err error) {
	c, err := vintage.OpenComparison(ctx, before, after)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	err = Each(ctx, c, Scope{}, func(found []Revision) error {
		revisions = append(revisions, found...)
		return nil
	})
	return revisions, err
}

// Scope is where two vintages can differ.
type Scope struct {
	Years []int // nil: every year that both vintages have
	// Same are periods of these years, by label, of which both publish the same rows: nothing of them is compared.
	Same map[string]bool
	// ByUnit are periods, by label, of which both say for each unit what its rows are made of, and of which nothing
	// else differs: only units of which that differs are compared.
	ByUnit map[string]bool
	// Batch is how many rows are compared at once; 0: batchRows.
	Batch int
}

// Each hands what Compare lists to use, batch by batch, and stops at its first error. Years and periods are compared
// one by one, so that memory holds one batch, the trees of one period and the targets of one year.
func Each(ctx context.Context, c *vintage.Comparison, where Scope, use func([]Revision) error) error {
	// Vintages of an early version lack the tables, and nothing can be said about them.
	comparable, err := c.Comparable(ctx)
	if err != nil || !comparable {
		return err
	}
	common, err := readCommon(ctx, c)
	if err != nil {
		return err
	}
	years := where.Years
	if years == nil {
		if years, err = readYears(ctx, c); err != nil {
			return err
		}
	}
	for _, year := range years {
		periods, err := readPeriods(ctx, c, year)
		if err != nil {
			return err
		}
		// Targets are assigned for a year, so they are read once for all its periods.
		assigned, err := readAssignments(ctx, c, year)
		if err != nil {
			return err
		}
		last := &yearCells{}
		for _, p := range periods {
			if where.Same[p.label] {
				continue
			}
			r := &reviser{comparison: c, common: common, span: p, assigned: assigned,
				batchRows: cmp.Or(where.Batch, batchRows), byUnit: where.ByUnit[p.label], last: last}
			if err := r.revise(ctx, use); err != nil {
				return err
			}
		}
	}
	return nil
}

// reviser compares one period of two vintages. In every pair, index 0 is the vintage before and 1
// the one after.
type reviser struct {
	comparison *vintage.Comparison
	common     *common
	// What holds for the period is read first; cells and gathered are those of the batch at hand.
	span      span
	assigned  map[seriesOf][]assignment
	batchRows int
	byUnit    bool    // see Scope
	trees     [2]tree // before, after
	// successions are the units whose numbers may count otherwise than their rows say, and all above them, each with
	// the units that it follows.
	successions map[string]string
	cells       map[seriesOf]*[2][]sided
	gathered    map[seriesOf]*gathered
	last        *yearCells // of the batch before, also of another period of the year
	foundCells  bool       // differing_cell has those of the period
}

// seriesOf is one unit's series: the key of everything that is compared.
type seriesOf struct{ unitID, indicator, breakdown string }

// revise compares the period batch by batch. Where a unit moved in the tree every row is read,
// since even one that does not differ may have gone from one total to another.
func (r *reviser) revise(ctx context.Context, use func([]Revision) error) error {
	var err error
	if r.trees, err = r.readTrees(ctx); err != nil {
		return err
	}
	if err := r.readSuccessions(ctx); err != nil {
		return err
	}
	batches, err := r.findDiffering(ctx, r.trees[0].differs(r.trees[1]))
	if err != nil {
		return err
	}
	for _, batch := range batches {
		found, err := r.reviseBatch(ctx, batch)
		if err != nil {
			return err
		}
		if err := use(found); err != nil {
			return err
		}
	}
	return nil
}

// reviseBatch works out some series for all units at once. A consolidated number and the parts that
// explain it are in one batch, because a series is never split.
func (r *reviser) reviseBatch(ctx context.Context, batch int) ([]Revision, error) {
	rows, err := r.readRows(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := r.readCells(ctx, batch, rows); err != nil {
		return nil, err
	}
	r.gathered = map[seriesOf]*gathered{}
	// First each reporting unit's changes are brought to every total above it; then each number
	// that differs is explained by what it was brought.
	for _, row := range rows {
		r.spread(row)
	}
	var found []Revision
	for _, row := range rows {
		switch {
		case row.gone():
			found = append(found, r.gone(row)...)
		case row.changed():
			found = append(found, r.explain(row)...)
		}
	}
	return found, nil
}

// contribution is one source's part in the numbers of a row: by how much it changed them, and why.
type contribution struct {
	cause   Cause
	unitID  string
	changes []cellChange
	delta   figures
	sources int
	reason  string
}

// gathered are the contributions to one row: the first ones as they came, and those beyond
// shownSources summed up by cause.
type gathered struct {
	named  []contribution
	folded map[Cause]*contribution
}

// add keeps a contribution by itself while there is room, and sums it up with the others of its
// cause after that. A summed one names no unit and no cell.
func (g *gathered) add(c contribution) {
	if len(g.named) < shownSources {
		g.named = append(g.named, c)
		return
	}
	if g.folded == nil {
		g.folded = map[Cause]*contribution{}
	}
	sum := g.folded[c.cause]
	if sum == nil {
		sum = &contribution{cause: c.cause, reason: c.reason}
		g.folded[c.cause] = sum
	}
	sum.delta = sum.delta.plus(c.delta)
	sum.sources += c.sources
}

// all lists the contributions, those that were summed up last and in the order of their causes. It
// may be called on nil.
func (g *gathered) all() []contribution {
	if g == nil {
		return nil
	}
	all := slices.Clone(g.named)
	for _, c := range g.folded {
		all = append(all, *c)
	}
	slices.SortStableFunc(all[len(g.named):], func(a, b contribution) int { return cmp.Compare(a.cause, b.cause) })
	return all
}

// spread brings what changed in a reporting unit's row to the unit itself and to everything above
// it. Where the unit stands beneath a total in both trees, its own changes explain the difference.
// Where it stands there in one only, its whole number came or went with it. Totals are sums of
// reporting units only, so that no other row has causes of its own.
func (r *reviser) spread(row *rowPair) {
	// A row of a unit with units beneath it is a sum, and has no causes of its own.
	leaf := [2]bool{row.in[0] && r.trees[0].reporting(row.unitID), row.in[1] && r.trees[1].reporting(row.unitID)}
	if !leaf[0] && !leaf[1] {
		return
	}
	var above [2][]string
	for side := range above {
		if leaf[side] {
			above[side] = r.trees[side].upFrom(row.unitID)
		}
	}
	var own []contribution
	if leaf[0] && leaf[1] {
		own = r.steps(row)
	}
	for _, unit := range above[0] {
		if slices.Contains(above[1], unit) {
			for _, c := range own {
				r.gather(unit, row, c)
			}
		} else {
			r.gather(unit, row, r.structural(row, figures{}.less(row.figures(0)), leaf))
		}
	}
	for _, unit := range above[1] {
		if !slices.Contains(above[0], unit) {
			r.gather(unit, row, r.structural(row, row.figures(1), leaf))
		}
	}
}

// gather adds a contribution to the row of a unit above.
func (r *reviser) gather(unit string, row *rowPair, c contribution) {
	key := seriesOf{unit, row.indicator, row.breakdown}
	if r.gathered[key] == nil {
		r.gathered[key] = &gathered{}
	}
	r.gathered[key].add(c)
}

// structural is the contribution of a unit that comes or goes as a whole: because the tree changed,
// because forms expect something else of it, or because the period was closed or reopened in
// between.
func (r *reviser) structural(row *rowPair, delta figures, leaf [2]bool) contribution {
	c := contribution{cause: UnitChange, unitID: row.unitID, delta: delta, sources: 1}
	known := r.trees[0].has(row.unitID) && r.trees[1].has(row.unitID)
	switch {
	case r.span.reclosed():
		c.cause, c.reason = Closing, r.common.closings[r.span.label]
	case known && leaf[0] != leaf[1] && row.in[0] != row.in[1] && !row.closed(0) && !row.closed(1):
		c.cause = DefinitionChange
	}
	return c
}

// steps take a reporting unit's cells from what they were to what they are, one event after the
// other, and note by how much each step changes the row. So the amounts add up to the whole
// difference, whatever the events do to each other. What the steps leave over is due to the closing
// of the period, when that changed, and unexplained otherwise. The steps stand in this order: the
// quarter at whose end a year's row stands, the events of the cells, and last whether the unit
// still counts. In another order the amounts could fall on other causes, and so it is the same in
// every comparison.
func (r *reviser) steps(row *rowPair) []contribution {
	sides := r.cells[row.series()]
	if sides == nil {
		sides = &[2][]sided{}
	}
	cells, closed := plain(sides[0]), row.closed(0)
	at := r.span.quarters[0]
	now, known := r.figures(cells, at, row, closed)
	begin := now
	var all []contribution
	// A step that makes a number known counts even when the number is 0.
	add := func(c contribution, next figures, nextKnown [2]bool) {
		if c.delta = next.less(now); c.delta != (figures{}) || known != nextKnown {
			c.unitID, c.sources = row.unitID, 1
			all = append(all, c)
		}
		now, known = next, nextKnown
	}
	// A year's row may stand at the end of a later quarter than before, with no cell changed.
	if at != r.span.quarters[1] {
		at = r.span.quarters[1]
		next, nextKnown := r.figures(cells, at, row, closed)
		add(contribution{cause: LaterQuarter}, next, nextKnown)
	}
	for _, e := range events(sides[0], sides[1]) {
		cells = apply(cells, e)
		next, nextKnown := r.figures(cells, at, row, closed)
		add(contribution{cause: r.understood(e.cause), changes: e.changes}, next, nextKnown)
	}
	if closed != row.closed(1) {
		closed = row.closed(1)
		next, nextKnown := r.figures(cells, at, row, closed)
		add(contribution{cause: UnitChange}, next, nextKnown)
	}
	rest := row.figures(1).less(row.figures(0)).less(now.less(begin))
	if rest != (figures{}) {
		// Said openly, since a reader who sees no cause would look for it in vain.
		c := r.unexplained(row.unitID)
		c.delta = rest
		if r.span.reclosed() {
			c.cause, c.reason = Closing, r.common.closings[r.span.label]
		}
		all = append(all, c)
	}
	return all
}

// understood tells forms from units. A workbook is read differently because of either; when no form
// changed between the vintages, the units did.
func (r *reviser) understood(c Cause) Cause {
	if c == DefinitionChange && !r.common.defined {
		return UnitChange
	}
	return c
}

// figures is figuresOf for the row at hand.
func (r *reviser) figures(cells []*Cell, quarter int, row *rowPair, closed bool) (f figures, known [2]bool) {
	return figuresOf(cells, quarter, row.stock, r.span.yearly, closed)
}

// plain leaves out what the other vintage says of the cells.
func plain(cells []sided) []*Cell {
	all := make([]*Cell, len(cells))
	for i := range cells {
		all[i] = cells[i].Cell
	}
	return all
}

// apply puts the later cells of an event in the place of the earlier ones. It makes a new slice and
// leaves cells as they are. before is found by identity and not by value, since two forms may state
// the same number.
func apply(cells []*Cell, e event) []*Cell {
	var next []*Cell
	for _, c := range cells {
		gone := slices.ContainsFunc(e.changes, func(change cellChange) bool { return change.before == c })
		if !gone {
			next = append(next, c)
		}
	}
	for _, change := range e.changes {
		if change.after != nil {
			next = append(next, change.after)
		}
	}
	return next
}
