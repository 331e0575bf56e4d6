package registry

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
)

// shownNames is how many similar names a message offers.
const shownNames = 3

// nearName is a name prepared for comparison with mistyped ones.
type nearName struct {
	// folded is the name as vntext.Fold makes it, and runes are its letters.
	folded string
	runes  []rune
	bare   []rune // the letters without their marks, and without abbreviations
	name   string // as the registry writes it
}

// newNearName prepares a name; folded is the same name folded.
func newNearName(folded, name string) nearName {
	return nearName{folded: folded, runes: []rune(folded), bare: []rune(bareName(folded)), name: name}
}

// kinds are the abbreviations that stand before the names of places, with what they are short for,
// both without marks: thị trấn, thành phố, thị xã, xã, phường, huyện, quận, tỉnh.
var kinds = map[string]string{
	"tt": "thi tran", "tp": "thanh pho", "tx": "thi xa", "x": "xa", "p": "phuong", "h": "huyen", "q": "quan", "t": "tinh",
}

// bareName is a folded name as somebody types it who leaves the marks off, with the abbreviation of
// its kind written out: "tx. buôn hồ" and "thi xa buon ho" come to the same.
func bareName(folded string) string {
	letters := vntext.WithoutMarks(folded)
	first, rest, _ := strings.Cut(letters, " ")
	if kind := kinds[strings.TrimSuffix(first, ".")]; kind != "" && rest != "" {
		return kind + " " + rest
	}
	if kind, rest, found := strings.Cut(letters, "."); found && kinds[kind] != "" { // "TP.Buôn Ma Thuột"
		return kinds[kind] + " " + strings.TrimSpace(rest)
	}
	return letters
}

// nearest lists the names that differ least from a mistyped one, at most shownNames of them. They
// are hints for a person who corrects a workbook. Nothing is ever matched by them.
func (x *nameIndex) nearest(name string) []string {
	wanted := newNearName(fold(name), name)
	if wanted.folded == "" {
		return nil
	}
	type hit struct {
		distance int
		name     string
	}
	var hits []hit
	// The row of distances is used for all candidates: a province has thousands of names, and an
	// old archive many unknown ones.
	row := make([]int, 0, 64)
	for _, candidate := range x.near() {
		// A long name may differ by a quarter of its letters, a short one by two.
		bound := max(2, len(wanted.runes)/4)
		distance := 1
		if !wordsLeftOff(wanted.folded, candidate.folded) {
			distance = editDistance(wanted.runes, candidate.runes, bound, &row)
			// A name without its marks is meant more surely than one with other letters.
			distance = min(distance, 1+editDistance(wanted.bare, candidate.bare, bound, &row))
		}
		if distance <= bound {
			hits = append(hits, hit{distance, candidate.name})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.name, b.name))
	})
	var names []string
	for _, h := range hits[:min(len(hits), shownNames)] {
		names = append(names, h.name)
	}
	return names
}

// wordsLeftOff says whether one name is the other without its first words, as "Cư Pui" is "Xã Cư
// Pui".
func wordsLeftOff(a, b string) bool {
	return strings.HasSuffix(a, " "+b) || strings.HasSuffix(b, " "+a)
}

// editDistance counts the letters that have to be inserted, deleted or replaced to make a into b
// (Levenshtein's distance). It stops as soon as the distance exceeds bound, and reports bound + 1
// then. scratch is memory that calls share.
func editDistance(a, b []rune, bound int, scratch *[]int) int {
	if len(a)-len(b) > bound || len(b)-len(a) > bound {
		return bound + 1
	}
	row := (*scratch)[:0]
	for j := range len(b) + 1 {
		row = append(row, j)
	}
	*scratch = row
	for i := 1; i <= len(a); i++ {
		diagonal, least := row[0], i
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replaced := diagonal
			if a[i-1] != b[j-1] {
				replaced++
			}
			diagonal = row[j]
			row[j] = min(replaced, row[j]+1, row[j-1]+1)
			least = min(least, row[j])
		}
		if least > bound {
			return bound + 1
		}
	}
	return min(row[len(b)], bound+1)
}

// NearID is a hint for a mistyped unit_id, "" when none looks alike.
func (r *Registry) NearID(id string) string { return Perhaps(id, slices.Collect(maps.Keys(r.byID))) }

// Perhaps is a hint for a mistyped word: "; perhaps " and the one of those known that looks most alike, "" when none
// does.
func Perhaps(word string, known []string) string {
	best, least := "", max(1, len(word)/4)+1
	row, typed := make([]int, 0, 64), []rune(word)
	for _, candidate := range known {
		distance := editDistance(typed, []rune(candidate), least, &row)
		if distance < least || distance == least && best != "" && candidate < best {
			best, least = candidate, distance
		}
	}
	if best == "" {
		return ""
	}
	return "; perhaps " + best
}
