package registry

import (
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
)

// New checks the rows of all tables against each other and makes a registry of them: the rows of
// one unit do not overlap, a parent exists for as long as its children do, the tree has no cycle,
// aliases, targets and changes name units that are there, and no alias or target contradicts
// another one.
//
// The rows keep the order in which they are given. Bad rows are reported together, as a joined
// error of *RowError, at most shownErrors of them.
func New(units []Unit, aliases []Alias, targets []Target, changes []Change) (*Registry, error) {
	r := &Registry{Units: units, Aliases: aliases, Targets: targets, Changes: changes, byID: rowsByID(units),
		byCode: rowsByCode(units)}
	var bad problems
	if len(units) == 0 {
		bad.add(Source{File: shown(unitsTable)}, "", "", "there is no unit; expected at least one")
		// The steps build on each other. Spans and parents are checked first, because the later walks
		// over the tree are only sure to end in a sound one; names are indexed before aliases, which
		// are looked up in that index.
	}
	if r.checkSame(&bad); bad.err() != nil {
		return nil, bad.err()
	}
	r.checkSpans(&bad)
	r.checkParents(&bad)
	if bad.err() == nil { // a walk towards the root needs a sound tree
		r.checkCycles(&bad)
	}
	r.checkCodes(&bad)
	r.checkReferences(&bad)
	r.names = r.indexNames()
	r.successors, r.predecessors = follow(changes)
	r.checkAliases(&bad)
	r.checkTargets(&bad)
	r.checkSplits(&bad)
	r.checkChanges(&bad)
	if err := bad.err(); err != nil {
		return nil, err
	}
	r.UnitsSHA256, r.SHA256 = r.sums()
	return r, nil
}

// rowsByID lists the positions of each unit's rows in the table of units, the earliest row first. A
// row without valid_from sorts before all others, since it is valid from the beginning.
func rowsByID(units []Unit) map[string][]int {
	byID := rowsBy(units, func(u *Unit) string { return u.ID })
	for _, rows := range byID {
		if len(rows) > 1 {
			slices.SortStableFunc(rows, func(a, b int) int { return units[a].ValidFrom.Compare(units[b].ValidFrom) })
		}
	}
	return byID
}

// rowsBy lists the positions of rows by a key; a row without one is left out. Most keys have one row, so that one piece
// of memory holds the first row of all of them.
func rowsBy(units []Unit, key func(*Unit) string) map[string][]int {
	by := make(map[string][]int, len(units))
	first := make([]int, len(units))
	for i := range units {
		k := key(&units[i])
		if k == "" {
			continue
		}
		rows, there := by[k]
		if !there {
			first[i] = i
			rows = first[i : i : i+1]
		}
		by[k] = append(rows, i)
	}
	return by
}

// checkSpans refuses a row that ends before it begins, and two rows of one unit that share a day:
// which of two names or parents holds on that day would be a guess. Rows are compared with their
// predecessor only, which is enough because they are sorted by their first day.
func (r *Registry) checkSpans(bad *problems) {
	for i := range r.Units {
		u := &r.Units[i]
		if !u.ValidFrom.IsZero() && !u.ValidTo.IsZero() && u.ValidTo.Compare(u.ValidFrom) < 0 {
			bad.add(u.Source, "valid_to", u.ValidTo.String(), "it is before valid_from (%s)", u.ValidFrom)
		}
		rows := r.byID[u.ID]
		at := slices.Index(rows, i) // at most maxSame
		if at == 0 {
			continue
		}
		before := &r.Units[rows[at-1]]
		apart := !before.ValidTo.IsZero() && !u.ValidFrom.IsZero() && before.ValidTo.Compare(u.ValidFrom) < 0
		switch {
		case apart:
		case before.ParentID != u.ParentID:
			bad.add(u.Source, "parent_unit_id", u.ParentID, "%s has two parents at once: row %d places it beneath %s on the "+
				"same days; end one row with valid_to before the other begins", u.ID, before.Source.Row, orRoot(before.ParentID))
		default:
			bad.add(u.Source, "unit_id", u.ID,
				"the unit is already there in row %d for the same days; end one row with valid_to before the other begins",
				before.Source.Row)
		}
	}
}

// checkParents refuses a parent that the table does not have, and one that has no row for some of
// the days on which the child stands beneath it: on those days the child's numbers would roll up
// into nothing.
func (r *Registry) checkParents(bad *problems) {
	for _, u := range r.Units {
		if u.ParentID == "" {
			continue
		}
		rows, known := r.byID[u.ParentID]
		if !known {
			bad.add(u.Source, "parent_unit_id", u.ParentID,
				"there is no such unit; expected a unit_id of this table, or nothing for the root%s", r.hint(bad, u.ParentID))
			continue
		}
		if gap, ok := r.uncovered(rows, u.ValidFrom, u.ValidTo); ok {
			bad.add(u.Source, "parent_unit_id", u.ParentID,
				"%s has no row there for %s, when %s is valid; correct valid_from and valid_to", u.ParentID, gap, u.ID)
		}
	}
}

// uncovered names the first day of [from, to] for which none of the rows (given earliest first) is
// valid. It moves from to the day after each row that covers it, until a row reaches beyond to. A
// zero bound is open, and day is a phrase for a message then ("the days before 2021-01-01").
func (r *Registry) uncovered(rows []int, from, to period.Date) (day string, found bool) {
	for n, i := range rows {
		row := &r.Units[i]
		if !row.ValidTo.IsZero() && !from.IsZero() && row.ValidTo.Compare(from) < 0 {
			continue
		}
		switch {
		case row.ValidFrom.IsZero():
		case from.IsZero():
			return "the days before " + row.ValidFrom.String(), true
		case row.ValidFrom.Compare(from) > 0:
			return from.String(), true
		}
		if row.ValidTo.IsZero() || !to.IsZero() && row.ValidTo.Compare(to) >= 0 {
			return "", false
		}
		from = row.ValidTo.AddDays(1)
		if n == len(rows)-1 {
			return "the days from " + from.String(), true
		}
	}
	return from.String(), true
}

// checkCycles walks from each row towards the root, on the first day of that row. This finds every
// cycle: the rows that form one are all valid on the latest of their first days, and the walk that
// begins there goes round it. One cycle is reported only, since each of its rows would report the
// same one.
func (r *Registry) checkCycles(bad *problems) {
	first := r.firstDay()
	for i := range r.Units {
		u := &r.Units[i]
		on := u.ValidFrom
		if on.IsZero() {
			on = first
		}
		path := []string{u.ID}
		for at := u.ParentID; at != ""; {
			if slices.Contains(path, at) {
				bad.add(u.Source, "parent_unit_id", u.ParentID, "the units stand above each other in a circle: %s",
					strings.Join(append(path, at), " → "))
				return
			}
			if path = append(path, at); len(path) > maxLevels {
				bad.add(u.Source, "parent_unit_id", u.ParentID, "more than %d units stand above each other here: %s → …; "+
					"a unit's parent is the unit right above it", maxLevels, strings.Join(path[:4], " → "))
				return
			}
			parent, _ := r.UnitAt(at, on)
			at = parent.ParentID
		}
	}
}

// maxLevels bounds how many units stand above each other, the root and the lowest included. Real offices have some six.
const maxLevels = 64

// firstDay is a day before every date of the registry. It stands for "since always" where a walk
// over the tree needs a day to stand on.
func (r *Registry) firstDay() period.Date {
	first := period.Date{Year: 1900, Month: 1, Day: 1}
	for _, u := range r.Units {
		for _, d := range []period.Date{u.ValidFrom, u.ValidTo} {
			if !d.IsZero() && d.Compare(first) <= 0 {
				first = d.AddDays(-1)
			}
		}
	}
	return first
}

// checkReferences refuses an alias, a target or a change of a unit that the table of units does not
// know. Such a row would have no effect at all, and most often it is a mistyped identifier, for
// which the message has a hint.
func (r *Registry) checkReferences(bad *problems) {
	check := func(source Source, column, id string) {
		if _, known := r.byID[id]; !known {
			bad.add(source, column, id, "there is no such unit in the table of units%s", r.hint(bad, id))
		}
	}
	for _, a := range r.Aliases {
		check(a.Source, "unit_id", a.UnitID)
	}
	for _, t := range r.Targets {
		check(t.Source, "unit_id", t.UnitID)
	}
	for _, c := range r.Changes {
		check(c.Source, "unit_id", c.UnitID)
		if c.SuccessorID != "" {
			check(c.Source, "successor_unit_id", c.SuccessorID)
		}
	}
}

// checkTargets refuses two values for the same unit, indicator, breakdown and horizon that take
// effect on one day, unless their dates of signature differ: which of them is in force would be a
// guess. It also refuses a target that takes effect after its horizon has ended, because it would
// never be in force.
func (r *Registry) checkTargets(bad *problems) {
	type key struct {
		unit, indicator, breakdown string
		horizon                    period.Period
		effective                  period.Date
	}
	seen := make(map[key][]Target, len(r.Targets))
	for _, t := range r.Targets {
		k := key{t.UnitID, t.Indicator, t.Breakdown, t.Horizon, t.effective()}
		if len(seen[k]) >= maxSame || bad.many() {
			bad.add(t.Source, "unit_id", t.UnitID, "more than %d rows assign the same target from the same day", maxSame)
			continue
		}
		for _, other := range seen[k] {
			if other.SignedDate.IsZero() || t.SignedDate.IsZero() || other.SignedDate == t.SignedDate {
				bad.add(t.Source, "effective_date", k.effective.String(),
					"row %d assigns the same target from the same day; an amendment needs its own effective_date, or both their signed_date", other.Source.Row)
			}
		}
		seen[k] = append(seen[k], t)
		if last := (period.Date{Year: t.Horizon.LastYear(), Month: 12, Day: 31}); k.effective.Compare(last) > 0 {
			bad.add(t.Source, "effective_date", k.effective.String(),
				"it is after the end of %s, so that the target would never be in force", t.Horizon)
		}
	}
}

// effective is the day from which the target is in force: its own date, or the first day of its
// horizon where the office stated none.
func (t *Target) effective() period.Date {
	if t.EffectiveDate.IsZero() {
		return period.Date{Year: t.Horizon.Year, Month: 1, Day: 1}
	}
	return t.EffectiveDate
}

// checkAliases refuses an alias that means two units on one day. The same name may mean one unit up
// to a reform and another one after it, so only units that exist at the same time are in conflict.
func (r *Registry) checkAliases(bad *problems) {
	refused := map[*nameEntry]bool{}
	for i := range r.Aliases {
		a := &r.Aliases[i]
		entry := r.entry(a.Name)
		if entry.aliases > maxSame {
			if !refused[entry] {
				bad.add(a.Source, "name", a.Name, "%d rows have this name, more than %d; delete what is not needed any more",
					entry.aliases, maxSame)
			}
			refused[entry] = true
			continue
		}
		// Two aliases in conflict are reported once, at the later of the two rows.
		for _, m := range entry.meanings {
			if m.unitID == a.UnitID || bad.many() || !r.coexist(a.UnitID, m.unitID) {
				continue
			}
			if m.alias && m.source.Row < a.Source.Row {
				bad.add(a.Source, "name", a.Name, "row %d has the same name for %s; one name cannot mean two units", m.source.Row,
					m.unitID)
			}
			if !m.alias {
				bad.add(a.Source, "name", a.Name, "this is the name of %s itself (%s, row %d); it cannot also mean %s", m.unitID,
					m.source.File, m.source.Row, a.UnitID)
			}
		}
	}
}

// coexist says whether there is a day on which both units exist, under any of their rows.
func (r *Registry) coexist(a, b string) bool {
	for _, i := range r.byID[a] {
		for _, j := range r.byID[b] {
			x, y := &r.Units[i], &r.Units[j]
			if notAfter(x.ValidFrom, y.ValidTo) && notAfter(y.ValidFrom, x.ValidTo) {
				return true
			}
		}
	}
	return false
}

// notAfter compares a first with a last day; a zero bound is open.
func notAfter(from, to period.Date) bool {
	return from.IsZero() || to.IsZero() || from.Compare(to) <= 0
}
