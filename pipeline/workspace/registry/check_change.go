package registry

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// event is what one decision does to one unit on one day.
type event struct {
	date           period.Date
	decision, unit string
}

func (c *Change) event() event { return event{c.Date, c.Decision, c.UnitID} }

// splitRows are the rows of one split: of one unit, by one decision, on one day.
type splitRows struct {
	first      *Change
	weights    quantity.Quantity
	successors map[string]int // to the row that names it
}

// checkSplits refuses a split of which only some rows have a weight, or whose weights are all zero, since the parts
// would not add up to the whole; and two rows for one successor.
func (r *Registry) checkSplits(bad *problems) {
	splits := map[event]*splitRows{}
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Kind != Split {
			continue
		}
		s := splits[c.event()]
		if s == nil {
			s = &splitRows{first: c, successors: map[string]int{}}
			splits[c.event()] = s
		}
		if row, twice := s.successors[c.SuccessorID]; twice {
			bad.add(c.Source, "successor_unit_id", c.SuccessorID,
				"row %d splits %s into this unit by the same decision; keep one row, with the whole weight", row, c.UnitID)
		}
		s.successors[c.SuccessorID] = c.Source.Row
		if c.Allocated != s.first.Allocated {
			bad.add(c.Source, "allocation", c.Allocation.String(),
				"row %d splits the same unit, and only one of the two has a weight; fill in all rows of a split or none",
				s.first.Source.Row)
		}
		s.weights = s.weights.Plus(c.Allocation)
	}
	// The order of the rows makes the messages the same in every run; that of a map does not.
	for i := range r.Changes {
		c := &r.Changes[i]
		if s := splits[c.event()]; s != nil && s.first == c && c.Allocated && s.weights.IsZero() {
			bad.add(c.Source, "allocation", c.Allocation.String(),
				"all weights of the split are zero; expected at least one above zero, or none at all")
		}
	}
}
