package registry

import (
	"bytes"
	"fmt"
)

// Bounds on the tables of an office, far beyond those of a country: Vietnam had some 10,600 communes before 2025. A
// file that passes one was made by mistake, or to keep the run, and is refused with its place before it fills memory.
const (
	maxRows       = 300_000   // of units, aliases and changes each
	maxTargetRows = 2_000_000 // units × indicators × years
	maxColumns    = 256       // what a line or a row of a sheet has, empty ones too
	maxSame       = 1_000     // rows of one unit, of one alias, of one target: they are compared with each other
)

// rowsOf is how many rows a table may have.
func rowsOf(table string) int {
	if table == targetsTable {
		return maxTargetRows
	}
	return maxRows
}

// add appends a row that is not blank. The error is a *RowError when the table is full.
func (s *sheet) add(row sheetRow) error {
	if len(s.rows) > s.bound {
		return &RowError{Source: Source{File: s.file, Row: row.number},
			Expected: fmt.Sprintf("the table has more than %d rows; delete what is not needed any more", s.bound)}
	}
	s.rows = append(s.rows, row)
	return nil
}

// tooWide finds the first line with more separators than any table has columns; 0 when there is none. It is asked
// before the lines are taken apart, which would take many times the file's memory.
func tooWide(data []byte, separator byte) (line int) {
	for n := 1; len(data) > 0; n++ {
		var text []byte
		text, data, _ = bytes.Cut(data, []byte("\n"))
		if bytes.Count(text, []byte{separator}) > maxColumns {
			return n
		}
	}
	return 0
}

// hint is NearID as long as a message with it is shown: looking through all units takes its time.
func (r *Registry) hint(bad *problems, id string) string {
	if bad.more > 0 || len(bad.found) >= shownErrors {
		return ""
	}
	return r.NearID(id)
}

// checkSame refuses more rows of one unit than anybody could mean. It comes first, because the other checks compare the
// rows of a unit with each other.
func (r *Registry) checkSame(bad *problems) {
	for i := range r.Units {
		if u := &r.Units[i]; len(r.byID[u.ID]) > maxSame && r.byID[u.ID][maxSame] == i {
			bad.add(u.Source, "unit_id", u.ID, "more than %d rows have this unit_id; delete what is not needed any more",
				maxSame)
		}
	}
}
