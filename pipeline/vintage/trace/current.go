package trace

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// Place is a unit of current boundaries at which a number counts, or a part of it.
type Place struct {
	UnitID string `json:"unit_id"`
	From   string `json:"valid_from,omitempty"` // of periods that end from this day on, as ISO 8601; "" for any
	To     string `json:"valid_to,omitempty"`
	Own    bool   `json:"own"`             // as the place's own number; false: beneath it
	Shared bool   `json:"shared"`          // a part only, by signed weights
	Low    int64  `json:"share_low"`       // which part of the number, of 10^15 parts
	High   int64  `json:"share_high"`      //
	Hides  string `json:"hides,omitempty"` // a unit that is not comparable, since it has an unknown part of the number
}

// Change is one event by which a unit passed into another, or a part of it did.
type Change struct {
	UnitID     string `json:"unit_id"`
	Date       string `json:"changed_on"`
	Kind       string `json:"kind"` // merge or split
	Successor  string `json:"successor_unit_id"`
	Decision   string `json:"decision"`
	Allocation string `json:"allocation,omitempty"`
	Said       bool   `json:"said"` // registry/changes says it

	ended bool // the unit ended with it
}

// current are the tables that lead from the numbers as they were reported to a row in current boundaries.
type current struct {
	*Explanation
	yearly   bool
	decimals int
	beneath  map[string]bool           // the row's unit and everything beneath it
	places   map[string][]Place        // of units that do not count at themselves
	changes  []Change                  // in the order of their days
	follow   map[string][5]*Succession // by unit and quarter
	days     [5]string                 // the last day of each quarter; 0: of the year before
	inForce  map[string]assignedTarget // by unit
}

// ExplainCurrent derives a row of the tables in current boundaries: which predecessor gave what, by
// which event, down to the cells. Errors: those of Explain. The order of the steps matters: the row
// gives the year and quarter, for which all else is read, and targets are placed by the changes and
// the days.
func ExplainCurrent(ctx context.Context, tables *vintage.Tables, key Key) (*Explanation, error) {
	p, err := period.Named(key.Period)
	if err != nil {
		return nil, fault.Wrap(fault.Misuse, err)
	}
	key.Period = p.String()
	if p.Kind == period.Term { // a term is the sum of years in current boundaries
		return explainTerm(ctx, tables, key)
	}
	c := &current{Explanation: &Explanation{Key: key, Current: true, horizon: fmt.Sprintf("%04d", p.Year)},
		yearly: p.Kind != period.Quarter}
	for _, read := range []func(context.Context, *vintage.Tables) error{c.readRow, c.readOrigins, c.readBoundary,
		c.readChanges, c.readFollowing, c.readDays, c.readTargets, c.readSettings} {
		if err := read(ctx, tables); err != nil {
			return nil, err
		}
	}
	c.placeParts()
	c.deriveCurrent()
	return c.Explanation, nil
}

// readRow reads the published row, with the digits of its indicator, to which shares are rounded.
func (c *current) readRow(ctx context.Context, tables *vintage.Tables) error {
	found := false
	var vi, en string
	p := &c.Published
	err := tables.Each(ctx, "trace/current/row", func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&c.UnitName, &vi, &en, &c.Stock, &c.year, &c.quarter, quantity.Plain(&p.Actual),
			quantity.Plain(&p.ActualYTD), quantity.Plain(&p.Target), quantity.Plain(&p.TargetOriginal), &p.AttainmentPct,
			&p.Expected, &p.Reported, &p.Contributing, &p.ContributingY, &p.Status, quantity.Plain(&c.Unplaced), &c.decimals)
	}, c.UnitID, c.Period, c.Indicator, c.Breakdown)
	if err == nil && !found {
		return &NotPublishedError{c.Key}
	}
	c.Label = map[string]string{"vi": vi, "en": en}
	return err
}

// readOrigins reads every unit that reported as it was then, with its cells, and what stands
// beneath the row's unit now. So every unit is read and not only those beneath the row's unit: a
// number that counts here now may have been reported by a unit that stood elsewhere then. Most of
// them are left out again by placeParts.
func (c *current) readOrigins(ctx context.Context, tables *vintage.Tables) error {
	children := map[string][]string{}
	if err := tables.Each(ctx, "trace/current/beneath", func(rows *sql.Rows) error {
		var id, parent string
		err := rows.Scan(&id, &parent)
		children[parent] = append(children[parent], id)
		return err
	}, c.Period); err != nil {
		return err
	}
	c.beneath = map[string]bool{}
	for next := []string{c.UnitID}; len(next) > 0; next = next[1:] {
		c.beneath[next[0]] = true
		next = append(next, children[next[0]]...)
	}
	return c.readParts(ctx, tables, "")
}

// readBoundary reads where the numbers of each unit count in current boundaries. A unit without a
// row counts at itself, which is nearly every one; see placesOf.
func (c *current) readBoundary(ctx context.Context, tables *vintage.Tables) error {
	c.places = map[string][]Place{}
	return tables.Each(ctx, "trace/current/boundary", func(rows *sql.Rows) error {
		var id string
		var p Place
		err := rows.Scan(&id, &p.From, &p.To, &p.UnitID, &p.Own, &p.Low, &p.High, &p.Shared, &p.Hides)
		c.places[id] = append(c.places[id], p)
		return err
	})
}

// readChanges reads every merge and split, by its day, one change for each unit and successor.
func (c *current) readChanges(ctx context.Context, tables *vintage.Tables) error {
	return tables.Each(ctx, "trace/current/change", func(rows *sql.Rows) error {
		var h Change
		err := rows.Scan(&h.UnitID, &h.Date, &h.Kind, &h.Successor, &h.ended, &h.Decision, quantity.Plain(&h.Allocation),
			&h.Said)
		c.changes = append(c.changes, h)
		return err
	})
}

// readFollowing reads, for each quarter of the year, what the units that follow others hold of
// their predecessors. Place 0 stays empty: quarters are counted from 1.
func (c *current) readFollowing(ctx context.Context, tables *vintage.Tables) error {
	c.follow = map[string][5]*Succession{}
	return tables.Each(ctx, "trace/current/succession", func(rows *sql.Rows) error {
		var id string
		var quarter int
		s := &Succession{}
		err := rows.Scan(&id, &quarter, &s.Predecessors, quantity.Plain(&s.actual), quantity.Plain(&s.actualYTD),
			quantity.Plain(&s.Counted), quantity.Plain(&s.CountedYTD), quantity.Plain(&s.Inherited), &s.Asked)
		of := c.follow[id]
		of[quarter] = s
		c.follow[id] = of
		return err
	}, c.year, c.Indicator, c.Breakdown)
}

// readDays reads the days at which the quarters end, by the office's calendar. As ISO 8601 texts
// they sort by time, so that spans of time are compared as texts throughout.
func (c *current) readDays(ctx context.Context, tables *vintage.Tables) error {
	return tables.Each(ctx, "trace/current/day", func(rows *sql.Rows) error {
		var quarter int
		var day string
		err := rows.Scan(&quarter, &day)
		c.days[quarter] = day
		return err
	}, c.year)
}

// placesOf are the places at which a unit's number counts that stands on a day.
func (c *current) placesOf(unit, day string) (found []Place) {
	all, elsewhere := c.places[unit]
	if !elsewhere {
		return []Place{{UnitID: unit, Own: true, High: wholeShare}}
	}
	for _, p := range all {
		if p.Hides == "" && p.UnitID != "" && p.From <= day && (p.To == "" || day <= p.To) {
			found = append(found, p)
		}
	}
	return found
}

// way is the events by which one unit passed into another, forward or, where the boundaries are of an earlier day,
// backward.
func (c *current) way(from, to string) []Change {
	if steps := c.stepsTo(from, to, map[string]bool{}); steps != nil {
		return steps
	}
	return c.stepsTo(to, from, map[string]bool{})
}

// stepsTo is the first way that is found going forward along the events, which are tried in the
// order of their days; nil where there is none. seen holds the units that were tried, without which
// two units that passed parts to each other would be followed in a circle.
func (c *current) stepsTo(from, to string, seen map[string]bool) []Change {
	seen[from] = true
	for _, h := range c.changes {
		if h.UnitID != from || h.Successor == from {
			continue
		}
		if h.Successor == to {
			return []Change{h}
		}
		if !seen[h.Successor] {
			if rest := c.stepsTo(h.Successor, to, seen); rest != nil {
				return append([]Change{h}, rest...)
			}
		}
	}
	return nil
}

// placeParts keeps the parts that count in the row, each with its share, and puts the largest
// first. It works in place, on the memory of the parts that were read.
func (c *current) placeParts() {
	kept := c.Parts[:0]
	for _, part := range c.Parts {
		if c.take(&part) {
			kept = append(kept, part)
		}
	}
	c.Parts = kept
	slices.SortStableFunc(c.Parts, func(a, b Part) int {
		return textValue(b.Actual).Cmp(textValue(a.Actual))
	})
}
