package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// sums hashes what the rows say: units covers the table of units and the aliases, which decide how
// workbooks are read; all covers the targets and changes too. Neither the order of the rows, nor a
// note, nor the kind of file changes a sum, so that sorting a table causes no new vintage.
func (r *Registry) sums() (units, all string) {
	lines := make([]string, 0, len(r.Units)+len(r.Aliases)+len(r.Targets)+2*len(r.Changes))
	for _, u := range r.Units {
		// Every field that decides something has to stand here. What is left out can change without
		// any run noticing.
		lines = append(lines, line("unit", u.ID, u.Code, u.Name, u.Level, u.ParentID, u.ValidFrom.String(),
			u.ValidTo.String()))
	}
	for _, a := range r.Aliases {
		lines = append(lines, line("alias", a.Name, a.UnitID))
	}
	// What a name at another time means is told by the changes that units follow each other by.
	for _, c := range r.Changes {
		if c.follows() {
			lines = append(lines, line("follows", c.UnitID, c.SuccessorID))
		}
	}
	units = sum(lines)
	for _, t := range r.Targets {
		lines = append(lines, line("target", t.UnitID, t.Indicator, t.Breakdown, t.Horizon.String(), string(t.Kind),
			t.Value.String(), t.ShareOf,
			t.Decision, t.SignedDate.String(), t.EffectiveDate.String()))
	}
	for _, c := range r.Changes {
		lines = append(lines, line(c.said()...))
	}
	return units, sum(lines)
}

// line joins values by a control character that no cell can be typed with.
func line(values ...string) string { return strings.Join(values, "\x1f") + "\x1e" }

// sum is the SHA-256 of the lines in sorted order, as 64 hexadecimal digits.
func sum(lines []string) string {
	sorted := slices.Clone(lines)
	slices.Sort(sorted)
	hash := sha256.New()
	for _, l := range sorted {
		hash.Write([]byte(l))
	}
	return hex.EncodeToString(hash.Sum(nil))
}
