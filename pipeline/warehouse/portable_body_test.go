package warehouse

import (
	"fmt"
	"strings"
	"testing"
)

// Another engine makes all units at once, before a table has rows of its own: no model that it is given reads itself,
// save one that is made in steps, and each can be asked.
func TestPortableModelsReadNothingOfTheirOwn(t *testing.T) {
	s := newStory(t)
	s.found(district(1))
	s.run(nil)
	p, err := s.w.Portable(t.Context(), s.settings)
	s.must(err)
	reading := 0
	for _, m := range p.Models {
		if m.Stepped != "" || m.Rebuild != string(rebuildByYear) {
			continue
		}
		for _, before := range []string{"FROM ", "JOIN "} {
			if strings.Contains(m.Body, before+m.Name+" ") {
				t.Errorf("%s reads itself", m.Name)
			}
		}
		if m.Types == "" {
			continue
		}
		reading++
		rows := -1
		s.must(s.w.db.QueryRow(fmt.Sprintf("SELECT count(*) FROM (%s)", m.Body)).Scan(&rows))
		if rows != 0 {
			t.Errorf("%s: %d rows of an empty ledger", m.Name, rows)
		}
	}
	if reading == 0 {
		t.Error("no model has its columns in its header: expected core.attainment")
	}
}
