package registry

import (
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
)

// bearer is a unit that has a name or code on some day of an interval. atEnd says that it has it on
// the last day.
type bearer struct {
	Unit
	atEnd bool
}

// end is the last day of an interval, as an interval. The zero interval has none and stays as it is.
func end(on period.Interval) period.Interval { return period.Interval{From: on.To, To: on.To} }

// bearers lists the units that have a name on a day of the interval. Each comes once, however many
// of its rows and aliases match, and in the row that is in force at the interval's end.
func (r *Registry) bearers(name string, on period.Interval) []bearer {
	entry := r.entry(name)
	if entry == nil {
		return nil
	}
	var found []bearer
	for _, m := range entry.meanings {
		switch {
		case m.alias:
			_, atEnd := r.unitIn(m.unitID, end(on))
			found = r.appendBearer(found, m.unitID, atEnd, on)
		case valid(&r.Units[m.row], on):
			found = r.appendBearer(found, m.unitID, valid(&r.Units[m.row], end(on)), on)
		}
	}
	return found
}

// appendBearer adds a unit to those found, unless it does not exist in the interval. One that is
// there already only learns that it has the name at the interval's end, too.
func (r *Registry) appendBearer(found []bearer, id string, atEnd bool, on period.Interval) []bearer {
	for i := range found {
		if found[i].ID == id {
			found[i].atEnd = found[i].atEnd || atEnd
			return found
		}
	}
	if u, ok := r.unitIn(id, on); ok {
		return append(found, bearer{u, atEnd})
	}
	return found
}

// inForce tells several units of one name apart by their validity: those that have it at the
// interval's end go before those that only had it earlier in the interval.
func inForce(found []bearer) []Unit {
	if slices.ContainsFunc(found, func(b bearer) bool { return b.atEnd }) {
		found = slices.DeleteFunc(slices.Clone(found), func(b bearer) bool { return !b.atEnd })
	}
	return units(found)
}

// units are the units that were found, in the same order.
func units(found []bearer) []Unit {
	var all []Unit
	for _, b := range found {
		all = append(all, b.Unit)
	}
	return all
}

// reporting leaves out the groups: nobody reports for one, so that no workbook can mean it.
func reporting(found []Unit) []Unit {
	return slices.DeleteFunc(found, func(u Unit) bool { return u.IsGroup() })
}

// qualified reads "name, name of a unit above[, …]". Every part has to be an exact name, and each
// unit that is named behind has to stand above the first one, at any depth.
func (r *Registry) qualified(name string, on period.Interval) []bearer {
	parts := strings.Split(name, ",")
	found := r.bearers(strings.TrimSpace(parts[0]), on)
	for _, above := range parts[1:] {
		bearers := r.bearers(strings.TrimSpace(above), on)
		found = slices.DeleteFunc(found, func(b bearer) bool {
			return !slices.ContainsFunc(bearers, func(ancestor bearer) bool { return r.Under(b.Unit, ancestor.ID, on) })
		})
	}
	return found
}

// unknownName says that no unit bears a name in the interval: which ones do at other times, and
// which names look alike.
func (r *Registry) unknownName(name string, on period.Interval) *UnknownUnitError {
	unknown := &UnknownUnitError{Name: name, Nearest: r.names.nearest(name)}
	if entry := r.entry(name); entry != nil {
		for _, m := range entry.meanings {
			if !m.alias {
				unknown.Outside = append(unknown.Outside, r.Units[m.row])
				continue
			}
			if u, ok := r.unitIn(m.unitID, period.Interval{}); ok {
				unknown.Outside = append(unknown.Outside, u)
			}
		}
	}
	return r.withInstead(unknown, on)
}

// unknownCode says that no unit has a code in the interval, and which ones have it at other times.
func (r *Registry) unknownCode(code string, on period.Interval) *UnknownUnitError {
	unknown := &UnknownUnitError{Name: code, IsCode: true}
	for _, i := range r.byCode[codeKey(code)] {
		unknown.Outside = append(unknown.Outside, r.Units[i])
	}
	return r.withInstead(unknown, on)
}

// withInstead fills in which units stand in the place of the one that has the name at another time.
// Of several rows with the name, the one nearest to the interval comes first.
func (r *Registry) withInstead(e *UnknownUnitError, on period.Interval) *UnknownUnitError {
	e.Outside = slices.DeleteFunc(e.Outside, func(u Unit) bool { return u.IsGroup() })
	if len(e.Outside) == 0 || on == (period.Interval{}) {
		return e
	}
	slices.SortStableFunc(e.Outside, func(a, b Unit) int { return distance(&a, on) - distance(&b, on) })
	e.Instead = r.insteadOf(e.Outside[0].ID, on)
	return e
}

// distance orders rows by how far their validity lies from an interval: 0 where they share a day, and more the more
// days lie between.
func distance(u *Unit, on period.Interval) int {
	switch {
	case !u.ValidTo.IsZero() && u.ValidTo.Compare(on.From) < 0:
		return on.From.Compare(u.ValidTo)
	case !u.ValidFrom.IsZero() && u.ValidFrom.Compare(on.To) > 0:
		return u.ValidFrom.Compare(on.To)
	}
	return 0
}

// insteadOf lists the units that stand in a unit's place at the interval's end: the unit itself
// where it exists then; otherwise those that follow it by registry/changes, over any number of
// changes; otherwise those that it follows itself.
func (r *Registry) insteadOf(id string, on period.Interval) []Unit {
	if u, ok := r.unitIn(id, end(on)); ok {
		return []Unit{u}
	}
	for _, next := range []map[string][]string{r.successors, r.predecessors} {
		if found := r.reached(id, next, on); len(found) > 0 {
			return found
		}
	}
	return nil
}

// reached walks from a unit over changes to the nearest units that exist at the interval's end.
func (r *Registry) reached(id string, next map[string][]string, on period.Interval) []Unit {
	var found []Unit
	seen, queue := map[string]bool{id: true}, []string{id}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, other := range next[at] {
			if seen[other] {
				continue
			}
			seen[other] = true
			if u, ok := r.unitIn(other, end(on)); ok {
				found = append(found, u)
			} else {
				queue = append(queue, other)
			}
		}
	}
	return found
}
