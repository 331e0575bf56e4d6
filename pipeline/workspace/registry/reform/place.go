package reform

import (
	"slices"
	"unicode"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace/registry"
)

// places are the units above the communes that the list names: the districts that end, and the
// provinces of before with those in which they are afterwards. A reform may do away with a whole
// level (the districts in 2025) and merge provinces at the same time; the list tells that only by
// what its communes belong to before and after.
type places struct {
	districts []*known          // in the order of the list, each once
	isEnding  map[string]bool   // their identifiers
	provinces []*province       // in the order of the list
	newID     map[string]string // identifiers of the provinces afterwards, by the list's code or name
	groups    map[string]string // identifiers of the groups, by that of the former district
}

// province is a province of before, with the provinces that its communes are in afterwards.
type province struct {
	*known
	to []string // identifiers
}

// places finds the units above. A registry without districts, or of one province only, does not have them, and then
// the list's columns say nothing.
func (p *Plan) places(rows []known) *places {
	all := &places{isEnding: map[string]bool{}, newID: map[string]string{}, groups: map[string]string{}}
	at := map[string]*province{}
	for i := range rows {
		k := &rows[i]
		if d := p.above(k, k.oldDistrict); d != nil && !all.isEnding[d.unit.ID] {
			all.isEnding[d.unit.ID] = true
			all.districts = append(all.districts, d)
		}
		old := p.above(k, k.oldProvince)
		if old == nil || k.newProvince == (unit{}) {
			continue
		}
		here := at[old.unit.ID]
		if here == nil {
			here = &province{known: old}
			at[old.unit.ID] = here
			all.provinces = append(all.provinces, here)
		}
		if id := p.provinceAfter(k, old, all); !slices.Contains(here.to, id) {
			here.to = append(here.to, id)
		}
	}
	return all
}

// above finds a unit above that a row names, by its code or else by its name, on the day before the change; nil where
// the registry has none.
func (p *Plan) above(k *known, named unit) *known {
	u, ok := p.find(named, dayBefore(k.date))
	if !ok {
		return nil
	}
	return &known{k.entry, u, p.rowOn(u.ID, k.date.AddDays(-1))}
}

// find looks a unit up by its code, and by its name where it has none. on is the day on which the
// unit has to exist; a code or name that means several units is not found.
func (p *Plan) find(named unit, on period.Interval) (registry.Unit, bool) {
	if named.code != "" {
		u, err := p.registry.FindUnitByCode(named.code, on)
		return u, err == nil
	}
	if named.name == "" {
		return registry.Unit{}, false
	}
	u, err := p.registry.FindUnit(named.name, on)
	return u, err == nil
}

// provinceAfter is the identifier of the province that a row places its new unit in. The one that had its code before
// goes on, under its new name where that is another; one whose code nobody had begins.
func (p *Plan) provinceAfter(k, old *known, all *places) string {
	key := k.newProvince.code + " " + vntext.Fold(k.newProvince.name)
	if id := all.newID[key]; id != "" {
		return id
	}
	if same := p.above(k, k.newProvince); same != nil {
		all.newID[key] = same.unit.ID
		if k.newProvince.name != "" && vntext.Fold(k.newProvince.name) != vntext.Fold(same.unit.Name) {
			next := same.unit
			next.Name = k.newProvince.name
			p.changes = append(p.changes, registry.Change{Date: k.date, Kind: registry.Rename, UnitID: next.ID,
				Decision: k.decision, Source: k.source})
			p.replace(same.row, next, k)
		}
		return same.unit.ID
	}
	id := newID(k.newProvince, k.date.Year, p.taken)
	all.newID[key] = id
	p.start(registry.Unit{ID: id, Code: k.newProvince.code, Name: k.newProvince.name, Level: old.unit.Level,
		ParentID: old.unit.ParentID, ValidFrom: k.date, Source: k.source})
	return id
}

// placeOf is the unit above a new one, or the group of its former district beneath that, where the
// options ask for groups and all its predecessors were in one district. Such a group keeps the
// numbers of a former district together after it has ended: "Địa bàn huyện Krông Bông (cũ)".
func (p *Plan) placeOf(from []known, all *places) (string, bool) {
	parent, ok := p.parentOf(from, all)
	if !ok || !p.options.Groups {
		return parent, ok
	}
	district := p.above(&from[0], from[0].oldDistrict)
	if district == nil || slices.ContainsFunc(from, func(k known) bool { return k.oldDistrict != from[0].oldDistrict }) {
		return parent, true
	}
	id := all.groups[district.unit.ID]
	if id == "" {
		name := []rune(district.unit.Name)
		named := unit{name: "Địa bàn " + string(unicode.ToLower(name[0])) + string(name[1:]) + " (cũ)"}
		id = newID(unit{name: district.unit.ID + " cũ"}, district.date.Year, p.taken)
		all.groups[district.unit.ID] = id
		p.start(registry.Unit{ID: id, Name: named.name, Level: registry.GroupLevel, ParentID: parent,
			ValidFrom: district.date, Source: district.source})
	}
	return id, true
}

// parentOf is the unit above a new one: the province that the list names, the one that the options
// state, or the lowest unit that stood above all its predecessors and does not end. It is not known
// when none of the three tells; then somebody has to say it, and nothing is guessed.
func (p *Plan) parentOf(from []known, all *places) (string, bool) {
	k := from[0]
	if id := all.newID[k.newProvince.code+" "+vntext.Fold(k.newProvince.name)]; id != "" && k.newProvince != (unit{}) {
		return id, true
	}
	if p.options.Parent != "" {
		return p.options.Parent, true
	}
	on := dayBefore(k.date)
	for above, ok := p.registry.UnitIn(k.unit.ParentID, on); ok; above, ok = p.registry.UnitIn(above.ParentID, on) {
		_, goesOn := p.registry.UnitAt(above.ID, k.date)
		common := !slices.ContainsFunc(from, func(other known) bool { return !p.registry.Under(other.unit, above.ID, on) })
		if goesOn && common && !all.isEnding[above.ID] {
			return above.ID, true
		}
	}
	return "", false
}

// endPlaces ends the districts and provinces beneath which nothing is left. The list says that new
// communes stand in no district; a province that its communes left is a part of those in which they
// are now. Provinces merge or split into those in which their communes are now; of a split nothing
// says which part of a number goes where, so that it has no weights.
func (p *Plan) endPlaces(all *places) {
	for _, d := range all.districts {
		if p.emptied(d, "closed") {
			p.ended[d.row] = d.date.AddDays(-1)
			p.changes = append(p.changes, registry.Change{Date: d.date, Kind: registry.Close, UnitID: d.unit.ID,
				Decision: d.decision, Source: d.source})
		}
	}
	for _, old := range all.provinces {
		if slices.Contains(old.to, old.unit.ID) && len(old.to) == 1 || !p.emptied(old.known, "ended") {
			continue
		}
		for _, id := range old.to {
			kind := registry.Split
			if len(old.to) == 1 {
				kind = registry.Merge
			}
			p.changes = append(p.changes, registry.Change{Date: old.date, Kind: kind, UnitID: old.unit.ID, SuccessorID: id,
				Decision: old.decision, Source: old.source})
		}
		p.ended[old.row] = old.date.AddDays(-1)
	}
}

// emptied says whether nothing stands beneath a unit any more. What still does is told, since it
// has to go elsewhere before the unit can end. done is the word for the message: closed or ended.
func (p *Plan) emptied(k *known, done string) bool {
	left := 0
	first := ""
	for _, i := range p.rowsBeneath[k.unit.ID] {
		last, planned := p.ended[i]
		if !planned {
			last = p.registry.Units[i].ValidTo
		}
		if last.IsZero() || last.Compare(k.date) >= 0 {
			if left++; first == "" {
				first = p.registry.Units[i].Name
			}
		}
	}
	if begun := p.begunBeneath[k.unit.ID]; left == 0 && begun == 0 {
		return true
	} else if left > 0 && begun == 0 {
		p.problem(k.source, false, "%s was not %s: units still stand beneath it (%d, such as %s); end or move them, "+
			"and then the unit", k.unit.Name, done, left, first)
	}
	return false
}

// reportLeft names the units that stand beside those of the list, at their level, and that it does
// not mention. A list of a whole reform mentions every commune of a district that it touches: one
// that it does not mention was probably forgotten in the list, or is one too many in the registry.
func (p *Plan) reportLeft(rows []known) {
	mentioned, parents, levels := map[string]bool{}, map[string]known{}, map[string]bool{}
	for _, k := range rows {
		mentioned[k.unit.ID], levels[k.unit.Level] = true, true
		if _, there := parents[k.unit.ParentID]; !there {
			parents[k.unit.ParentID] = k
		}
	}
	for _, k := range rows {
		if first := parents[k.unit.ParentID]; first.source != k.source {
			continue
		}
		for _, i := range p.rowsBeneath[k.unit.ParentID] {
			u := &p.registry.Units[i]
			_, ended := p.ended[i]
			if last := u.ValidTo; !mentioned[u.ID] && levels[u.Level] && !ended &&
				(u.ValidFrom.IsZero() || u.ValidFrom.Compare(k.date) < 0) && (last.IsZero() || last.Compare(k.date) >= 0) {
				p.problem(u.Source, false, "%s (%s) stands beside units that change, and the list does not mention it", u.Name,
					u.Code)
			}
		}
	}
}
