package form

import (
	"slices"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// sums adds up the numbers of unit rows, column by column, to compare them with a stated total.
type sums []quantity.Quantity

// group is a group row ("A. Các xã", "Huyện Lắk") with what the rows beneath it have come to so
// far.
type group struct {
	row   int
	kind  rowKind
	label string
	unit  string // of the group, when it is named like one: "Huyện Lắk" over its communes
	sums  sums
	rows  int
}

// newGroup is a group without rows.
func (r *reader) newGroup(row int, kind rowKind) group {
	return group{row: row, kind: kind, sums: make(sums, len(r.definition.columns))}
}

// openGroup begins a group. A group that bears the name of a unit tells which of several communes
// of one name is meant.
func (u *unitsReader) openGroup(row int, kind rowKind, label string) {
	g := u.newGroup(row, kind)
	g.label = label
	if unit, err := u.units.FindUnitUnder(label, u.unit.ID, u.interval); err == nil {
		// The name of a group need not be a unit's; then it only sums.
		g.unit = unit.ID
	}
	u.fates[row] = isSum
	u.groups = append(u.groups, g)
}

// sum adds a unit's numbers to every total that covers them: of all rows, and of each open group.
func (u *unitsReader) sum(values []*Observation) {
	u.all.add(values)
	for i := range u.groups {
		u.groups[i].add(values)
	}
}

// add adds what is a number; marks such as "x" and empty cells add nothing.
func (g *group) add(values []*Observation) {
	g.rows++
	for i, o := range values {
		if o != nil && o.Mark == vntext.Value {
			g.sums[i] = g.sums[i].Plus(o.Value)
		}
	}
}

// closeGroups ends the groups that end where one of a kind begins. A letter group holds roman ones,
// so that a roman one ends roman ones only. The rows of a table such as
//
//	A   Các xã
//	I   Cụm phía Đông
//	1   Xã Hòa Phong
//	II  Cụm phía Tây
//	B   Các phường
//
// close "I" where "II" begins, and "II" and "A" where "B" begins.
func (u *unitsReader) closeGroups(kind rowKind) {
	for len(u.groups) > 0 {
		last := u.groups[len(u.groups)-1]
		if kind == romanGroup && last.kind == letterGroup {
			return
		}
		u.closed = append(u.closed, last)
		u.groups = u.groups[:len(u.groups)-1]
	}
}

// refuseGroups finds the groups that are none: a row with numbers and no units beneath it, or one
// that is numbered as the units are. It is a unit whose name is not known, and its numbers must not
// be lost.
func (u *unitsReader) refuseGroups() {
	for _, g := range u.closed {
		if !u.hasNumbers(g.row) || g.rows > 0 && !u.numbered[g.kind] {
			continue
		}
		cell := workbook.Address(g.row, u.header.label)
		if _, err := u.units.FindUnit(g.label, u.interval); err != nil {
			u.unitError(err, named{g.label, u.grid.name, cell})
			continue
		}
		u.notExpected(named{g.label, u.grid.name, cell}, u.definition.covers, nil)
	}
}

// compareTotals compares group rows and totals with the rows that they sum. Where a row was
// refused, there is nothing to compare them with.
func (u *unitsReader) compareTotals() {
	if u.hasErrors() {
		return
	}
	for _, g := range u.closed {
		if g.rows > 0 {
			u.compare(g.row, g.sums)
		}
	}
	for _, number := range u.totals {
		if !u.definition.totalCoversMore {
			u.compare(number, u.all.sums)
		}
	}
}

// readTotal keeps a stated total as a number of the workbook's own unit, and not as one of the
// rows: consolidation compares it and does not add it. Where a total stands twice, the first is
// kept. Where rows of the workbook's own level are covered too, the total could be taken for one of
// them, and is not kept.
func (u *unitsReader) readTotal() {
	if len(u.totals) > 0 && !slices.Contains(u.definition.covers, u.unit.Level) {
		u.readNumbers(u.totals[0], u.unit.ID)
	}
}

// compare warns where a total differs from its rows at the precision that the indicator declares.
// Targets are left out, because a unit's target is not the sum of those beneath it.
func (u *unitsReader) compare(row int, computed sums) {
	for i := range u.definition.columns {
		c := &u.definition.columns[i]
		at := u.header.columns[i]
		if at == 0 || c.isPercentage || c.measure == Target {
			continue
		}
		cell := u.grid.at(row, at)
		if !holdsNumber(cell) {
			continue
		}
		stated, _ := numberIn(cell, vntext.NumberType{Decimals: quantity.Scale})
		digits := u.definition.decimals(c.indicator)
		// Beyond the declared precision a difference is how a spreadsheet adds.
		if stated.Value.Round(digits) != computed[i].Round(digits) {
			u.warning(TotalDiffers, u.grid.name, cell.Address(), text(cell), computed[i].String(),
				detailOf(cell, stated.Value, stated.Value.Minus(computed[i]).String()))
		}
	}
}

// detailOf is the difference of a stated total, and what its cell holds where that is a number and
// no text.
func detailOf(cell *workbook.Cell, stated quantity.Quantity, difference string) map[string]string {
	detail := map[string]string{"difference": difference}
	if cell.Type == workbook.Number {
		detail["read"] = stated.String()
	}
	return detail
}
