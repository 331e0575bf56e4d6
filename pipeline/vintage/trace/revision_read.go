package trace

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/quantity"
)

// common is what holds for every period of two vintages.
type common struct {
	// The settings of the two vintages, before and after.
	rounding [2]quantity.Rounding
	cutoff   bool              // the calendar differs
	defined  bool              // a form differs
	closings map[string]string // period → reason of the last decision about it between the two
}

// readCommon reads which settings and which forms differ, and the last decision about each period
// in between.
func readCommon(ctx context.Context, c *vintage.Comparison) (*common, error) {
	all := &common{closings: map[string]string{}}
	err := c.Each(ctx, "trace/revision/setting", func(rows *sql.Rows) error {
		var name string
		var value [2]string
		if err := rows.Scan(&name, &value[0], &value[1]); err != nil {
			return err
		}
		for side := range value {
			switch name {
			case "rounding_mode":
				all.rounding[side].Mode = quantity.Mode(value[side])
			case "rounding_digits":
				digits, err := strconv.Atoi(value[side])
				if err != nil {
					return err
				}
				all.rounding[side].Digits = digits
			}
		}
		// Of the other settings none changes a number without being seen in the rows.
		all.cutoff = all.cutoff || name == "cutoff_day" && value[0] != value[1]
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = c.Each(ctx, "trace/revision/definition", func(rows *sql.Rows) error {
		var kind, name string
		err := rows.Scan(&kind, &name)
		all.defined = all.defined || kind == "form"
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, c.Each(ctx, "trace/revision/closing", func(rows *sql.Rows) error {
		var subject, kind, reason string
		err := rows.Scan(&subject, &kind, &reason)
		all.closings[subject] = reason
		return err
	})
}

// readYears lists the years of which both vintages have tables.
func readYears(ctx context.Context, c *vintage.Comparison) (years []int, err error) {
	err = c.Each(ctx, "trace/revision/year", func(rows *sql.Rows) error {
		var year int
		err := rows.Scan(&year)
		years = append(years, year)
		return err
	})
	return years, err
}

// span is one period of which both vintages have tables. In every pair, index 0 is before and 1
// after.
type span struct {
	label    string
	year     int
	yearly   bool
	quarters [2]int // at whose end the numbers stand, before and after
	closed   [2]int // the decision that closed it, 0: open
}

// reclosed says whether the period was closed or reopened between the two vintages.
func (s span) reclosed() bool { return s.closed[0] != s.closed[1] }

// readPeriods lists the periods of a year. A quarter ends at its own end in both vintages; a year's
// row stands at the last quarter that its vintage had reached.
func readPeriods(ctx context.Context, c *vintage.Comparison, year int) (spans []span, err error) {
	err = c.Each(ctx, "trace/revision/period", func(rows *sql.Rows) error {
		s, quarter := span{year: year}, 0
		if err := rows.Scan(&s.label, &quarter, &s.quarters[0], &s.quarters[1], &s.closed[0], &s.closed[1]); err != nil {
			return err
		}
		// The query gives quarter 0 for a year.
		if s.yearly = quarter == 0; !s.yearly {
			s.quarters = [2]int{quarter, quarter}
		}
		spans = append(spans, s)
		return nil
	}, year)
	return spans, err
}

// tree says what stands above each unit in one vintage, in the period at hand; "" above a root.
type tree struct {
	parent map[string]string
	above  map[string]bool // units with units beneath them
}

// has says whether the unit stood in the tree at all in the period.
func (t tree) has(unit string) bool { _, ok := t.parent[unit]; return ok }

// reporting says whether no unit stands beneath. Only such units report; all others are sums.
func (t tree) reporting(unit string) bool { return t.has(unit) && !t.above[unit] }

// upFrom lists a unit and everything above it, up to the root.
func (t tree) upFrom(unit string) (chain []string) {
	for ; unit != ""; unit = t.parent[unit] {
		chain = append(chain, unit)
	}
	return chain
}

// differs says whether a unit of both trees has another parent.
func (t tree) differs(u tree) bool {
	for unit, parent := range t.parent {
		if other, ok := u.parent[unit]; ok && other != parent {
			return true
		}
	}
	return false
}

// readTrees reads the tree of the period in both vintages.
func (r *reviser) readTrees(ctx context.Context) (trees [2]tree, err error) {
	for side := range trees {
		trees[side] = tree{map[string]string{}, map[string]bool{}}
	}
	err = r.comparison.Each(ctx, "trace/revision/tree", func(rows *sql.Rows) error {
		var later bool
		var unit, parent string
		if err := rows.Scan(&later, &unit, &parent); err != nil {
			return err
		}
		t := trees[index(later)]
		t.parent[unit] = parent
		t.above[parent] = true
		return nil
	}, r.span.label)
	return trees, err
}

// index is the place of a vintage in a pair.
func index(later bool) int {
	if later {
		return 1
	}
	return 0
}

// columns are the published columns that are compared: the first two and the last four add up over
// reporting units.
var columns = [...]string{"actual", "actual_ytd", "target", "target_original", "attainment_pct", "remaining",
	"expected_units", "reported_units", "contributing_units", "contributing_units_ytd"}

// Places among the columns, for those that are explained in ways of their own.
const (
	target         = 2
	targetOriginal = 3
	attainmentPct  = 4
	remaining      = 5
	expectedUnits  = 6
)

// additiveColumn is where each of the figures stands among the columns.
var additiveColumn = [...]int{0, 1, 6, 7, 8, 9}

// rowPair is one row in both vintages. in says which of them has it; an unknown number is not
// valid.
type rowPair struct {
	unitID, indicator, breakdown string
	stock                        bool
	in                           [2]bool
	values                       [2][len(columns)]sql.Null[quantity.Quantity]
}

// series is the key under which cells and contributions of the row are found.
func (p *rowPair) series() seriesOf { return seriesOf{p.unitID, p.indicator, p.breakdown} }

// changed says whether both vintages publish the row and a number in it differs.
func (p *rowPair) changed() bool { return p.in[0] && p.in[1] && p.values[0] != p.values[1] }

// needsCells says whether the causes of the row's difference are to be looked for in its cells: a percentage and what
// remains follow from the other numbers. The query differing_cell asks the same.
func (p *rowPair) needsCells() bool {
	if !p.changed() {
		return false
	}
	for column := range columns {
		if column != attainmentPct && column != remaining && p.values[0][column] != p.values[1][column] {
			return true
		}
	}
	return false
}

// gone says whether only the vintage before publishes the row.
func (p *rowPair) gone() bool { return p.in[0] && !p.in[1] }

// value is a number of one side, 0 when it is unknown.
func (p *rowPair) value(side, column int) quantity.Quantity {
	return p.values[side][column].V
}

// closed says whether nothing was expected of the unit any more: it ended in the course of the
// year.
func (p *rowPair) closed(side int) bool { return p.in[side] && p.value(side, expectedUnits).IsZero() }

// figures are the numbers of one side that add up.
func (p *rowPair) figures(side int) (f figures) {
	for i, column := range additiveColumn {
		f[i] = p.value(side, column)
	}
	return f
}

// findDiffering notes, in a temporary table, which rows are to be compared: every row of
// the period, or those that differ. It returns the batches in which a number differs. Most nights
// these are few, and nothing else is read. The temporary tables are those of the comparison's own
// connection, and end with it.
func (r *reviser) findDiffering(ctx context.Context, every bool) (batches []int, err error) {
	touched := "trace/revision/every_unit"
	if r.byUnit {
		touched = "trace/revision/touched_unit"
	}
	if err := r.comparison.Execute(ctx, touched, r.span.label); err != nil {
		return nil, err
	}
	err = r.comparison.ExecuteNarrowed(ctx, "trace/revision/differing_row",
		"period = $1 AND unit_id IN (SELECT unit_id FROM touched_unit)", []any{r.span.label},
		r.span.label, every, r.batchRows)
	if err != nil {
		return nil, err
	}
	err = r.comparison.Each(ctx, "trace/revision/batch", func(rows *sql.Rows) error {
		batch := 0
		err := rows.Scan(&batch)
		batches = append(batches, batch)
		return err
	})
	return batches, err
}

// readRows reads the rows of a batch, those that do not differ included, as they may be parts of
// one that does.
func (r *reviser) readRows(ctx context.Context, batch int) (pairs []*rowPair, err error) {
	err = r.comparison.Each(ctx, "trace/revision/row", func(rows *sql.Rows) error {
		p := &rowPair{}
		// The query has first the columns of the one side, then those of the other.
		into := []any{&p.unitID, &p.indicator, &p.breakdown, &p.stock, &p.in[0], &p.in[1]}
		for side := range p.values {
			for i := range p.values[side] {
				into = append(into, &p.values[side][i])
			}
		}
		pairs = append(pairs, p)
		return rows.Scan(into...)
	}, batch)
	return pairs, err
}

// yearCells are the cells of a year that were read last. A quarter and its year mostly ask for the same ones.
type yearCells struct {
	asked map[seriesOf]bool
	cells map[seriesOf]*[2][]sided
}

// of takes the cells of some series, if all of them were asked for.
func (c *yearCells) of(wanted map[seriesOf]bool) (cells map[seriesOf]*[2][]sided, known bool) {
	cells = map[seriesOf]*[2][]sided{}
	for key := range wanted {
		if !c.asked[key] {
			return nil, false
		}
		if sides := c.cells[key]; sides != nil {
			cells[key] = sides
		}
	}
	return cells, true
}

// readCells reads the cells of the whole year for the rows of a batch, because a cumulative depends
// on all of them.
func (r *reviser) readCells(ctx context.Context, batch int, rows []*rowPair) error {
	wanted := map[seriesOf]bool{}
	for _, row := range rows {
		if row.needsCells() {
			wanted[row.series()] = true
		}
	}
	known := false
	if r.cells, known = r.last.of(wanted); known {
		return nil
	}
	if !r.foundCells {
		err := r.comparison.ExecuteNarrowed(ctx, "trace/revision/differing_cell",
			"year = $1 AND unit_id IN (SELECT unit_id FROM differing_row)", []any{r.span.year}, r.span.year)
		if err != nil {
			return err
		}
		r.foundCells = true
	}
	r.cells = map[seriesOf]*[2][]sided{}
	*r.last = yearCells{wanted, r.cells}
	return r.comparison.Each(ctx, "trace/revision/observation", func(rows *sql.Rows) error {
		var in [2]bool
		var key seriesOf
		s := sided{Cell: &Cell{}}
		err := rows.Scan(&in[0], &in[1], &key.unitID, &key.indicator, &key.breakdown, &s.Form, &s.Period, &s.Measure, &s.Mark,
			&s.Value, &s.SubmissionID, &s.Path, &s.recordedAt,
			&s.Sheet, &s.Ref, &s.Raw, &s.precedence, &s.otherStatus, &s.otherUnitID)
		if err != nil {
			return err
		}
		s.UnitID = key.unitID
		if err := s.place(); err != nil {
			return err
		}
		if r.cells[key] == nil {
			r.cells[key] = &[2][]sided{}
		}
		for side := range in {
			if in[side] {
				of, cell := s, *s.Cell
				of.Cell = &cell // an event tells cells of the two vintages apart by where they are
				r.cells[key][side] = append(r.cells[key][side], of)
			}
		}
		return nil
	}, batch)
}

// assignment is an assignment of a target that only one of the vintages has; later says which.
type assignment struct {
	later                                    bool
	kind, source, value, decision, effective string
}

// readAssignments reads, by unit and series, the assignments for a year in which the vintages
// differ.
func readAssignments(ctx context.Context, c *vintage.Comparison, year int) (map[seriesOf][]assignment, error) {
	all := map[seriesOf][]assignment{}
	err := c.Each(ctx, "trace/revision/target", func(rows *sql.Rows) error {
		var key seriesOf
		var a assignment
		err := rows.Scan(&a.later, &key.unitID, &key.indicator, &key.breakdown, &a.kind, &a.source, &a.value, &a.decision,
			&a.effective)
		all[key] = append(all[key], a)
		return err
	}, fmt.Sprintf("%04d", year))
	return all, err
}
