package registry

import (
	"slices"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
)

// ChangeKind is what a row of registry/changes says that happened to a unit.
type ChangeKind string

// The kinds of change. A unit keeps its identifier through a rename, a recode and a move.
const (
	Found  ChangeKind = "found"  // the unit begins
	Close  ChangeKind = "close"  // it ends, and nobody follows
	Rename ChangeKind = "rename" // it has another name
	Recode ChangeKind = "recode" // it has another official code
	Move   ChangeKind = "move"   // it stands beneath another unit, the successor of the row
	Merge  ChangeKind = "merge"  // it ends and becomes the successor, or a part of it
	Split  ChangeKind = "split"  // it becomes several units, with a row for each; it may be one of them itself
)

// changeKinds lists the kinds in the order in which messages name them.
var changeKinds = []ChangeKind{Found, Close, Rename, Recode, Move, Merge, Split}

// Counts is what the cumulative of a unit that follows others holds of their numbers.
type Counts string

const (
	// Unstated leaves the question to the form, to the successor's own workbooks, or to the office.
	Unstated Counts = ""
	// Own says that the successor counts from its founding.
	Own Counts = "own"
	// Includes says that its cumulative holds what its predecessors achieved since 1 January.
	Includes Counts = "includes"
)

// Change is one row of registry/changes: what happened to a unit, on which day, and by which
// decision. A split has a row for each successor. Rows of one date and decision are one event, whose
// mergers come before its splits.
type Change struct {
	// Date is the first day on which the change holds: a successor's first day.
	Date   period.Date
	Kind   ChangeKind
	UnitID string
	// SuccessorID is the unit that follows in a merge or split, and the new unit above in a move; otherwise empty.
	SuccessorID string
	Decision    string
	// Allocation is the successor's weight in a split, not negative, and only meant when Allocated is set. Its share
	// is this weight divided by the sum of the weights of all rows in which the same event splits the same unit.
	Allocation quantity.Quantity
	Allocated  bool
	Counts     Counts
	Source     Source
}

// follows says whether the row names a unit that goes on with the numbers of the first one.
func (c *Change) follows() bool {
	return c.SuccessorID != "" && (c.Kind == Merge || c.Kind == Split || c.Kind == Close)
}

// said is everything that the row decides, for the registry's sum. Columns that were added later count only where
// they are filled in, so that a table without them keeps the sum that it had.
func (c *Change) said() []string {
	values := []string{"change", c.Date.String(), string(c.Kind), c.UnitID, c.SuccessorID, c.Decision}
	if c.Allocated {
		values = append(values, "allocation", c.Allocation.String())
	}
	if c.Counts != Unstated {
		values = append(values, "counts", string(c.Counts))
	}
	return values
}

// addChange reads a row of registry/changes.
func (r *rows) addChange(rec record, bad *problems) {
	kind := ChangeKind(rec.text("kind"))
	if !slices.Contains(changeKinds, kind) {
		bad.add(rec.source, "kind", string(kind), "expected found, close, rename, recode, move, merge or split")
	}
	if (kind == Merge || kind == Split) && rec.text("successor_unit_id") == "" {
		bad.add(rec.source, "successor_unit_id", "", "a %s names the unit that follows; a split has one row for each", kind)
	}
	date := rec.date("date", bad)
	if rec.text("date") == "" {
		bad.add(rec.source, "date", "", "empty; expected the day of the change, such as 2025-07-01")
	}
	c := Change{
		Date: date, Kind: kind, UnitID: rec.filled("unit_id", "the unit that changed", bad),
		SuccessorID: rec.text("successor_unit_id"),
		Decision:    rec.text("decision"), Source: rec.source,
	}
	c.Allocation, c.Allocated = rec.allocation(kind, bad)
	c.Counts = rec.counts(&c, bad)
	r.changes = append(r.changes, c)
}

// allocation is a successor's weight in a split. Nothing else is divided, and a weight there would
// look as if it had an effect.
func (r record) allocation(kind ChangeKind, bad *problems) (weight quantity.Quantity, stated bool) {
	text := r.text("allocation")
	if text == "" {
		return quantity.Quantity{}, false
	}
	if kind != Split {
		bad.add(r.source, "allocation", text, "only a split divides a unit's numbers; leave it empty")
		return quantity.Quantity{}, false
	}
	return r.quantity("allocation", bad), true
}

// counts is what the row declares of a cumulative. A rename, recode or move changes no cumulative.
func (r record) counts(c *Change, bad *problems) Counts {
	text := r.text("counts")
	switch counts := Counts(text); counts {
	case Unstated:
		return counts
	case Own, Includes:
		if c.Kind != Found && !c.follows() {
			bad.add(r.source, "counts", text, "a %s has no cumulative of another unit to hold; leave it empty", c.Kind)
		}
		return counts
	}
	bad.add(r.source, "counts", text, "expected own (the successor counts from its founding), includes (its cumulative "+
		"holds its predecessors' numbers), or nothing where the form or the workbooks say it")
	return Unstated
}

// follow lists the units that follow each unit, and those that each unit follows, by all merges and
// splits. A unit that is split and stays one of the parts does not follow itself.
func follow(changes []Change) (successors, predecessors map[string][]string) {
	successors, predecessors = map[string][]string{}, map[string][]string{}
	for i := range changes {
		c := &changes[i]
		if c.follows() && c.SuccessorID != c.UnitID {
			successors[c.UnitID] = append(successors[c.UnitID], c.SuccessorID)
			predecessors[c.SuccessorID] = append(predecessors[c.SuccessorID], c.UnitID)
		}
	}
	return successors, predecessors
}
