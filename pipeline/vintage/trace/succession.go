package trace

import (
	"context"
	"database/sql"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/quantity"
)

// Succession is how the numbers of a unit that follows others, or was founded or ended in the year, count in the totals
// above it. Numbers are exact texts, "" when unknown.
type Succession struct {
	Predecessors string `json:"predecessors"`  // identifiers, joined by commas; "" for none
	Inherited    string `json:"inherited_ytd"` // what of the cumulative is its predecessors'
	Counted      string `json:"counted"`       // what totals count of it in the period
	CountedYTD   string `json:"counted_ytd"`   // and since 1 January
	// Asked is what is asked of the office: ambiguous, contradicts (fits no reading) or declared (at odds with the
	// declaration); "" for nothing.
	Asked string `json:"asked"`

	actual, actualYTD, aside string
	hidden                   bool // its cumulative is not known, since the parts of a split are not
}

// readSuccessions reads which of the parts, and whether the row itself, are of units that changed in the year.
func (e *Explanation) readSuccessions(ctx context.Context, tables *vintage.Tables) error {
	parts := map[string]*Part{}
	for i := range e.Parts {
		parts[e.Parts[i].UnitID] = &e.Parts[i]
	}
	return tables.Each(ctx, "trace/explain/succession", func(rows *sql.Rows) error {
		var id string
		s := &Succession{}
		if err := rows.Scan(&id, &s.Predecessors, quantity.Plain(&s.actual), quantity.Plain(&s.actualYTD),
			quantity.Plain(&s.Counted), quantity.Plain(&s.CountedYTD), quantity.Plain(&s.Inherited),
			quantity.Plain(&s.aside), &s.hidden, &s.Asked); err != nil {
			return err
		}
		if part := parts[id]; part != nil {
			part.Succession = s
		} else if id == e.UnitID {
			e.Aside, e.hidden = s.aside, s.hidden
		}
		return nil
	}, e.quarterLabel(), e.Indicator, e.Breakdown)
}

// follow takes out of a part's numbers what its predecessors have in theirs, unless it is the unit's own row that is
// explained. A flow that no cell states is known only where it is known which part of the cumulative is the unit's own.
func (p *Part) follow(itself, yearly bool) {
	s := p.Succession
	if len(p.Terms) != 1 && !yearly {
		p.Actual = s.actual
	}
	switch {
	case itself:
	case yearly:
		p.Actual = without(p.Actual, s.actualYTD, s.CountedYTD)
	default:
		p.Actual = without(p.Actual, s.actual, s.Counted)
		p.ActualYTD = without(p.ActualYTD, s.actualYTD, s.CountedYTD)
	}
}

// without takes from a number what of a row no total counts. Where one of the three is not known,
// the number is left as it is.
func without(number, row, counted string) string {
	value, err := quantity.ParseSum(number)
	whole, errWhole := quantity.ParseSum(row)
	part, errPart := quantity.ParseSum(counted)
	if number == "" || err != nil || errWhole != nil || errPart != nil {
		return number
	}
	return value.Minus(whole.Minus(part)).String()
}

// addAside adds to a total's cumulative what was achieved beneath it by units that stand elsewhere now, and makes it
// unknown where the parts of a split are.
func (e *Explanation) addAside(actual, ytd *total, yearly bool) {
	cumulative := ytd
	if yearly {
		cumulative = actual
	}
	cumulative.addText(e.Aside)
	if e.hidden {
		*cumulative = total{}
	}
}

// contributes says whether a part has more than zero in the period, by its own row.
func (e *Explanation) contributes(p *Part) bool {
	number := p.Terms.Value()
	if s := p.Succession; s != nil && len(p.Terms) != 1 {
		number, _ = quantity.ParseSum(s.actual)
	}
	return number.Sign() > 0
}
