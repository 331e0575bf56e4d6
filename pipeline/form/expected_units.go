package form

import (
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/message"
)

// notExpected refuses a unit that does not report here. levels and units are the codes of those that do; the sender
// reads what the office calls its levels, and the units' names.
func (r *reader) notExpected(place named, levels, units []string) {
	vi, en := r.levelNames(levels, message.Vietnamese), r.levelNames(levels, message.English)
	for _, id := range units {
		name := id
		if u, ok := r.units.UnitIn(id, r.interval); ok {
			name = u.Name
		}
		vi, en = append(vi, name), append(en, name)
	}
	r.error(UnitNotExpected, place.sheet, place.cell, place.name, strings.Join(slices.Concat(levels, units), ", "),
		map[string]string{"expected_vi": strings.Join(vi, ", "), "expected_en": strings.Join(en, ", ")})
}

// levelNames is what people call levels: as the office says in registry/levels, as the catalogue has them, or by their
// codes.
func (r *reader) levelNames(levels []string, language message.Language) []string {
	var names []string
	for _, code := range levels {
		name := levelsIn(code, language)
		if l, ok := r.units.LevelLabel(code); ok {
			name = l.VI
			if language == message.English {
				name = l.EN
			}
		}
		names = append(names, name)
	}
	return names
}
