package registry

import (
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// event is what one decision does to one unit on one day.
type event struct {
	date           period.Date
	decision, unit string
}

// event is what the rows of one split have in common.
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

// checkChanges holds each change against the table of units, which says the same in another way: from when to when each
// unit exists, under which name, code and parent. Where the two disagree, numbers would go to a unit that is not there,
// or to two at once.
func (r *Registry) checkChanges(bad *problems) {
	splits, remains := r.splitUnits()
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Date.IsZero() || len(r.byID[c.UnitID]) == 0 || c.SuccessorID != "" && len(r.byID[c.SuccessorID]) == 0 {
			continue // said already
		}
		switch c.Kind {
		case Found:
			r.checkFounding(c, bad)
		case Close, Merge, Split:
			r.checkEnd(c, c.Kind == Split && remains[c.event()], bad)
			r.checkSuccessor(c, splits[event{c.Date, c.Decision, c.SuccessorID}], bad)
		case Rename, Recode, Move:
			r.checkGoesOn(c, bad)
		}
	}
}

// splitUnits tells for each event which units it splits, and which of them it names among their own parts.
func (r *Registry) splitUnits() (splits, remains map[event]bool) {
	splits, remains = map[event]bool{}, map[event]bool{}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Kind == Split {
			splits[c.event()] = true
			remains[c.event()] = remains[c.event()] || c.SuccessorID == c.UnitID
		}
	}
	return splits, remains
}

// checkFounding refuses the founding of a unit that existed the day before, or does not exist on the day.
func (r *Registry) checkFounding(c *Change, bad *problems) {
	if _, before := r.UnitAt(c.UnitID, c.Date.AddDays(-1)); before {
		bad.add(c.Source, "date", c.Date.String(), "%s exists the day before already, by %s; correct the date, or its "+
			"valid_from", c.UnitID, r.spanOf(c.UnitID))
		return
	}
	r.mustExist(c, "date", c.Date.String(), c.UnitID, bad)
}

// checkEnd refuses the end of a unit that was not there the day before, or goes on. A unit that is split may go on as
// one of its own parts, which a row has to say: remains.
func (r *Registry) checkEnd(c *Change, remains bool, bad *problems) {
	if _, before := r.UnitAt(c.UnitID, c.Date.AddDays(-1)); !before {
		bad.add(c.Source, "date", c.Date.String(), "%s does not exist the day before, by %s; the date is the day after "+
			"its valid_to", c.UnitID, r.spanOf(c.UnitID))
		return
	}
	_, after := r.UnitAt(c.UnitID, c.Date)
	switch {
	case !after || remains:
	case c.Kind == Split:
		bad.add(c.Source, "unit_id", c.UnitID, "the unit goes on after its split, by %s; end it with valid_to %s, or add a "+
			"row of the split whose successor_unit_id is %s itself", r.spanOf(c.UnitID), c.Date.AddDays(-1), c.UnitID)
	default:
		bad.add(c.Source, "unit_id", c.UnitID, "the unit goes on after that day, by %s; end it with valid_to %s in "+
			"registry/units, or correct the date", r.spanOf(c.UnitID), c.Date.AddDays(-1))
	}
}

// checkSuccessor refuses a successor that does not exist on the day of the change, and a unit that merges with itself.
// One that the same event splits after the merger need not exist any more.
func (r *Registry) checkSuccessor(c *Change, isSplit bool, bad *problems) {
	if c.SuccessorID == "" || c.Kind == Merge && isSplit {
		return
	}
	if c.SuccessorID == c.UnitID && c.Kind != Split {
		bad.add(c.Source, "successor_unit_id", c.SuccessorID, "a unit cannot become a part of itself; expected another unit")
		return
	}
	r.mustExist(c, "successor_unit_id", c.SuccessorID, c.SuccessorID, bad)
}

// checkGoesOn refuses a rename, recode or move that gives the unit another identifier, and one of a unit that does not
// exist both the day before and on the day. A move has to name the parent that the table of units has.
func (r *Registry) checkGoesOn(c *Change, bad *problems) {
	if c.Kind != Move && c.SuccessorID != "" && c.SuccessorID != c.UnitID {
		bad.add(c.Source, "successor_unit_id", c.SuccessorID, "a %s keeps the unit_id; where another unit takes the place "+
			"of %s, use merge", c.Kind, c.UnitID)
		return
	}
	now, exists := r.UnitAt(c.UnitID, c.Date)
	if !exists {
		r.mustExist(c, "date", c.Date.String(), c.UnitID, bad)
		return
	}
	if _, before := r.UnitAt(c.UnitID, c.Date.AddDays(-1)); !before {
		bad.add(c.Source, "date", c.Date.String(), "%s begins on that day, by %s, and there is nothing to %s; where it "+
			"takes the place of another unit, use merge for that one", c.UnitID, r.spanOf(c.UnitID), c.Kind)
	}
	if c.Kind == Move && c.SuccessorID != "" && c.SuccessorID != now.ParentID {
		bad.add(c.Source, "successor_unit_id", c.SuccessorID, "%s, row %d, places %s beneath %s from that day on: two "+
			"parents at once; correct one of the two", now.Source.File, now.Source.Row, c.UnitID, orRoot(now.ParentID))
	}
}

// mustExist refuses a change whose unit, new or going on, has no row for the day of the change.
func (r *Registry) mustExist(c *Change, column, read, id string, bad *problems) {
	if _, ok := r.UnitAt(id, c.Date); !ok {
		bad.add(c.Source, column, read, "%s does not exist on %s, by %s; correct the date, or give it a row for that day "+
			"in registry/units", id, c.Date, r.spanOf(id))
	}
}

// spanOf says from when to when a unit exists, with the place of its first row, for a message.
func (r *Registry) spanOf(id string) string {
	rows := r.byID[id]
	first, last := &r.Units[rows[0]], &r.Units[rows[len(rows)-1]]
	span := bound(" from ", first.ValidFrom) + bound(" to ", last.ValidTo)
	if span == "" {
		span = " without end"
	}
	return fmt.Sprintf("%s, row %d (%s)", first.Source.File, first.Source.Row, strings.TrimSpace(span))
}

// orRoot is a unit's identifier in a message, or what stands for none.
func orRoot(id string) string {
	if id == "" {
		return "no unit"
	}
	return id
}

// checkCodes refuses an official code that two units have on one day: a workbook with that code would be of either. The
// rows of a code are gone through by their first day. One that begins before the latest end so far overlaps the row
// with that end, which is another unit's, because the rows of one unit do not overlap.
func (r *Registry) checkCodes(bad *problems) {
	seen := map[string]bool{}
	for i := range r.Units {
		key := codeKey(r.Units[i].Code)
		if key == "" || seen[key] || len(r.byCode[key]) < 2 {
			continue
		}
		seen[key] = true
		rows := slices.Clone(r.byCode[key])
		slices.SortStableFunc(rows, func(a, b int) int { return r.Units[a].ValidFrom.Compare(r.Units[b].ValidFrom) })
		latest := &r.Units[rows[0]]
		for _, row := range rows[1:] {
			u := &r.Units[row]
			if u.ID != latest.ID && notAfter(u.ValidFrom, latest.ValidTo) {
				bad.add(u.Source, "code", u.Code, "row %d gives the code to %s on the same days; a code is of one unit at a time: "+
					"correct it, or end one row with valid_to", latest.Source.Row, latest.ID)
			}
			if !latest.ValidTo.IsZero() && (u.ValidTo.IsZero() || u.ValidTo.Compare(latest.ValidTo) > 0) {
				latest = u
			}
		}
	}
}
