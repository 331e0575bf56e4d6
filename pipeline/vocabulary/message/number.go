package message

import "strings"

// Number writes a plain decimal ("-428067.95") as a language does: -428.067,95 in Vietnamese, -428,067.95 in English.
// Every digit stays.
func Number(language Language, decimal string) string {
	group, point := ",", "."
	if language == Vietnamese {
		group, point = ".", ","
	}
	digits, negative := strings.CutPrefix(decimal, "-")
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + group + whole[at:]
	}
	if hasFraction {
		whole += point + fraction
	}
	if negative {
		return "-" + whole
	}
	return whole
}
