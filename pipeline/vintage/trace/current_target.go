package trace

import (
	"context"
	"database/sql"
	"slices"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/quantity"
)

// TargetPart is one unit's target in a target in current boundaries. Value is an exact text, of a share the part that
// counts, and "" where it is not known.
type TargetPart struct {
	UnitID string   `json:"unit_id"`
	Value  string   `json:"value"`
	Way    []Change `json:"way,omitempty"`
	// ReplacedBy is the successor whose own target stands for this one, since it takes effect with the change or later;
	// "" where it counts.
	ReplacedBy string `json:"replaced_by,omitempty"`
}

// assignedTarget is a unit's target in force.
type assignedTarget struct{ value, effective string }

// readTargets reads the last target of each unit that had taken effect by the last day of the row's
// quarter, or of the year for a year's row, and adds those that lead to the row. A stock has no
// target. Units are gone through in the order of their identifiers, so that the answer is the same
// each time.
func (c *current) readTargets(ctx context.Context, tables *vintage.Tables) error {
	c.inForce = map[string]assignedTarget{}
	if c.Stock {
		return nil
	}
	day := c.days[c.quarter]
	if c.yearly {
		day = c.days[4]
	}
	if err := tables.Each(ctx, "trace/current/target", func(rows *sql.Rows) error {
		var id string
		var a assignedTarget
		err := rows.Scan(&id, quantity.Plain(&a.value), &a.effective)
		c.inForce[id] = a
		return err
	}, c.horizon, c.Indicator, c.Breakdown, day); err != nil {
		return err
	}
	var units []string
	for unit := range c.inForce {
		units = append(units, unit)
	}
	slices.Sort(units)
	for _, unit := range units {
		c.addTarget(unit)
	}
	return nil
}

// addTarget adds the target of a unit that is the row's own, or passed to it. Of a unit that was
// split the row has a share of its target; one that goes on is split by weights only, and keeps what takes effect
// with the change or later. A target whose successor was given one of its own, in force from the change on or later,
// is listed and does not count.
func (c *current) addTarget(unit string) {
	value := c.inForce[unit].value
	places := c.placesOf(unit, c.inForce[unit].effective)
	divided := slices.ContainsFunc(places, func(p Place) bool { return p.Shared })
	if !divided && !c.passed(unit) {
		if unit == c.UnitID {
			c.Targets = append(c.Targets, TargetPart{UnitID: unit, Value: value})
		}
		return
	}
	for _, p := range places {
		if p.UnitID != c.UnitID || !p.Own || unit == c.UnitID && !divided {
			continue
		}
		part := TargetPart{UnitID: unit, Value: value, Way: c.way(unit, c.UnitID)}
		if value != "" {
			part.Value = c.share(textValue(value), p).String()
		}
		for _, step := range part.Way {
			if n, own := c.inForce[step.Successor]; own && n.effective >= step.Date {
				part.ReplacedBy = step.Successor
				break
			}
		}
		c.Targets = append(c.Targets, part)
	}
}

// passed says whether a unit ended with a change that has taken effect in the boundaries of the row.
func (c *current) passed(unit string) bool {
	if len(c.places[unit]) == 0 {
		return false
	}
	return slices.ContainsFunc(c.changes, func(h Change) bool { return h.UnitID == unit && h.ended })
}

// deriveTarget adds up the targets that count, and says whether they are what is published.
func (c *current) deriveTarget() bool {
	var sum total
	for _, t := range c.Targets {
		if t.ReplacedBy == "" {
			sum.addText(t.Value)
		}
	}
	return c.Stock || same(sum.String(), c.Published.Target)
}
