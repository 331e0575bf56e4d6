package form

import (
	"errors"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// unitPlace is where a workbook names its unit. One of after, row and column, sheet, file or id is
// set.
type unitPlace struct {
	after       []string // folded texts that lead the name in, such as "đơn vị báo cáo:"
	afterText   string
	row, column int
	sheet, file *pattern
	id          string
	// code are the folded texts that lead the official code in, which decides where it stands; none: no code is read.
	code     []string
	codeText string
}

// named is a unit's name as the workbook gives it, with its place for messages; cell is empty for a
// name of a sheet or file.
type named struct {
	name, sheet, cell string
}

// find returns the unit's name as the workbook gives it; ok is false when there is none. A form
// that stands beneath another one on the sheet and names no unit is about the unit that the head of
// the sheet names.
func (u *unitPlace) find(file File, g *grid) (named, bool) {
	place, ok := u.findIn(file, g)
	if !ok && g.head != nil {
		return u.findIn(file, g.head)
	}
	return place, ok
}

// findIn looks in one part of a sheet, in the place that the definition states.
func (u *unitPlace) findIn(file File, g *grid) (named, bool) {
	switch {
	case u.row > 0:
		name := g.shownAt(u.row, u.column)
		return named{name, g.name, workbook.Address(u.row, u.column)}, name != ""
	case u.sheet != nil:
		name, ok := u.sheet.unitIn(g.name)
		return named{name, g.name, ""}, ok
	case u.file != nil:
		name, ok := u.file.unitIn(stem(file.Name))
		return named{name, "", ""}, ok
	}
	return findAfter(g, u.after)
}

// findAfter looks in the head for one of the texts that lead a name or code in.
func findAfter(g *grid, leads []string) (named, bool) {
	for _, number := range g.rows {
		if number > g.top+headRows {
			break
		}
		cells := g.row(number)
		for i := range cells {
			if name, ok := afterLead(leads, cells, i, g.key(text(&cells[i]))); ok {
				return named{name, g.name, cells[i].Address()}, true
			}
		}
	}
	return named{}, false
}

// afterLead is the name behind one of the leads, in the same cell (whose folded text is key) or in the next
// one to the right. Dots and colons around it are what the empty form had there to write on.
func afterLead(leads []string, cells []workbook.Cell, i int, key string) (string, bool) {
	whole := text(&cells[i])
	for _, lead := range leads {
		if !strings.HasPrefix(key, lead) {
			continue
		}
		// Behind the lead, dots stand where the empty form has a line to write on.
		behind, _ := vntext.CutFolded(whole, lead)
		rest := strings.Trim(behind, " :.…\t\n")
		if rest == "" && i+1 < len(cells) {
			rest = strings.Trim(text(&cells[i+1]), " :.…")
		}
		return rest, rest != ""
	}
	return "", false
}

// resolve finds the workbook's unit in the registry, as of the end of the period, and refuses a
// unit that does not submit this form. Every failure is an error: numbers of an unknown unit would
// be in no total. What staff said of the workbook comes before everything; then the unit that the
// definition itself states; then the code; and the name last. A name that no unit bears is never
// taken for the one that looks most like it: the finding shows the sender which names look alike.
func (r *reader) resolve() bool {
	d := r.definition
	if said := r.file.Units[r.grid.place()]; said != "" {
		return r.isOf(said) && r.expects(named{name: said})
	}
	if d.unit.id != "" {
		// The definition itself may say whose it is, for forms of one office.
		return r.isOf(d.unit.id)
	}
	place, isNamed := d.unit.find(r.file, r.grid)
	code, isCoded := d.unit.findCode(r.grid)
	switch {
	case isCoded:
		if r.unit, isNamed = r.byCode(code, place); !isNamed {
			return false
		}
		place = code
	case isNamed:
		unit, err := r.units.FindUnit(place.name, r.interval)
		if err != nil {
			r.unitError(err, place)
			return false
		}
		r.unit = unit
	default:
		kind, expected := d.unit.describe()
		r.error(UnitMissing, r.grid.name, "", "", expected, map[string]string{"hint": kind})
		return false
	}
	if !r.expects(place) {
		return false
	}
	r.compareUnit()
	return true
}

// isOf takes the workbook for that of the unit with an identifier, which has to exist within the period.
func (r *reader) isOf(id string) (ok bool) {
	if r.unit, ok = r.units.UnitIn(id, r.interval); !ok {
		r.error(UnitUnknown, "", "", id, "", map[string]string{"hint": ""})
	}
	return ok
}

// expects refuses a unit of which the form is not asked. The place is where the workbook names it.
func (r *reader) expects(place named) bool {
	d := r.definition
	if d.submits(r.unit) {
		return true
	}
	r.notExpected(place, d.submitter.levels, d.submitter.units)
	return false
}

// describe says where the unit's name is looked for: the kind of place, which is a hint of the
// catalogue, and how it is written there.
func (u *unitPlace) describe() (kind, expected string) {
	named := func(p *pattern) string { return strings.Replace(p.text, "{unit}", "…", 1) }
	switch {
	case u.row > 0:
		return "in_cell", workbook.Address(u.row, u.column)
	case u.sheet != nil:
		return "in_sheet_name", named(u.sheet)
	case u.file != nil:
		return "in_file_name", named(u.file)
	}
	return "behind", u.afterText
}

// submits says whether the form is asked of a unit, by its level or by name.
func (d *Definition) submits(u registry.Unit) bool {
	return slices.Contains(d.submitter.levels, u.Level) || slices.Contains(d.submitter.units, u.ID)
}

// unitError turns the registry's error into a finding that the sender understands: it names the
// units that a text could mean, or similar names, and never takes one of them.
func (r *reader) unitError(err error, place named) {
	var unknown *registry.UnknownUnitError
	var several *registry.AmbiguousUnitError
	switch {
	// The sender is shown how to write each of the units, with the unit above it.
	case errors.As(err, &several):
		var names []string
		for _, u := range several.Units {
			names = append(names, r.longName(u))
		}
		r.error(UnitAmbiguous, place.sheet, place.cell, place.name, strings.Join(names, "; "),
			map[string]string{"example": names[0]})
	case errors.As(err, &unknown):
		r.error(UnitUnknown, place.sheet, place.cell, place.name, "", r.hintFor(unknown))
	default:
		r.error(UnitUnknown, place.sheet, place.cell, place.name, err.Error(), map[string]string{"hint": ""})
	}
}

// hintFor names a hint of the catalogue, with what fills it: the name or code is one of another time,
// and which units are in its unit's place in the period; or others look alike.
func (r *reader) hintFor(unknown *registry.UnknownUnitError) map[string]string {
	switch {
	case len(unknown.Outside) > 0:
		u := unknown.Outside[0]
		hint := map[string]string{"hint": "outside", "unit": withCode(u), "span": span(u.ValidFrom, u.ValidTo)}
		var instead []string
		for _, u := range unknown.Instead {
			instead = append(instead, withCode(u))
		}
		if len(instead) > 0 {
			hint["hint"], hint["names"] = "outside_instead", listed(instead)
		}
		return hint
	case len(unknown.Nearest) > 0:
		return map[string]string{"hint": "similar", "names": strings.Join(unknown.Nearest, ", ")}
	}
	return map[string]string{"hint": ""}
}

// longName is a unit's name with the unit above it, which tells units of one name apart.
func (r *reader) longName(u registry.Unit) string {
	if above, ok := r.units.UnitAt(u.ParentID, r.interval.To); ok {
		return u.Name + ", " + above.Name
	}
	return u.Name
}

// compareUnit warns when a folder or the file's name contains the name of another unit that could
// have sent the form, and not the unit's own: somebody may have filled in a neighbour's file. It
// only warns, because names of folders are often left over from elsewhere, and what the sheet
// itself says is what the sender filled in.
func (r *reader) compareUnit() {
	for _, name := range r.file.names() {
		if other, found := r.otherUnit(name); found {
			r.warning(UnitContradicts, r.grid.name, "", name, r.unit.Name, map[string]string{"other": other.Name})
			return
		}
	}
}

// nameWords is how many words a unit's name may have inside a file's name.
const nameWords = 10

// otherUnit looks at every run of words in a name, the longest first, so that "Xã Hòa Phong" is
// found before "Hòa". The unit's own name ends the search. Only units that submit the form count,
// since the workbook cannot be that of another one.
func (r *reader) otherUnit(name string) (other registry.Unit, found bool) {
	// Names of files are joined by spaces, hyphens or underscores.
	words := strings.FieldsFunc(name, func(c rune) bool { return strings.ContainsRune(" -_()[],.+", c) })
	for n := min(len(words), nameWords); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			for _, u := range r.units.UnitsNamed(strings.Join(words[i:i+n], " "), r.interval) {
				if u.ID == r.unit.ID {
					return registry.Unit{}, false
				}
				if !found && r.definition.submits(u) && !r.above(u.ID) {
					other, found = u, true
				}
			}
		}
	}
	return other, found
}

// above says whether a unit stands above the workbook's. Folders are often called after the
// district.
func (r *reader) above(id string) bool {
	for at, ok := r.unit, true; ok && at.ParentID != ""; at, ok = r.units.UnitAt(at.ParentID, r.interval.To) {
		if at.ParentID == id {
			return true
		}
	}
	return false
}
