package registry

import (
	"cmp"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
)

// Placed is a unit with its place in the tree of a day: Depth is 0 for a root.
type Placed struct {
	Unit
	Depth int
}

// Tree lists the units of a day, each behind the unit above it, those beneath one unit by their codes and then in the
// order of the table.
func (r *Registry) Tree(on period.Date) []Placed {
	beneath := map[string][]Unit{}
	day := period.Interval{From: on, To: on}
	for i := range r.Units {
		if u := &r.Units[i]; valid(u, day) {
			beneath[u.ParentID] = append(beneath[u.ParentID], *u)
		}
	}
	var all []Placed
	var walk func(parent string, depth int)
	walk = func(parent string, depth int) {
		units := beneath[parent]
		slices.SortStableFunc(units, func(a, b Unit) int { return strings.Compare(a.Code, b.Code) })
		for _, u := range units {
			all = append(all, Placed{u, depth})
			walk(u.ID, depth+1)
		}
	}
	walk("", 0)
	return all
}

// History is everything that the registry says of one unit.
type History struct {
	Rows []Unit // the earliest first
	// Changes are those that name the unit, in the order of their days: its own, and those of units that it follows.
	Changes []Change
}

// Histories are the histories of the units that a text names at any time: by identifier, or else by code and name. A
// code or name that was given again is that of several units. None is an *UnknownUnitError.
func (r *Registry) Histories(text string) ([]History, error) {
	var ids []string
	if r.Has(text) {
		ids = []string{text}
	} else {
		for _, i := range r.byCode[codeKey(text)] {
			ids = append(ids, r.Units[i].ID)
		}
		for _, u := range r.UnitsNamed(text, period.Interval{}) {
			ids = append(ids, u.ID)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil, r.unknownName(text, period.Interval{})
	}
	var all []History
	for _, id := range ids {
		all = append(all, r.history(id))
	}
	// The earliest unit comes first, since the others followed it.
	slices.SortStableFunc(all, func(a, b History) int { return a.Rows[0].ValidFrom.Compare(b.Rows[0].ValidFrom) })
	return all, nil
}

// history is everything that the registry says of one identifier: its rows, and the changes that
// name it on either side, by day.
func (r *Registry) history(id string) History {
	var h History
	for _, i := range r.byID[id] {
		h.Rows = append(h.Rows, r.Units[i])
	}
	for _, c := range r.Changes {
		if c.UnitID == id || c.SuccessorID == id {
			h.Changes = append(h.Changes, c)
		}
	}
	slices.SortStableFunc(h.Changes, func(a, b Change) int { return a.Date.Compare(b.Date) })
	return h
}

// Aspect is what differs of a unit between two days.
type Aspect string

const (
	// Begins and Ends are of units that exist on one of the two days only.
	Begins Aspect = "begins"
	Ends   Aspect = "ends"
	// The others are of units that exist on both.
	NameChanges   Aspect = "name"
	CodeChanges   Aspect = "code"
	LevelChanges  Aspect = "level"
	ParentChanges Aspect = "parent"
)

// Difference is one thing that differs of one unit between two days.
type Difference struct {
	Unit   Unit // as of the later day, or of the earlier one where it ended
	Aspect Aspect
	// Before and After are the name, code, level or identifier of the parent; empty where the unit does not exist.
	Before, After string
	// Others are the identifiers of the units that one that ended became, or that one that begins comes of.
	Others []string
}

// Diff lists what differs between the units of two days, by identifier. A unit that began and ended in between is not
// in it.
func (r *Registry) Diff(before, after period.Date) []Difference {
	var all []Difference
	ids := make([]string, 0, len(r.byID))
	for id := range r.byID {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		old, was := r.UnitAt(id, before)
		now, is := r.UnitAt(id, after)
		switch {
		case was && !is:
			all = append(all, Difference{Unit: old, Aspect: Ends, Before: old.Name, Others: unique(r.successors[id])})
		case is && !was:
			all = append(all, Difference{Unit: now, Aspect: Begins, After: now.Name, Others: unique(r.predecessors[id])})
		case is && was:
			all = append(all, changed(old, now)...)
		}
	}
	slices.SortStableFunc(all, func(a, b Difference) int { return cmp.Compare(order(a.Aspect), order(b.Aspect)) })
	return all
}

// order puts what ended first, then what began, then what changed.
func order(a Aspect) int {
	return slices.Index([]Aspect{Ends, Begins, NameChanges, CodeChanges, LevelChanges, ParentChanges}, a)
}

// changed lists what differs between two rows of a unit.
func changed(old, now Unit) []Difference {
	var all []Difference
	for _, c := range []struct {
		aspect        Aspect
		before, after string
	}{
		{NameChanges, old.Name, now.Name}, {CodeChanges, old.Code, now.Code}, {LevelChanges, old.Level, now.Level},
		{ParentChanges, old.ParentID, now.ParentID},
	} {
		if c.before != c.after {
			all = append(all, Difference{Unit: now, Aspect: c.aspect, Before: c.before, After: c.after})
		}
	}
	return all
}

// unique sorts identifiers and drops those that are there twice.
func unique(ids []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}
