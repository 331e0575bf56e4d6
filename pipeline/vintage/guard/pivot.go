package guard

import (
	"slices"
	"strings"
)

// staticPivot makes of a PIVOT whose columns come from the data, which DuckDB carries out as two
// statements and whose parts its parser does not show, one whose columns are named, which the
// parser shows. Only " IN (1)" is put between tokens, so that whatever stands in the one stands in
// the other, too. has is false when there is no such PIVOT. For example PIVOT t ON year USING
// sum(actual) becomes PIVOT t ON year IN (1) USING sum(actual), which the parser shows as a SELECT;
// what is carried out is the original. The rewritten text is looked at and never carried out.
func staticPivot(statement string, words []token) (static string, has bool) {
	var places []int
	for i, word := range words {
		if word.is(statement, "PIVOT", "PIVOT_WIDER") {
			places = append(places, pivotPlaces(statement, words[i:])...)
		}
	}
	if len(places) == 0 {
		return "", false
	}
	slices.Sort(places)
	var b strings.Builder
	from := 0
	for _, at := range slices.Compact(places) {
		b.WriteString(statement[from:at] + " IN (1)")
		from = at
	}
	return b.String() + statement[from:], true
}

// pivotPlaces are the places behind the columns of ON that do not say their values. words begin with PIVOT.
func pivotPlaces(statement string, words []token) (places []int) {
	depth := words[0].depth
	on := 0 // the last ON is that of the PIVOT, those before join tables
	end := len(words)
	for i, word := range words[1:] {
		if word.depth < depth || word.depth == depth && word.is(statement, "PIVOT", "PIVOT_WIDER") {
			end = i + 1
			break
		}
		if word.depth == depth && word.is(statement, "ON") {
			on = i + 1
		}
	}
	if on == 0 {
		return nil
	}
	said, last := false, on
	for i := on + 1; i < end; i++ {
		word := words[i]
		if word.depth == depth {
			if word.is(statement, "USING", "GROUP", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT") {
				break
			}
			if word.is(statement, ",") {
				places = appendUnless(said, places, words[last].end)
				said = false
				continue
			}
			said = said || word.is(statement, "IN")
		}
		last = i
	}
	return appendUnless(said, places, words[last].end)
}

// appendUnless adds a place where a column of ON does not say its values.
func appendUnless(said bool, places []int, place int) []int {
	if said {
		return places
	}
	return append(places, place)
}
