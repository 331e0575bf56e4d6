package registry

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
)

// UnknownUnitError says that no unit bears a name, or has a code, in the interval that was asked
// about.
type UnknownUnitError struct {
	Name string
	// Nearest are up to three names that look alike, the likeliest first: hints for a person, never a match.
	Nearest []string
	// Outside are the units that do have the name or code, but at other times.
	Outside []Unit
	// Instead are the units that stand in the place of the first one Outside at the time that was asked about: itself
	// under another name or code, or those that follow or precede it.
	Instead []Unit
	IsCode  bool // Name is an official code
}

func (e *UnknownUnitError) Error() string {
	text, what := fmt.Sprintf("no unit is named %q", e.Name), "name"
	if e.IsCode {
		text, what = fmt.Sprintf("no unit has the code %q", e.Name), "code"
	}
	if len(e.Outside) > 0 {
		u := e.Outside[0]
		text += fmt.Sprintf(" at that time: %s has the %s%s%s", u.ID, what, bound(" from ", u.ValidFrom), bound(" to ",
			u.ValidTo))
		for i, instead := range e.Instead {
			text += []string{"; then it is ", " and "}[min(i, 1)] + instead.ID
		}
		return text
	}
	if len(e.Nearest) > 0 {
		text += "; similar: " + strings.Join(e.Nearest, ", ")
	}
	if e.IsCode {
		return text + "; correct the code"
	}
	return text + "; correct the name, or add it to registry/aliases"
}

// Kind is misuse: the name or the registry has to be corrected.
func (e *UnknownUnitError) Kind() fault.Kind { return fault.Misuse }

// bound writes one end of a validity behind a word, or nothing where it is open.
func bound(word string, d period.Date) string {
	if d.IsZero() {
		return ""
	}
	return word + d.String()
}

// AmbiguousUnitError says that a name or a code means more than one unit in the interval that was
// asked about.
type AmbiguousUnitError struct {
	Name  string
	Units []Unit // by ID
}

func (e *AmbiguousUnitError) Error() string {
	var ids []string
	for _, u := range e.Units {
		ids = append(ids, u.ID)
	}
	return fmt.Sprintf("%q is the name of %s; write it with the unit above, such as \"Xã Hòa Phong, Huyện Krông Bông\"",
		e.Name, strings.Join(ids, " and "))
}

// Kind is misuse: the name has to be completed.
func (e *AmbiguousUnitError) Kind() fault.Kind { return fault.Misuse }

// nameIndex finds what a name can mean. It is made once, when the registry is checked, because
// reading a workbook asks for hundreds of names.
type nameIndex struct {
	// folded has every name by its folded form: case, Unicode form, spaces and the place of tone
	// marks do not count.
	folded map[string]*nameEntry
	// spelled has the same entries by the spelling of the registry. Most names in workbooks are
	// written so, lookups are counted in millions, and folding a name costs far more than finding
	// it.
	spelled map[string]*nameEntry
	// near has each folded name once, prepared for the search for similar ones when somebody first asks for a mistyped
	// name, which most runs never do.
	near func() []nearName
}

// nameEntry holds everything that one name means, over all units and all times.
type nameEntry struct {
	meanings []meaning
	aliases  int // of the meanings
}

// meaning is one unit that bears a name: as its official name, while one row of the table of units
// is valid, or by an alias, for as long as the unit exists.
type meaning struct {
	unitID string
	row    int // of Units; unused for an alias
	alias  bool
	source Source
}

// fold is the comparison of names that the whole program uses; see vntext.Fold for what it
// disregards.
func fold(name string) string { return vntext.Fold(name) }

// indexNames puts official names and aliases into one index, so that a lookup need not know which
// of them it finds.
func (r *Registry) indexNames() *nameIndex {
	index := &nameIndex{folded: make(map[string]*nameEntry, len(r.Units)+len(r.Aliases)),
		spelled: make(map[string]*nameEntry, len(r.Units)+len(r.Aliases))}
	type spelling struct{ folded, name string }
	near := make([]spelling, 0, len(r.Units)+len(r.Aliases))
	index.near = sync.OnceValue(func() []nearName {
		prepared := make([]nearName, len(near))
		for i, s := range near {
			prepared[i] = newNearName(s.folded, s.name)
		}
		return prepared
	})
	// Most names mean one unit, so that one piece of memory holds the first meaning of all of them.
	entries := make([]nameEntry, 0, len(r.Units)+len(r.Aliases))
	firsts := make([]meaning, 0, len(r.Units)+len(r.Aliases))
	add := func(name string, m meaning) *nameEntry {
		entry := index.spelled[name]
		if entry == nil {
			key := fold(name)
			if entry = index.folded[key]; entry == nil {
				firsts = append(firsts, m)
				last := len(firsts) - 1
				entries = append(entries, nameEntry{meanings: firsts[last : last+1 : last+1]})
				index.spelled[name], index.folded[key] = &entries[last], &entries[last]
				near = append(near, spelling{key, name})
				return &entries[last]
			}
			index.spelled[name] = entry
		}
		entry.meanings = append(entry.meanings, m)
		return entry
	}
	for i := range r.Units {
		u := &r.Units[i]
		add(u.Name, meaning{unitID: u.ID, row: i, source: u.Source})
	}
	for i := range r.Aliases {
		a := &r.Aliases[i]
		add(a.Name, meaning{unitID: a.UnitID, alias: true, source: a.Source}).aliases++
	}
	return index
}

// entry finds what a name means at any time: by its spelling if possible, by its folded form
// otherwise. It is nil for a name that no unit ever had.
func (r *Registry) entry(name string) *nameEntry {
	if entry := r.names.spelled[name]; entry != nil {
		return entry
	}
	return r.names.folded[fold(name)]
}

// FindUnit finds the unit that bears a name, its own or an alias, at the interval's end, as a
// workbook is read as of the end of the period that it reports. Where no unit bears it then, it
// finds the one that bore it on another day of the interval: a unit that ended within the period,
// or was renamed in it. The zero interval stands for any time. The row that it returns is the
// unit's last one in the interval. A name that several units bear is found when it is written with
// the names above it, such as "Xã Hòa Phong, Huyện Krông Bông".
//
// It never guesses: a name that merely looks like one is an *UnknownUnitError, which offers similar
// names; a name of several units is an *AmbiguousUnitError.
func (r *Registry) FindUnit(name string, on period.Interval) (Unit, error) {
	return r.pick(name, r.bearers(name, on), on)
}

// FindUnitUnder is FindUnit among the units that stand beneath an ancestor, at any depth. The
// ancestor itself is not among them. A form whose workbook comes from a district uses it for the
// communes of that district.
func (r *Registry) FindUnitUnder(name, ancestorID string, on period.Interval) (Unit, error) {
	below := slices.DeleteFunc(r.bearers(name, on), func(b bearer) bool { return !r.Under(b.Unit, ancestorID, on) })
	return r.pick(name, below, on)
}

// FindUnitByCode finds the unit that has an official code, at the interval's end or else on another
// day of it, as FindUnit does by name. Codes are compared without regard to letter case. Its errors
// are those of FindUnit, without similar names: a code that differs by one digit is another unit's.
func (r *Registry) FindUnitByCode(code string, on period.Interval) (Unit, error) {
	var found []bearer
	for _, i := range r.byCode[codeKey(code)] {
		if u := &r.Units[i]; valid(u, on) {
			found = r.appendBearer(found, u.ID, valid(u, end(on)), on)
		}
	}
	switch units := reporting(inForce(found)); len(units) {
	case 0:
		return Unit{}, r.unknownCode(code, on)
	case 1:
		return units[0], nil
	default:
		return Unit{}, &AmbiguousUnitError{Name: code, Units: units}
	}
}

// codeKey is the form in which codes are compared.
func codeKey(code string) string { return strings.ToLower(strings.TrimSpace(code)) }

// rowsByCode lists the positions of the rows that have an official code. A code can have rows of
// several units, since codes are given again after a reform.
func rowsByCode(units []Unit) map[string][]int {
	return rowsBy(units, func(u *Unit) string { return codeKey(u.Code) })
}

// UnitsNamed are the units that bear a name on a day of the interval; none when it is no unit's, and several when it is
// ambiguous. It is for texts that need not be a unit's name: it offers no similar ones.
func (r *Registry) UnitsNamed(name string, on period.Interval) []Unit {
	found := r.bearers(name, on)
	if len(found) == 0 && strings.Contains(name, ",") {
		found = r.qualified(name, on)
	}
	return units(found)
}

// pick decides what a lookup comes to: the one unit that was found, or the error that says why
// there is not exactly one. Only when the whole text is nobody's name is it read as a name with the
// units above, because some official names contain a comma.
func (r *Registry) pick(name string, found []bearer, on period.Interval) (Unit, error) {
	if len(found) == 0 && strings.Contains(name, ",") {
		found = r.qualified(name, on)
	}
	units := reporting(inForce(found))
	switch len(units) {
	case 0:
		return Unit{}, r.unknownName(name, on)
	case 1:
		return units[0], nil
	}
	slices.SortFunc(units, func(a, b Unit) int { return strings.Compare(a.ID, b.ID) })
	return Unit{}, &AmbiguousUnitError{Name: name, Units: units}
}

// Below are the units beneath a unit on a day, at any depth, in the order of the table of units.
func (r *Registry) Below(ancestorID string, on period.Date) []Unit {
	var found []Unit
	for i := range r.Units {
		u := &r.Units[i]
		day := period.Interval{From: on, To: on}
		if valid(u, day) && r.Under(*u, ancestorID, day) {
			found = append(found, *u)
		}
	}
	return found
}

// Under says whether a unit stands beneath another one, at any depth, in the tree at the end of the
// interval.
func (r *Registry) Under(u Unit, ancestorID string, on period.Interval) bool {
	for u.ParentID != "" {
		if u.ParentID == ancestorID {
			return true
		}
		parent, ok := r.unitIn(u.ParentID, on)
		if !ok {
			return false
		}
		u = parent
	}
	return false
}

// UnitAt is the row of a unit that is in force on a day; a zero day stands for its latest row. ok
// is false when the unit has no row for that day.
func (r *Registry) UnitAt(id string, on period.Date) (Unit, bool) {
	return r.unitIn(id, period.Interval{From: on, To: on})
}

// UnitIn is the last row of a unit that shares a day with the interval: of a unit that ended in its
// course, the one in force until then. ok is false when there is none.
func (r *Registry) UnitIn(id string, on period.Interval) (u Unit, ok bool) { return r.unitIn(id, on) }

// unitIn is the last row of a unit that shares a day with the interval: the one in force at the
// interval's end.
func (r *Registry) unitIn(id string, on period.Interval) (Unit, bool) {
	rows := r.byID[id]
	for i := len(rows) - 1; i >= 0; i-- {
		if u := &r.Units[rows[i]]; valid(u, on) {
			return *u, true
		}
	}
	return Unit{}, false
}

// valid says whether a row shares a day with the interval. The zero interval asks about no time,
// and every row matches.
func valid(u *Unit, on period.Interval) bool {
	return on == period.Interval{} || on.Overlaps(u.ValidFrom, u.ValidTo)
}

// HasCode says whether any unit has an official code at any time.
func (r *Registry) HasCode(code string) bool { return len(r.byCode[codeKey(code)]) > 0 }

// RowsOf lists the rows of a unit as positions in Units, the earliest first; none for a unit that there is not.
func (r *Registry) RowsOf(id string) []int { return r.byID[id] }
