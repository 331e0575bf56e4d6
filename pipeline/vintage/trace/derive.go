package trace

import (
	"tonghop/pipeline/vocabulary/quantity"
)

// Cell is one number in force, or the mark in its place, with where it stands.
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

// known says whether the cell gives a number: "-" is zero, "x" and "…" are none.
func (c *Cell) known() bool { return c.Mark == "value" || c.Mark == "none" }

// reported says whether something stands in the cell for its period.
func (c *Cell) reported() bool { return c.known() || c.Mark == "not_applicable" }

// measure is what the cell holds: a flow over more than a quarter is a cumulative.
func (c *Cell) measure() string {
	if c.Measure == "flow" && c.cumulative {
		return "ytd"
	}
	return c.Measure
}

// Term is one cell in a sum.
type Term struct {
	Minus bool  `json:"minus"`
	Cell  *Cell `json:"cell"`
}

// Sum is a number as the cells that make it up; no terms: unknown.
type Sum []Term

// Known says whether the number is known.
func (s Sum) Known() bool { return len(s) > 0 }

// Value adds up the terms; 0 when unknown.
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

func (s Sum) less(t Sum) Sum {
	difference := append(Sum(nil), s...)
	for _, term := range t {
		difference = append(difference, Term{Minus: !term.Minus, Cell: term.Cell})
	}
	return difference
}

func (s Sum) plus(t Sum) Sum { return append(append(Sum(nil), s...), t...) }

// Derived is what a unit achieved of one series, as of the end of one quarter.
type Derived struct {
	Flow, YTD, Stock      Sum
	Reported, ReportedYTD bool // for this quarter; for any quarter of the year so far
}

// derive works out a year of one unit's series, index 1 to 4, from its cells. A quarter's flow is the reported one,
// else the difference of two known cumulatives. A cumulative is the reported one, else the last known and the flows
// since; once known it stands until the next. A stock is not carried on.
func derive(cells []*Cell) [5]Derived {
	var d [5]Derived
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

// pick is the cell that counts for a quarter and measure.
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

func anyReported(cells []*Cell, quarter int) bool {
	for _, c := range cells {
		if c.quarter == quarter && c.Measure != "target" && c.reported() {
			return true
		}
	}
	return false
}
