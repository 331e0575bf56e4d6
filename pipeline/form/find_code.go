package form

import (
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workspace/registry"
)

// findCode returns the official code that the head of the form states, as the definition says; ok is
// false where the definition asks for none, or the workbook states none.
func (u *unitPlace) findCode(g *grid) (named, bool) {
	if len(u.code) == 0 {
		return named{}, false
	}
	place, ok := findAfter(g, u.code)
	if !ok && g.head != nil {
		return findAfter(g.head, u.code)
	}
	return place, ok
}

// byCode finds the workbook's unit by its code. A name beside it that is another unit's is refused,
// whichever of the two is right: name, as the workbook has it, may be empty or unknown. With a code
// the name decides nothing, but a contradiction between the two is an error and no warning: one of
// them is wrong, and the program cannot know which.
func (r *reader) byCode(code, name named) (registry.Unit, bool) {
	unit, err := r.units.FindUnitByCode(code.name, r.interval)
	if err != nil {
		r.unitError(err, code)
		return registry.Unit{}, false
	}
	if r.contradictsCode(unit, name) {
		return registry.Unit{}, false
	}
	return unit, true
}

// contradictsCode says whether the name beside a code is that of other units only, at whatever time,
// and refuses it. After a reform many codes are other units' than before, and many names too; a code
// and a name of different times would otherwise go to the wrong unit without a word.
func (r *reader) contradictsCode(unit registry.Unit, name named) bool {
	others := r.units.UnitsNamed(name.name, period.Interval{})
	if len(others) == 0 {
		return false
	}
	for _, other := range others {
		if other.ID == unit.ID {
			return false
		}
	}
	other := others[0]
	r.error(UnitCodeContradicts, name.sheet, name.cell, name.name, withCode(unit),
		map[string]string{"code": unit.Code, "other": withCode(other), "span": span(other.ValidFrom, other.ValidTo)})
	return true
}

// withCode is a unit's name with its official code, which tells it from another of that name.
func withCode(u registry.Unit) string {
	if u.Code == "" {
		return u.Name
	}
	return u.Name + " (" + u.Code + ")"
}
