package trace

import (
	"context"
	"database/sql"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/quantity"
)

// TermYears is what a term's number (2021-2025) is made of: the published years. Each of them is a
// published number of its own, which Explain derives further down to the cells.
type TermYears struct {
	Years    []YearPart `json:"years"`
	Reported int        `json:"reported_years"`
	Expected int        `json:"expected_years"`
}

// YearPart is one published year of a term.
type YearPart struct {
	Period string `json:"period"`
	Actual string `json:"actual"` // "" when unknown
	Status string `json:"status"`
}

// explainTerm derives a row of attainment_term from the published years, which are its inputs in
// SQL too.
func explainTerm(ctx context.Context, tables *vintage.Tables, key Key) (*Explanation, error) {
	e := &Explanation{Key: key, Term: &TermYears{}, horizon: key.Period}
	found := false
	var vi, en string
	p := &e.Published
	err := tables.Each(ctx, "trace/explain/term", func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&e.UnitName, &vi, &en, &e.Stock, quantity.Plain(&p.Actual), quantity.Plain(&p.Target),
			quantity.Plain(&p.TargetOriginal), &p.AttainmentPct, &e.Term.Reported, &e.Term.Expected, &p.Status)
	}, e.UnitID, e.Period, e.Indicator, e.Breakdown)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, &NotPublishedError{key}
	}
	e.Label = map[string]string{"vi": vi, "en": en}
	err = tables.Each(ctx, "trace/explain/term_year", func(rows *sql.Rows) error {
		var y YearPart
		err := rows.Scan(&y.Period, quantity.Plain(&y.Actual), &y.Status)
		e.Term.Years = append(e.Term.Years, y)
		return err
	}, e.UnitID, e.Period, e.Indicator, e.Breakdown)
	if err != nil {
		return nil, err
	}
	if err := e.readSettings(ctx, tables); err != nil {
		return nil, err
	}
	return e, e.deriveTerm()
}

// deriveTerm sums the years that are known. Of a stock the last known year counts, since a stock
// does not add up.
func (e *Explanation) deriveTerm() error {
	var sum total
	for _, y := range e.Term.Years {
		// An unknown year adds nothing and does not make the term unknown.
		if y.Actual == "" {
			continue
		}
		value, err := quantity.ParseSum(y.Actual)
		if err != nil {
			return err
		}
		// Only the last known stock stays.
		if e.Stock {
			sum.value = quantity.Quantity{}
		}
		sum.value, sum.known = sum.value.Plus(value), true
	}
	e.Derived.Actual = sum.String()
	e.derivePercent(sum)
	e.Agrees = same(e.Derived.Actual, e.Published.Actual) && same(e.Derived.AttainmentPct, e.Published.AttainmentPct)
	return nil
}
