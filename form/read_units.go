package form

import (
	"regexp"
	"slices"
	"strings"

	"tonghop/quantity"
	"tonghop/vntext"
	"tonghop/workbook"
)

// rowKind is what a row of a form with many units is.
type rowKind uint8

const (
	unitRow rowKind = iota
	letterGroup
	romanGroup
	totalRow
	passedOver
)

var (
	romanNumber  = regexp.MustCompile(`^[IVX]+\.?$`)
	letterNumber = regexp.MustCompile(`^[A-Z]\.?$`)
)

// sums adds up the unit rows, column by column, to compare with a stated total.
type sums []quantity.Quantity

// group is a group row with its rows so far.
type group struct {
	row  int
	kind rowKind
	sums sums
	rows int
}

// unitsReader reads the rows of many units.
type unitsReader struct {
	*reader
	seen   map[string]string // unit → cell of its name
	all    group
	groups []group
	totals []int // rows of stated totals
}

// readUnits reads a form with a row for each unit. Group rows and totals are compared with the rows that they sum.
func (r *reader) readUnits() {
	n := len(r.definition.columns)
	u := &unitsReader{reader: r, seen: map[string]string{}, all: group{sums: make(sums, n)}}
	for _, number := range r.grid.rows {
		if number < r.header.first {
			continue
		}
		label := r.grid.shownAt(number, r.header.label)
		switch kind := u.kindOf(number, label); kind {
		case unitRow:
			u.readUnit(number, label)
		case letterGroup, romanGroup:
			u.closeGroups(kind)
			u.groups = append(u.groups, group{row: number, kind: kind, sums: make(sums, n)})
		case totalRow:
			u.totals = append(u.totals, number)
		}
	}
	u.closeGroups(letterGroup)
	for _, number := range u.totals {
		u.readTotal(number)
	}
	if len(u.seen) == 0 && !r.hasErrors() {
		r.error(RowMissing, r.grid.name, "", "", r.definition.label.text, nil)
	}
}

func (r *reader) hasErrors() bool {
	return slices.ContainsFunc(r.findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// kindOf tells unit rows from those that group, sum or say something else.
func (u *unitsReader) kindOf(number int, label string) rowKind {
	key := labelKey(label)
	ordinal := ""
	if u.header.number > 0 {
		ordinal = text(u.grid.at(number, u.header.number))
	}
	total := slices.Contains(u.definition.total, key) || slices.Contains(u.definition.total, labelKey(ordinal))
	switch {
	case total:
		return totalRow
	case slices.Contains(u.definition.ignore, key), placeholder.MatchString(label) && !u.knows(label):
		return passedOver
	case romanNumber.MatchString(ordinal) && !u.knows(label):
		return romanGroup
	case letterNumber.MatchString(ordinal) && !u.knows(label):
		return letterGroup
	case !u.hasNumbers(number):
		if label == "" || !u.knows(label) {
			return passedOver
		}
	}
	return unitRow
}

// knows says whether a label is the name of a unit: a group may be named like nothing, a unit may be numbered I.
func (u *unitsReader) knows(label string) bool {
	_, err := u.units.FindUnit(label, u.interval)
	return err == nil
}

func (u *unitsReader) hasNumbers(number int) bool {
	return slices.ContainsFunc(u.header.columns, func(column int) bool { return column > 0 && holdsNumber(u.grid.at(number, column)) })
}

func (u *unitsReader) readUnit(number int, label string) {
	cell := workbook.Address(number, u.header.label)
	if label == "" {
		u.error(UnitMissing, u.grid.name, cell, "", u.definition.label.text, nil)
		return
	}
	unit, err := u.units.FindUnitUnder(label, u.unit.ID, u.interval)
	if err != nil {
		if unit, err = u.units.FindUnit(label, u.interval); err != nil {
			u.unitError(err, named{label, u.grid.name, cell})
			return
		}
	}
	if !slices.Contains(u.definition.covers, unit.Level) {
		u.error(UnitNotExpected, u.grid.name, cell, label, strings.Join(u.definition.covers, ", "), nil)
		return
	}
	if before, twice := u.seen[unit.ID]; twice {
		u.error(UnitTwice, u.grid.name, cell, label, before, nil)
		return
	}
	u.seen[unit.ID] = cell
	u.sum(u.readNumbers(number, unit.ID))
}

// readNumbers reads a row's numbers for a unit.
func (u *unitsReader) readNumbers(number int, unit string) []*Observation {
	values := make([]*Observation, len(u.definition.columns))
	for i := range u.definition.columns {
		c := &u.definition.columns[i]
		at := u.header.columns[i]
		if at == 0 || c.isPercentage {
			continue
		}
		o := Observation{UnitID: unit, Indicator: c.indicator, Breakdown: c.breakdown, Measure: c.measure}
		if o, ok := u.observe(number, at, o, u.definition.decimals(c.indicator)); ok {
			values[i] = &o
		}
	}
	u.checkPercentages(number, values)
	return values
}

// sum adds a unit's numbers to every total that covers them.
func (u *unitsReader) sum(values []*Observation) {
	u.all.add(values)
	for i := range u.groups {
		u.groups[i].add(values)
	}
}

func (g *group) add(values []*Observation) {
	g.rows++
	for i, o := range values {
		if o != nil && o.Mark == vntext.Value {
			g.sums[i] += o.Value // each is under 10^18 ten-thousandths and real sums far smaller; a wrong one shows as a difference
		}
	}
}

// closeGroups compares the groups that end where one of a kind begins: a letter group holds roman ones.
func (u *unitsReader) closeGroups(kind rowKind) {
	for len(u.groups) > 0 {
		last := u.groups[len(u.groups)-1]
		if kind == romanGroup && last.kind == letterGroup {
			return
		}
		if last.rows > 0 {
			u.compare(last.row, last.sums)
		}
		u.groups = u.groups[:len(u.groups)-1]
	}
}

// readTotal keeps a stated total as the workbook's own unit's number, never as one of the rows: consolidation compares
// it and does not add it.
func (u *unitsReader) readTotal(number int) {
	u.compare(number, u.all.sums)
	if !slices.Contains(u.definition.covers, u.unit.Level) {
		u.readNumbers(number, u.unit.ID)
	}
}

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
		if stated.Value != computed[i] {
			u.warning(TotalDiffers, u.grid.name, cell.Address(), text(cell), computed[i].String(), map[string]string{"difference": (stated.Value - computed[i]).String()})
		}
	}
}
