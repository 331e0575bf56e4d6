package registry

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
)

// Doubts lists what the office should look at in its own tables although they can be used: two
// units that nobody can tell apart by name, a unit that ended without anything saying what became of
// it, and a change after which the table of units says the same as before. Each names its row and
// what to do, and they come in the order of files and rows. They are warnings: New has accepted the
// registry.
func (r *Registry) Doubts() []*RowError {
	doubts := slices.Concat(r.sameNames(), r.unstatedEnds(), r.idleChanges(), r.idleLevels())
	slices.SortStableFunc(doubts, func(a, b *RowError) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Row-b.Row)
	})
	return doubts
}

// sameNames finds units that have the same name under the same parent at the same time. A workbook
// that gives such a name is rejected as ambiguous, and writing the parent's name behind it, which
// tells other units apart, does not help.
func (r *Registry) sameNames() []*RowError {
	type key struct {
		parent string
		name   *nameEntry // however it is spelled
	}
	rows := make(map[key][]int, len(r.Units))
	var doubts []*RowError
	for i := range r.Units {
		u := &r.Units[i]
		k := key{u.ParentID, r.entry(u.Name)}
		// Of more rows of one name than a place has, the last ones are looked at.
		for _, j := range rows[k][max(0, len(rows[k])-maxSame):] {
			other := &r.Units[j]
			if other.ID == u.ID || !notAfter(u.ValidFrom, other.ValidTo) || !notAfter(other.ValidFrom, u.ValidTo) {
				continue
			}
			doubts = append(doubts, doubt(u.Source, "name", u.Name, "row %d has the same name under the same unit for %s, "+
				"so that a workbook with this name is of either and is rejected; add to both names what tells them apart, "+
				"or end one row with valid_to", other.Source.Row, other.ID))
			// One doubt for each row is enough; a third unit of the name gets its own.
			break
		}
		rows[k] = append(rows[k], i)
	}
	return doubts
}

// unstatedEnds finds units whose last row has ended while registry/changes is silent about them, or
// says "closed" where a new unit began on the very next day. What such a unit achieved stays in the
// totals of the year; if another unit took it over and includes it in its own cumulative, it would
// be counted twice.
func (r *Registry) unstatedEnds() []*RowError {
	ended, named := r.statedChanges()
	founded := r.foundedOn(named)
	var doubts []*RowError
	for i := range r.Units {
		u := &r.Units[i]
		rows := r.byID[u.ID]
		// Only the last row of a unit can be its end; after an earlier one it goes on under another
		// name or parent.
		if rows[len(rows)-1] != i || u.ValidTo.IsZero() {
			continue
		}
		after := u.ValidTo.AddDays(1)
		if _, goesOn := r.UnitAt(u.ParentID, after); u.ParentID != "" && !goesOn {
			continue // the whole branch ends, and its topmost unit is asked about
		}
		kind, stated := ended[unitDay{u.ID, after}]
		next := founded[founding{u.ParentID, after}]
		switch {
		case !stated:
			doubts = append(doubts, doubt(u.Source, "valid_to", u.ValidTo.String(),
				"the unit ends, and nothing says what became "+
					"of it; what it achieved may be counted again by the unit that took it over. Add a row to registry/changes: date %s, "+
					"unit_id %s, and kind merge or split with the successor_unit_id, or kind close where nobody took it over", after,
				u.ID))
		case kind == Close && next != "":
			doubts = append(doubts, doubt(u.Source, "valid_to", u.ValidTo.String(),
				"the unit is closed without a successor on the "+
					"day before %s begins, of which registry/changes does not say what it comes of. Where it took over %s, write kind merge "+
					"with successor_unit_id %s; where it did not, add a row of kind found for %s", next, u.ID, next, next))
		}
	}
	return doubts
}

// idleChanges finds renames, recodes and moves after which the unit has the name, code or parent that it had the day
// before: the table of units lacks the row that begins on that day.
func (r *Registry) idleChanges() []*RowError {
	var doubts []*RowError
	for i := range r.Changes {
		c := &r.Changes[i]
		before, _ := r.UnitAt(c.UnitID, c.Date.AddDays(-1))
		after, _ := r.UnitAt(c.UnitID, c.Date)
		column, same := "", false
		switch c.Kind {
		case Rename:
			column, same = "name", before.Name == after.Name
		case Recode:
			column, same = "code", before.Code == after.Code
		case Move:
			column, same = "parent_unit_id", before.ParentID == after.ParentID
		}
		if same {
			doubts = append(doubts, doubt(c.Source, "kind", string(c.Kind), "%s, row %d, has the same %s before and from %s "+
				"on; end that row with valid_to %s and add one with what changed", after.Source.File, after.Source.Row, column, c.Date,
				c.Date.AddDays(-1)))
		}
	}
	return doubts
}

// founding is a place and a day at which units begin: the unit above them, and their first day.
type founding struct {
	parent string
	day    period.Date
}

// unitDay is a unit and a day on which something becomes of it: the first one after its end, or its own first one. What
// is said of a unit for another day, such as that a part of it went elsewhere, tells nothing of its end.
type unitDay struct {
	unit string
	day  period.Date
}

// statedChanges reads registry/changes in two ways. ended tells by which kind of change a unit ended (merge, split or
// close). named holds the units that some row names as founded or as the successor of another, so that nothing has to
// be asked about their beginning.
func (r *Registry) statedChanges() (ended map[unitDay]ChangeKind, named map[unitDay]bool) {
	ended, named = map[unitDay]ChangeKind{}, map[unitDay]bool{}
	for _, c := range r.Changes {
		on := unitDay{c.UnitID, c.Date}
		named[unitDay{c.SuccessorID, c.Date}] = true
		switch c.Kind {
		case Merge, Split:
			ended[on] = c.Kind
		case Close:
			if ended[on] == "" {
				ended[on] = c.Kind
			}
			// A "close" with a successor is a merger that was written otherwise.
			if c.SuccessorID != "" {
				ended[on] = Merge
			}
		case Found:
			named[on] = true
		}
	}
	return ended, named
}

// foundedOn lists, by parent and first day, a unit that begins then and that changes does not
// explain. Of several the one with the smallest identifier is taken, so that the message is the
// same in every run.
func (r *Registry) foundedOn(named map[unitDay]bool) map[founding]string {
	founded := map[founding]string{}
	for id, rows := range r.byID {
		u := &r.Units[rows[0]]
		k := founding{u.ParentID, u.ValidFrom}
		if other := founded[k]; !u.ValidFrom.IsZero() && !named[unitDay{id, u.ValidFrom}] && (other == "" || id < other) {
			founded[k] = id
		}
	}
	return founded
}

// Levels lists the different levels that units have, sorted; definitions of forms are checked
// against them. Groups, for which nobody reports, are none.
func (r *Registry) Levels() []string {
	seen := map[string]bool{}
	var levels []string
	for i := range r.Units {
		if level := r.Units[i].Level; !seen[level] && !r.Units[i].IsGroup() {
			seen[level] = true
			levels = append(levels, level)
		}
	}
	slices.Sort(levels)
	return levels
}

// Has says whether there is a unit of this identifier at any time.
func (r *Registry) Has(id string) bool { return len(r.byID[id]) > 0 }

// IsGroup says whether an identifier is that of a group, which gathers units and is none.
func (r *Registry) IsGroup(id string) bool {
	return slices.ContainsFunc(r.byID[id], func(i int) bool { return r.Units[i].IsGroup() })
}

// doubt makes the error that a doubt is reported as; expected and args are those of fmt.Sprintf.
func doubt(source Source, column, read, expected string, args ...any) *RowError {
	return &RowError{Source: source, Column: column, Read: read, Expected: fmt.Sprintf(expected, args...)}
}
