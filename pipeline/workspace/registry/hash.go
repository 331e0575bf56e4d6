package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// sums hashes what the rows say. Neither their order nor the kind of file that they stand in changes a sum.
func (r *Registry) sums() (units, all string) {
	var lines []string
	for _, u := range r.Units {
		lines = append(lines, line("unit", u.ID, u.Code, u.Name, u.Level, u.ParentID, u.ValidFrom.String(),
			u.ValidTo.String()))
	}
	for _, a := range r.Aliases {
		lines = append(lines, line("alias", a.Name, a.UnitID))
	}
	units = sum(lines)
	for _, t := range r.Targets {
		lines = append(lines, line("target", t.UnitID, t.Indicator, t.Breakdown, t.Horizon.String(), string(t.Kind),
			t.Value.String(), t.ShareOf,
			t.Decision, t.SignedDate.String(), t.EffectiveDate.String()))
	}
	for _, c := range r.Changes {
		lines = append(lines, line("change", c.Date.String(), c.Kind, c.UnitID, c.SuccessorID, c.Decision))
	}
	return units, sum(lines)
}

// line joins values by a control character that no cell can be typed with.
func line(values ...string) string { return strings.Join(values, "\x1f") + "\x1e" }

func sum(lines []string) string {
	sorted := slices.Sorted(slices.Values(lines))
	hash := sha256.New()
	for _, l := range sorted {
		hash.Write([]byte(l))
	}
	return hex.EncodeToString(hash.Sum(nil))
}
