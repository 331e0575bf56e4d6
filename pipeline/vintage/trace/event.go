package trace

import (
	"cmp"
	"slices"

	"tonghop/pipeline/vocabulary/quantity"
)

// Cause says why a published number changed. The words stand in the published table revision and in
// the answer of tonghop diff.
type Cause string

const (
	LateArrival      Cause = "late_arrival"      // a workbook for a form, unit and period that had none
	Resubmission     Cause = "resubmission"      // another workbook for the same form, unit and period
	Retraction       Cause = "retraction"        // staff took a submission out
	Unretraction     Cause = "unretraction"      // staff took it in again
	Acceptance       Cause = "acceptance"        // staff let a held submission count
	TargetAmendment  Cause = "target_amendment"  // another assignment in the registry
	ShareBase        Cause = "share_base"        // the stock that a target is a share of
	UnitChange       Cause = "unit_change"       // the unit tree, or which unit a workbook belongs to
	SuccessionChange Cause = "succession"        // what a unit that follows others holds of them
	DefinitionChange Cause = "definition_change" // a form, read differently
	Configuration    Cause = "configuration"     // rounding, calendar
	Closing          Cause = "closing"           // the period was closed or reopened: what came meanwhile
	LaterQuarter     Cause = "later_quarter"     // the year's table now ends with a later quarter
	Unexplained      Cause = "unexplained"
)

// cellChange is what one cell said in two vintages, before and after. Either may be absent, but not
// both.
type cellChange struct{ before, after *Cell }

// event is one change of what a unit's series is made of: all the cells of one form and period that
// changed together.
type event struct {
	cause   Cause
	order   string // events are taken in the order in which the ledger learnt of them
	changes []cellChange
}

// sided is a cell of one vintage, with what the other vintage says of its submission.
type sided struct {
	*Cell
	// recordedAt is when the ledger learnt of the submission, as a text that sorts by time.
	// otherUnitID is the unit for which the submission counts in the other vintage.
	recordedAt  string
	otherStatus string // "" when the other vintage does not have the submission
	otherUnitID string
}

// events pairs up the cells of one unit's series in two vintages, and says for each form and period
// what became of it. They come in the order in which the ledger learnt of them, and so independent
// of the order in which maps are walked. before and after have each cell once, in the order of
// their queries. What did not change gives no event, so that nothing is said of most cells.
func events(before, after []sided) []event {
	type place struct {
		// A cell is the same in both vintages when form, period and measure are; its submission,
		// and its value, may differ.
		form, period, measure string
		turn                  int // of several cells that give the same number, as when two workbooks list one unit
	}
	type source struct{ form, period string }
	pairs := map[place]*[2]*sided{}
	at := func(s *sided, side int) {
		p := place{form: s.Form, period: s.Period, measure: s.Measure}
		// Two cells in one place are told apart by their order, which is that of the query.
		for pairs[p] != nil && pairs[p][side] != nil {
			p.turn++
		}
		if pairs[p] == nil {
			pairs[p] = new([2]*sided)
		}
		pairs[p][side] = s
	}
	for i := range before {
		at(&before[i], 0)
	}
	for i := range after {
		at(&after[i], 1)
	}
	// The cells of one form and period that differ become one event, since one workbook brought
	// them.
	found := map[source]*event{}
	for p, pair := range pairs {
		if !differ(pair) {
			continue
		}
		s := source{p.form, p.period}
		if found[s] == nil {
			// Form and period make the order the same for cells that came in one workbook.
			found[s] = &event{cause: cause(pair), order: order(pair) + p.form + p.period}
		}
		found[s].changes = append(found[s].changes, change(pair))
	}
	var all []event
	for _, e := range found {
		slices.SortFunc(e.changes, func(a, b cellChange) int { return cmp.Compare(a.any().Measure, b.any().Measure) })
		all = append(all, *e)
	}
	slices.SortFunc(all, func(a, b event) int { return cmp.Compare(a.order, b.order) })
	return all
}

// change leaves out what is needed for pairing only.
func change(pair *[2]*sided) (c cellChange) {
	if pair[0] != nil {
		c.before = pair[0].Cell
	}
	if pair[1] != nil {
		c.after = pair[1].Cell
	}
	return c
}

// any is the cell of the change that is there, the later one first.
func (c cellChange) any() *Cell {
	if c.after != nil {
		return c.after
	}
	return c.before
}

// differ says whether the two cells of a pair count differently. The same number from another
// submission is a difference too, as it may count before or after another cell.
func differ(pair *[2]*sided) bool {
	a, b := pair[0], pair[1]
	return a == nil || b == nil || a.SubmissionID != b.SubmissionID || a.Mark != b.Mark || a.Value != b.Value ||
		a.precedence != b.precedence
}

// order is when the ledger learnt of the change: with the later cell or, where there is none, with
// the one that went.
func order(pair *[2]*sided) string {
	if pair[1] != nil {
		return pair[1].recordedAt
	}
	return pair[0].recordedAt
}

// cause is why the cell that counts after is another one than before. The order of the cases
// matters: the same submission can only differ by being read otherwise, and a decision of staff
// explains more than a late arrival.
func cause(pair *[2]*sided) Cause {
	a, b := pair[0], pair[1]
	switch {
	case a != nil && b != nil && a.SubmissionID == b.SubmissionID:
		return DefinitionChange
	case a != nil && a.otherStatus == "retracted":
		return Retraction
	case b != nil && b.otherStatus == "retracted":
		return Unretraction
	case b != nil && b.otherStatus == "held":
		return Acceptance
	case a != nil && a.otherUnitID != "" && a.otherUnitID != a.UnitID, b != nil && b.otherUnitID != "" &&
		b.otherUnitID != b.UnitID:
		return UnitChange
	case a == nil && b.otherStatus != "", b == nil && slices.Contains([]string{"current", "rejected", "held"},
		a.otherStatus):
		return DefinitionChange
	case a == nil:
		return LateArrival
	}
	return Resubmission
}

// figures are the numbers of one row that add up over reporting units, in this order: actual,
// actual_ytd, expected_units, reported_units, contributing_units, contributing_units_ytd.
type figures [6]quantity.Quantity

// less is the difference number by number; figures are an array, so that f is a copy.
func (f figures) less(g figures) figures {
	for i := range f {
		f[i] = f[i].Minus(g[i])
	}
	return f
}

// plus is the sum number by number.
func (f figures) plus(g figures) figures {
	for i := range f {
		f[i] = f[i].Plus(g[i])
	}
	return f
}

// figuresOf is what a reporting unit's row says, derived from its cells, and whether actual and
// actual_ytd are known. A unit that is closed keeps its numbers, but nothing is expected of it and
// it counts nowhere. quarter is 1 to 4; yearly asks for the year's row as it stands at the end of
// that quarter.
func figuresOf(cells []*Cell, quarter int, stock, yearly, closed bool) (f figures, known [2]bool) {
	d := derive(cells)[quarter]
	actual, ytd := d.published(stock, yearly)
	f, known = figures{0: actual.Value(), 1: ytd.Value()}, [2]bool{actual.Known(), ytd.Known()}
	if closed {
		return f, known
	}
	f[2] = quantity.Of(1)
	reported := d.Reported
	if yearly {
		reported = d.ReportedYTD
	}
	if reported {
		f[3] = quantity.Of(1)
		if actual.Value().Sign() > 0 {
			f[4] = quantity.Of(1)
		}
	}
	if !stock && !yearly && ytd.Value().Sign() > 0 {
		f[5] = quantity.Of(1)
	}
	return f, known
}
