package trace

import (
	"tonghop/pipeline/vocabulary/quantity"
)

// Cell is one number in force, or the mark in its place, with the place where it stands. Value is
// exact and in the indicator's unit of measure; it is 0 where a mark stands. Ref is the cell in A1
// form, Raw its text as the workbook has it.
type Cell struct {
	UnitID       string            `json:"unit_id"`
	Form         string            `json:"form"`
	Period       string            `json:"period"`
	Measure      string            `json:"measure"` // flow, ytd, stock or target
	Mark         string            `json:"mark"`    // value, none ("-"), not_applicable ("x"), unavailable ("…"), empty
	Value        quantity.Quantity `json:"value"`
	SubmissionID string            `json:"submission_id"`
	Path         string            `json:"path"` // below the inbox
	Sheet        string            `json:"sheet"`
	Ref          string            `json:"cell"`
	Raw          string            `json:"raw"`

	quarter    int   // in which its period ends
	cumulative bool  // its period is longer than a quarter
	precedence int64 // where two cells give one number, the higher counts
}

// known says whether the cell gives a number. "-" gives zero, because the sender says that nothing
// occurred; "x" and "…" give none.
func (c *Cell) known() bool { return c.Mark == "value" || c.Mark == "none" }

// reported says whether the sender said something about the period in this cell. "x" (not
// applicable) is an answer, "…" (not available) and an empty cell are none. It is the rule by which
// reported_units counts.
func (c *Cell) reported() bool { return c.known() || c.Mark == "not_applicable" }

// measure is what the cell holds, as far as a year is concerned: a flow over more than a quarter,
// from 1 January on, is a cumulative.
func (c *Cell) measure() string {
	if c.Measure == "flow" && c.cumulative {
		return "ytd"
	}
	return c.Measure
}

// Term is one cell in a sum, added or taken away.
type Term struct {
	Minus bool  `json:"minus"`
	Cell  *Cell `json:"cell"`
}

// Sum is a number as the cells that make it up. A sum without terms is an unknown number, which is
// something else than 0.
type Sum []Term

// Known says whether the number is known.
func (s Sum) Known() bool { return len(s) > 0 }

// Value adds up the terms exactly; it is 0 when the number is unknown.
func (s Sum) Value() quantity.Quantity {
	var total quantity.Quantity
	for _, t := range s {
		if t.Minus {
			total = total.Minus(t.Cell.Value)
		} else {
			total = total.Plus(t.Cell.Value)
		}
	}
	return total
}

// less takes one sum from another by turning the signs of its terms, so that every cell stays
// visible.
func (s Sum) less(t Sum) Sum {
	difference := append(Sum(nil), s...)
	for _, term := range t {
		difference = append(difference, Term{Minus: !term.Minus, Cell: term.Cell})
	}
	return difference
}

// plus adds two sums. It copies the terms, as a sum may be used for several quarters.
func (s Sum) plus(t Sum) Sum { return append(append(Sum(nil), s...), t...) }

// Derived is what one unit achieved of one series, as of the end of one quarter: in the quarter,
// since 1 January, and the stock at its end.
type Derived struct {
	Flow, YTD, Stock      Sum
	Reported, ReportedYTD bool // for this quarter; for any quarter of the year so far
}

// derive works out a year of one unit's series from its cells; index 1 to 4 is the quarter.
//
// A quarter's flow is the reported one, or else the difference of two known cumulatives. A
// cumulative is the reported one, or else the last known one and the flows since; once known it
// stands until the next, so that a late unit does not make the total fall. A stock is not carried
// on.
//
// The same rules stand in sql/models/core. They are written a second time here, and not read from
// the tables, so that a defect of either shows as a disagreement.
//
// A unit that reported a flow of 5 for the first quarter, a cumulative of 7 for the second, nothing
// for the third and a cumulative of 15 for the fourth has
//
//	quarter   1    2          3         4
//	flow      5    7 − 5 = 2  unknown   unknown
//	ytd       5    7          7         15
//
// The 8 between the last two cumulatives are of two quarters, and nobody knows which part of them
// is of the fourth.
func derive(cells []*Cell) [5]Derived {
	var d [5]Derived
	// A difference of cumulatives is a quarter's flow only if every quarter before it is covered.
	whole := true // the cumulative so far covers the year from its first day
	for q := 1; q <= 4; q++ {
		flow, ytd, before := pick(cells, q, "flow"), pick(cells, q, "ytd"), d[q-1].YTD
		d[q].Stock = pick(cells, q, "stock")
		d[q].Reported = anyReported(cells, q)
		d[q].ReportedYTD = d[q].Reported || d[q-1].ReportedYTD
		switch {
		case ytd.Known():
			d[q].YTD = ytd
		case flow.Known():
			d[q].YTD = before.plus(flow)
		default:
			d[q].YTD = before
		}
		switch {
		case flow.Known():
			d[q].Flow = flow
		case ytd.Known() && whole:
			d[q].Flow = ytd.less(before)
		}
		whole = ytd.Known() || whole && flow.Known()
	}
	return d
}

// pick is the cell that counts for a quarter and a measure: of several that give the number, as
// when two forms carry the indicator, the one with the highest precedence. A cell with "x" or "…"
// never counts, even where its form goes before the other.
func pick(cells []*Cell, quarter int, measure string) Sum {
	var best *Cell
	for _, c := range cells {
		if c.quarter == quarter && c.measure() == measure && c.known() && (best == nil || c.precedence > best.precedence) {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	return Sum{{Cell: best}}
}

// anyReported says whether any cell of the quarter was answered. A target in a workbook is no
// answer about the quarter.
func anyReported(cells []*Cell, quarter int) bool {
	for _, c := range cells {
		if c.quarter == quarter && c.Measure != "target" && c.reported() {
			return true
		}
	}
	return false
}
