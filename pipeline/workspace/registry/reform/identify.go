package reform

import (
	"fmt"
	"regexp"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace/registry"
)

// kindOfPlace is the word for the kind of a place before its name, without marks.
var kindOfPlace = regexp.MustCompile(`^(?:xa|phuong|thi-tran|dac-khu|huyen|quan|thi-xa|thanh-pho|tinh)-`)

// betweenWords is whatever may not stand in an identifier.
var betweenWords = regexp.MustCompile(`[^a-z0-9]+`)

// identifier makes of a name what stands in unit_id: "Xã Hòa Sơn" is hoa-son. It has no marks, so
// that staff can type it anywhere, and no word for the kind of place, which changes more often than
// the name.
func identifier(name string) string {
	bare := vntext.WithoutMarks(vntext.Fold(name))
	words := strings.Trim(betweenWords.ReplaceAllString(bare, "-"), "-")
	if short := kindOfPlace.ReplaceAllString(words, ""); short != "" {
		return short
	}
	return words
}

// newID is an identifier that no unit ever had: the name alone where it is free, else with the year
// of the founding, else with the code too. Communes all over the country share their names. Two
// communes "Hòa Sơn" that are founded in 2025 are hoa-son and hoa-son-2025, and a third one with
// the code 24481 is hoa-son-2025-24481.
func newID(u unit, year int, taken map[string]bool) string {
	name := identifier(u.name)
	for _, id := range []string{name, fmt.Sprintf("%s-%d", name, year), fmt.Sprintf("%s-%d-%s", name, year,
		identifier(u.code))} {
		if id != "" && !taken[id] {
			taken[id] = true
			return id
		}
	}
	for n := 2; ; n++ {
		if id := fmt.Sprintf("%s-%d-%s-%d", name, year, identifier(u.code), n); !taken[id] {
			taken[id] = true
			return id
		}
	}
}

// taken are the identifiers that the registry has.
func taken(r *registry.Registry) map[string]bool {
	all := make(map[string]bool, len(r.Units))
	for i := range r.Units {
		all[r.Units[i].ID] = true
	}
	return all
}
