package reform

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace/registry"
)

// Plan is what a list means for a registry: which rows of units end and begin, which changes are
// added, and what does not add up. The counts and problems are what the command shows before
// anything is written.
type Plan struct {
	Rows      int // of the list, without those that only group others
	Outside   int // rows about units that the registry does not have
	Already   int // rows that the registry has already
	AreaOnly  int // rows about land without people, which change no number
	OldUnits  int // that change
	NewUnits  int // that begin
	Unchanged int // units that go on as they are
	Dates     []period.Date
	Problems  []Problem // errors first, then in the order of the list

	registry *registry.Registry
	options  Options
	ended    map[int]period.Date // last days, by position in the registry's units
	begun    []registry.Unit
	changes  []registry.Change
	taken    map[string]bool
	staying  map[string]bool // old units that go on under their own identifier
	// rowsBeneath are positions in the registry's units, by the unit above; begunBeneath counts those that begin.
	rowsBeneath  map[string][]int
	begunBeneath map[string]int
}

// known is a row of the list whose old unit the registry has.
type known struct {
	*entry
	unit registry.Unit
	row  int // position in the registry's units
}

// Make works out what a list means for a registry. It changes neither. The order of its steps:
// codes get their zeros back; old units are found; the units above are; then one after the other
// what each new unit is made of; then districts and provinces end of which nothing is left; and at
// last all rows together are held against the rules of the registry, as they will be when they are
// read the next time.
func Make(r *registry.Registry, list *List, options Options) *Plan {
	p := &Plan{Rows: len(list.entries), Problems: slices.Clone(list.bad), registry: r, options: options,
		ended: map[int]period.Date{}, taken: taken(r), staying: map[string]bool{},
		rowsBeneath: map[string][]int{}, begunBeneath: map[string]int{}}
	for i := range r.Units {
		p.rowsBeneath[r.Units[i].ParentID] = append(p.rowsBeneath[r.Units[i].ParentID], i)
	}
	p.padCodes(list)
	inside := p.resolve(list)
	p.checkOld(inside)
	places := p.places(inside)
	groups := byNewUnit(inside)
	for _, group := range groups {
		if same := p.continued(withPeople(group)); same != nil {
			p.staying[same.unit.ID] = true
		}
	}
	for _, group := range groups {
		p.makeNew(group, places)
	}
	p.endPlaces(places)
	p.reportLeft(inside)
	if !p.Failed() {
		p.check()
	}
	slices.SortStableFunc(p.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(toInt(!a.IsError), toInt(!b.IsError)), strings.Compare(a.File, b.File), a.Row-b.Row)
	})
	return p
}

// toInt lets errors sort before warnings.
func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Failed says whether there is an error, so that nothing may be written.
func (p *Plan) Failed() bool {
	return slices.ContainsFunc(p.Problems, func(problem Problem) bool { return problem.IsError })
}

// Changes counts the changes that are added, by kind.
func (p *Plan) Changes() map[registry.ChangeKind]int {
	count := map[registry.ChangeKind]int{}
	for _, c := range p.changes {
		count[c.Kind]++
	}
	return count
}

// problem notes what does not add up.
func (p *Plan) problem(source registry.Source, isError bool, format string, args ...any) {
	p.Problems = append(p.Problems, Problem{source, isError, fmt.Sprintf(format, args...)})
}

// padCodes gives the codes of a list as many digits as the registry's have: those with which most
// of its old units are found. The registry has 00004 where a spreadsheet has 4. Each number of
// digits from that of the longest code in the list up to eight is tried.
func (p *Plan) padCodes(list *List) {
	longest, most, best := 0, -1, 0
	for i := range list.entries {
		longest = max(longest, len(list.entries[i].old.code), len(list.entries[i].new.code))
	}
	for digits := longest; digits <= max(longest, longestCode); digits++ {
		found := 0
		for i := range list.entries {
			if p.registry.HasCode(padded(list.entries[i].old.code, digits)) {
				found++
			}
		}
		if found > most {
			most, best = found, digits
		}
	}
	for i := range list.entries {
		e := &list.entries[i]
		e.old.code, e.new.code = padded(e.old.code, best), padded(e.new.code, best)
	}
}

// longestCode is how many digits an official code has at most.
const longestCode = 8

// resolve finds the old units of the list in the registry as it is the day before. A list is often
// of the whole country: rows of new units none of whose old units the registry has are passed over.
// A new unit of whose predecessors some are known and others not is told of, because its numbers of
// before would be without those of the others.
func (p *Plan) resolve(list *List) []known {
	has := map[string]bool{}
	var found []known
	var missing []*entry
	changed := p.changedAlready()
	for i := range list.entries {
		e := &list.entries[i]
		if e.date.IsZero() {
			e.date = p.options.Date
		}
		e.decision = cmp.Or(e.decision, p.options.Decision)
		if e.date.IsZero() {
			p.problem(registry.Source{File: list.File}, true, "the list does not say from which day the new units exist; "+
				"say it with --date")
			return nil
		}
		k, ok := p.oldUnit(e)
		switch {
		case !ok:
			missing = append(missing, e)
		case changed[dayOf{k.unit.ID, e.date}]:
			p.Already++
			has[e.new.code] = true
		default:
			has[e.new.code] = true
			found = append(found, k)
			if !slices.Contains(p.Dates, e.date) {
				p.Dates = append(p.Dates, e.date)
			}
		}
	}
	for _, e := range missing {
		if !has[e.new.code] {
			p.Outside++
			continue
		}
		p.problem(e.source, false, "%s has also %s among its predecessors, which the registry did not have on %s; its "+
			"numbers before are without it", e.new, e.old, e.date.AddDays(-1))
	}
	return found
}

// dayOf is a unit on a day.
type dayOf struct {
	unit string
	date period.Date
}

// changedAlready are the units of which the registry says on which days they changed, so that a
// list may be taken over twice. The second time every row is one that the registry has already, and
// nothing is added.
func (p *Plan) changedAlready() map[dayOf]bool {
	all := map[dayOf]bool{}
	for _, c := range p.registry.Changes {
		all[dayOf{c.UnitID, c.Date}] = true
	}
	return all
}

// oldUnit finds the old unit of a row by its code. A name that differs is told, and the code
// decides. Names drift and are spelt in several ways, while a code is of one unit on one day. A
// name that belongs to another unit is an error all the same: one of the two was mistyped, and
// nobody can tell which.
func (p *Plan) oldUnit(e *entry) (known, bool) {
	u, err := p.registry.FindUnitByCode(e.old.code, dayBefore(e.date))
	if err != nil {
		return known{}, false
	}
	named := p.registry.UnitsNamed(e.old.name, dayBefore(e.date))
	switch {
	case slices.ContainsFunc(named, func(other registry.Unit) bool { return other.ID == u.ID }):
	case len(named) == 0:
		p.problem(e.source, false, "the code %s is that of %q in the registry, and of %q in the list; the code was taken",
			e.old.code, u.Name, e.old.name)
	default:
		p.problem(e.source, true, "the code %s is that of %q in the registry, and the name %q another unit's; correct the "+
			"one that is wrong", e.old.code, u.Name, e.old.name)
	}
	return known{e, u, p.rowOn(u.ID, e.date.AddDays(-1))}, true
}

// dayBefore is the last day of the old units, as an interval.
func dayBefore(date period.Date) period.Interval {
	day := date.AddDays(-1)
	return period.Interval{From: day, To: day}
}

// rowOn is the position of a unit's row for a day in the registry's units; -1 when it has none. A
// unit has several rows in the registry, one for each stretch of time.
func (p *Plan) rowOn(id string, day period.Date) int {
	u, ok := p.registry.UnitAt(id, day)
	if !ok {
		return -1
	}
	for _, i := range p.registry.RowsOf(id) {
		if p.registry.Units[i].ValidFrom == u.ValidFrom {
			return i
		}
	}
	return -1
}

// checkOld refuses what cannot be true of an old unit: that it goes whole to one unit and also to others, or that only
// a part of it goes anywhere. Rows about land without people are left out where others say where the people go.
func (p *Plan) checkOld(rows []known) {
	of := map[string][]*known{}
	for i := range rows {
		of[rows[i].unit.ID] = append(of[rows[i].unit.ID], &rows[i])
	}
	p.OldUnits = len(of)
	for i := range rows {
		own := of[rows[i].unit.ID]
		if own[0] != &rows[i] { // each unit once
			continue
		}
		wholes, parts := 0, 0
		seen := map[string]bool{}
		for _, k := range own {
			if k.part == unstated && len(own) == 1 {
				k.part = whole
			}
			switch {
			case k.part == whole:
				wholes++
			case k.part != area:
				k.part = some
				parts++
			}
			if seen[k.new.code] {
				p.problem(k.source, true, "the list has %s → %s twice; delete one of the rows", k.old, k.new)
			}
			seen[k.new.code] = true
		}
		p.judgeOld(own, wholes, parts)
	}
}

// judgeOld says what is wrong with the rows of one old unit, of which so many are about the whole and about parts.
func (p *Plan) judgeOld(own []*known, wholes, parts int) {
	k := own[0]
	switch {
	case wholes > 1, wholes == 1 && parts > 0:
		p.problem(k.source, true, "%s goes whole to one unit and also to another (row %d); write “một phần” in each row of "+
			"a unit that is divided", k.old, own[1].source.Row)
	case wholes == 0 && parts == 1:
		p.problem(k.source, true, "only a part of %s is in the list; add the rows of the rest, or write “toàn bộ”", k.old)
	case wholes == 0 && parts == 0:
		p.problem(k.source, true, "only land of %s is in the list, and nothing says to which unit its people belong", k.old)
	}
}

// byNewUnit groups the rows by the code of the new unit, in the order of the list.
func byNewUnit(rows []known) [][]known {
	at := map[string]int{}
	var groups [][]known
	for _, k := range rows {
		i, there := at[k.new.code]
		if !there {
			i = len(groups)
			at[k.new.code] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], k)
	}
	return groups
}

// makeNew plans one new unit: which of the old ones it is, or that it begins, and what becomes of
// the others. group has all rows of one new code. Their names and days have to agree; people decide
// what the unit is made of, and land alone moves no number.
func (p *Plan) makeNew(group []known, places *places) {
	from := withPeople(group)
	p.AreaOnly += len(group) - len(from)
	for _, k := range group {
		if k.new.name != group[0].new.name && vntext.Fold(k.new.name) != vntext.Fold(group[0].new.name) {
			p.problem(k.source, true, "the code %s is that of %q here and of %q in row %d", k.new.code, k.new.name,
				group[0].new.name, group[0].source.Row)
		}
		if k.date != group[0].date {
			p.problem(k.source, true, "%s begins on %s here and on %s in row %d", k.new, k.date, group[0].date,
				group[0].source.Row)
		}
	}
	if len(from) == 0 {
		p.problem(group[0].source, true, "%s gets land only, and nothing says whose people belong to it", group[0].new)
		return
	}
	parent, ok := p.placeOf(from, places)
	if !ok {
		p.problem(from[0].source, true, "nothing says beneath which unit %s stands; say it with --parent", from[0].new)
		return
	}
	id := ""
	if same := p.continued(from); same != nil {
		id = same.unit.ID
		p.goOn(same, parent)
	} else {
		id = p.begin(from, parent)
	}
	for _, k := range from {
		p.pass(k, id)
	}
}

// withPeople leaves out the rows about land without people.
func withPeople(group []known) []known {
	return slices.DeleteFunc(slices.Clone(group), func(k known) bool { return k.part == area })
}

// continued is the row whose old unit is the new one: the only one, if it goes there whole; or,
// where the options say so, the one of the same code and name. Otherwise the new unit is another
// one than all of its predecessors, also where it has the code or the name of one.
func (p *Plan) continued(from []known) *known {
	if len(from) == 1 && from[0].part == whole {
		return &from[0]
	}
	for i := range from {
		k := &from[i]
		if p.options.Continue && k.old.code == k.new.code && vntext.Fold(k.old.name) == vntext.Fold(k.new.name) {
			return k
		}
	}
	return nil
}

// goOn plans what changes of a unit that goes on: its name, its code, the unit above it.
func (p *Plan) goOn(k *known, parent string) {
	next := k.unit
	add := func(kind registry.ChangeKind, successor string) {
		p.changes = append(p.changes, registry.Change{Date: k.date, Kind: kind, UnitID: k.unit.ID, SuccessorID: successor,
			Decision: k.decision, Source: k.source})
	}
	if vntext.Fold(k.new.name) != vntext.Fold(next.Name) {
		next.Name = k.new.name
		add(registry.Rename, "")
	}
	if k.new.code != next.Code {
		next.Code = k.new.code
		add(registry.Recode, "")
	}
	if parent != next.ParentID {
		next.ParentID = parent
		add(registry.Move, parent)
	}
	if next == k.unit {
		p.Unchanged++
		return
	}
	p.replace(k.row, next, k)
}

// replace ends a row of the registry and begins another one of the same unit.
func (p *Plan) replace(row int, next registry.Unit, k *known) {
	next.ValidFrom, next.ValidTo, next.Source = k.date, p.registry.Units[row].ValidTo, k.source
	p.ended[row] = k.date.AddDays(-1)
	p.start(next)
}

// start plans a new row of registry/units.
func (p *Plan) start(u registry.Unit) {
	p.begun = append(p.begun, u)
	p.begunBeneath[u.ParentID]++
}

// begin plans a new unit, of the level of the first of its predecessors.
func (p *Plan) begin(from []known, parent string) string {
	k := from[0]
	id := newID(k.new, k.date.Year, p.taken)
	p.NewUnits++
	p.start(registry.Unit{ID: id, Code: k.new.code, Name: k.new.name, Level: k.unit.Level, ParentID: parent,
		ValidFrom: k.date, Source: k.source})
	return id
}

// pass plans what an old unit hands on to a new one: all that it is, or a part. A merge hands on
// everything; a split hands on what its weight says, or nothing that can be told.
func (p *Plan) pass(k known, id string) {
	if k.unit.ID == id && k.part == whole {
		return // the unit itself
	}
	c := registry.Change{Date: k.date, Kind: registry.Merge, UnitID: k.unit.ID, SuccessorID: id, Decision: k.decision,
		Counts: p.options.Counts, Source: k.source}
	if k.part == some {
		c.Kind = registry.Split
		if k.allocation != "" {
			c.Allocation, _ = quantity.Parse(k.allocation) // read already, by complete
			c.Allocated = true
		}
	}
	p.changes = append(p.changes, c)
	p.leaves(k)
}

// leaves ends the old unit's row, unless it goes on under its own identifier: whole, or as a part of itself.
func (p *Plan) leaves(k known) {
	if _, ended := p.ended[k.row]; !ended && !p.staying[k.unit.ID] {
		p.ended[k.row] = k.date.AddDays(-1)
	}
}

// check holds the planned rows against each other and those that the registry has. So a plan can
// never write what the registry would refuse the next time it is read.
func (p *Plan) check() {
	_, err := registry.New(p.units(), p.registry.Aliases, p.registry.Targets, p.allChanges())
	if err == nil {
		return
	}
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // the joined error itself
	if !ok {
		p.problem(registry.Source{}, true, "%v", err)
		return
	}
	for _, e := range joined.Unwrap() {
		var row *registry.RowError
		if errors.As(e, &row) {
			text := strings.TrimPrefix(row.Error(), fmt.Sprintf("%s, row %d, ", row.File, row.Row))
			p.problem(row.Source, true, "%s", text)
			continue
		}
		p.problem(registry.Source{File: "registry"}, true, "%v", e)
	}
}

// units are the registry's units after the plan.
func (p *Plan) units() []registry.Unit {
	all := slices.Clone(p.registry.Units)
	for row, last := range p.ended {
		all[row].ValidTo = last
	}
	return append(all, p.begun...)
}

// allChanges are the registry's changes after the plan.
func (p *Plan) allChanges() []registry.Change {
	return slices.Concat(p.registry.Changes, p.changes)
}
