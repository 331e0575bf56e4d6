package form

import (
	"regexp"
	"slices"
	"strconv"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// rowKind is what a row of a form with many units is.
type rowKind uint8

const (
	unitRow rowKind = iota
	letterGroup
	romanGroup
	totalRow
	otherRow
)

// The ordinal numbers of groups are roman numbers or letters, those of units are plain.
var (
	romanNumber  = regexp.MustCompile(`^[IVX]+\.?$`)
	letterNumber = regexp.MustCompile(`^[A-Z]\.?$`)
	plainNumber  = regexp.MustCompile(`^\d+\.?$`)
)

// unitsReader reads the rows of a form with a row for each unit.
type unitsReader struct {
	*reader
	// below are the units that the rows should stand for; none when the workbook's unit has none beneath it.
	below    []registry.Unit
	seen     map[string]string // unit → cell of its name
	all      group
	groups   []group // open ones, the outermost first
	closed   []group
	numbered map[rowKind]bool // unit rows are numbered like groups of this kind
	totals   []int            // rows of stated totals
	blank    blankUnits
}

// readUnits reads a form with a row for each unit. Group rows and totals are compared with the rows
// that they sum. Rows are gone through once, from the top down, because a group row says what the
// rows beneath it belong to.
func (r *reader) readUnits() {
	u := &unitsReader{reader: r, below: r.covered(), seen: map[string]string{}, all: r.newGroup(0, 0),
		numbered: map[rowKind]bool{}}
	between := r.tableRows()
	for _, number := range r.grid.rows {
		if number < r.header.first {
			continue
		}
		label := r.grid.shownAt(number, r.header.label)
		kind := u.kindOf(number, label)
		// A total may stand below the table's end, all other rows outside of it are of other
		// tables.
		if !between.holds(number) && kind != totalRow {
			kind, r.fates[number] = otherRow, passedOver
		}
		switch kind {
		case unitRow:
			u.readUnit(number, label)
		case letterGroup, romanGroup:
			u.closeGroups(kind)
			u.openGroup(number, kind, label)
		case totalRow:
			r.fates[number] = isSum
			u.totals = append(u.totals, number)
		}
	}
	// The end of the sheet ends every group.
	u.closeGroups(letterGroup)
	u.refuseGroups()
	u.compareTotals()
	u.readTotal()
	u.reportNotListed()
	u.reportBlank(&u.blank)
}

// covered are the units beneath the workbook's own that its rows should stand for, as the tree is
// at the period's end.
func (r *reader) covered() []registry.Unit {
	return slices.DeleteFunc(r.units.Below(r.unit.ID, r.interval.To), func(u registry.Unit) bool {
		return !slices.Contains(r.definition.covers, u.Level)
	})
}

// kindOf tells unit rows from those that group, sum or say something else. A name that the registry
// knows decides before the ordinal number does; a row with entries and no such name is a unit row
// all the same, so that its name is reported. So "II | Xã Krông Nô" is the row of a commune,
// although a roman number stands before it, and "A | Các xã" is a group, as the registry knows no
// such unit.
func (u *unitsReader) kindOf(number int, label string) rowKind {
	ordinal := u.ordinal(number)
	named := u.unitsOfRow(number, label)
	isCovered := slices.ContainsFunc(named, func(unit registry.Unit) bool {
		return slices.Contains(u.definition.covers, unit.Level)
	})
	switch {
	// From the surest sign to the weakest: a total is known by its label, a unit by its name.
	case u.isTotal(number, label):
		return totalRow
	case u.isIgnored(number), len(named) == 0 && u.numbersColumns(number, label):
		u.fates[number] = passedOver
		return otherRow
	case isCovered && u.rowOfName(number, label):
		u.numbered[groupKind(ordinal)] = true
		return unitRow
	case matchesAny(u.definition.groups, label):
		return romanGroup
	case groupKind(ordinal) != unitRow:
		return groupKind(ordinal)
	case u.hasEntries(number, label, plainNumber.MatchString(ordinal)) && !u.isFoot(number):
		return unitRow
	}
	return otherRow
}

// isTotal says whether the row sums the others. Its label may stand left of the names: TỔNG SỐ
// often fills the column of ordinal numbers.
func (u *unitsReader) isTotal(number int, label string) bool {
	if len(u.definition.total) == 0 {
		return false
	}
	return slices.Contains(u.definition.total, labelKey(label)) ||
		slices.Contains(u.definition.total, labelKey(u.ordinal(number))) ||
		slices.ContainsFunc(u.grid.row(number), func(c workbook.Cell) bool {
			return c.Column < u.header.label && c.Type == workbook.Text &&
				slices.Contains(u.definition.total, labelKey(text(&c)))
		})
}

// ordinal is the row's ordinal number as it is written; "" where the form has no such column.
func (u *unitsReader) ordinal(number int) string {
	if u.header.number == 0 {
		return ""
	}
	return text(u.grid.at(number, u.header.number))
}

// groupKind is the kind of group for which an ordinal number is written; unitRow when it is written
// for none.
func groupKind(ordinal string) rowKind {
	switch {
	case romanNumber.MatchString(ordinal):
		return romanGroup
	case letterNumber.MatchString(ordinal):
		return letterGroup
	}
	return unitRow
}

// hasEntries says whether a row states anything: a number, 0, or a sign in the place of one. In a
// row with an ordinal number any text in a column of numbers is an entry; elsewhere it may be a
// note or a signature. A date is never an entry, because days stand beneath tables and not in them.
func (u *unitsReader) hasEntries(row int, label string, isNumbered bool) bool {
	if label == "" {
		return u.hasNumbers(row)
	}
	return slices.ContainsFunc(u.header.columns, func(column int) bool {
		if column == 0 {
			return false
		}
		c := u.grid.at(row, column)
		if c == nil || c.Type != workbook.Text {
			return c != nil && c.Type != workbook.Date
		}
		number, problem := numberIn(c, vntext.NumberType{Decimals: quantity.Scale})
		return countsAsNumber(c) || problem == nil && number.Mark != vntext.Empty && number.Value.IsZero() ||
			problem != nil && isNumbered
	})
}

// readUnit reads the row of one unit. A row is refused whose unit is not known, is of another
// level, stands beneath another unit than the workbook's, or has a row already: whatever were done
// with its numbers would be a guess. The refusals stand in the order in which they are told best:
// what the row is called, whether there is such a unit, whether it belongs in this form, and only
// then whether it stands there twice.
func (u *unitsReader) readUnit(number int, label string) {
	cell := workbook.Address(number, u.header.label)
	u.fates[number] = isReported
	// Each of these refuses the row; the fate says that a finding has named it.
	if u.unnamed(number, label) {
		place := u.namedInRow(number, label)
		u.error(UnitMissing, u.grid.name, place.cell, "", u.namingColumn(), map[string]string{"hint": "in_column"})
		return
	}
	unit, err := u.unitOfRow(number, label)
	if err != nil {
		u.unitError(err, u.namedInRow(number, label))
		return
	}
	if u.header.code > 0 && u.contradictsCode(unit, named{label, u.grid.name, cell}) {
		return
	}
	if !slices.Contains(u.definition.covers, unit.Level) {
		u.notExpected(named{label, u.grid.name, cell}, u.definition.covers, nil)
		return
	}
	if len(u.below) > 0 && !u.units.Under(unit, u.unit.ID, u.interval) {
		u.error(UnitNotBelow, u.grid.name, cell, u.longName(unit), u.unit.Name, nil)
		return
	}
	// A second row with numbers under one merged name: nobody knows which of them counts.
	if name := u.grid.merged(number, u.header.label); name.FromRow < number && u.fates[name.FromRow] != 0 &&
		u.seen[unit.ID] != "" {
		u.error(CellsMerged, u.grid.name, cell, label,
			workbook.Address(name.FromRow, name.FromColumn)+":"+workbook.Address(name.ToRow, name.ToColumn), nil)
		return
	}
	if before, twice := u.seen[unit.ID]; twice {
		u.error(UnitTwice, u.grid.name, cell, label, before, nil)
		return
	}
	u.seen[unit.ID], u.fates[number] = cell, isRead
	numbers := u.readNumbers(number, unit.ID)
	u.sum(numbers)
	u.blank.judge(u.definition, unit.Name, cell, numbers)
}

// unitOfRow finds the unit that a row names: beneath the group's unit where the group is one, then
// beneath the workbook's unit, then beneath each unit above that one, then anywhere. So a name that
// two districts have means the commune of the district that the workbook is about. Where rows have
// codes nothing of this is asked, since a code is that of one unit.
func (u *unitsReader) unitOfRow(number int, label string) (registry.Unit, error) {
	if u.header.code > 0 {
		return u.units.FindUnitByCode(u.codeOf(number), u.interval)
	}
	// The innermost group comes first.
	for i := len(u.groups) - 1; i >= 0; i-- {
		if u.groups[i].unit != "" {
			if unit, err := u.units.FindUnitUnder(label, u.groups[i].unit, u.interval); err == nil {
				return unit, nil
			}
		}
	}
	for above, ok := u.unit, true; ok; above, ok = u.units.UnitAt(above.ParentID, u.interval.To) {
		if unit, err := u.units.FindUnitUnder(label, above.ID, u.interval); err == nil {
			return unit, nil
		}
	}
	return u.units.FindUnit(label, u.interval)
}

// readNumbers reads a row's numbers for a unit. The result has a place for each column of the
// definition, nil where nothing was read.
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

// reportNotListed warns of units that exist and have no row: their numbers are missing, and missing
// is not zero. A table without any unit is an error.
func (u *unitsReader) reportNotListed() {
	if len(u.seen) == 0 {
		if !u.hasErrors() {
			u.error(UnitMissing, u.grid.name, "", "", u.namingColumn(), map[string]string{"hint": "in_column"})
		}
		return
	}
	var names []string
	for _, unit := range u.below {
		if _, listed := u.seen[unit.ID]; !listed {
			names = append(names, unit.Name)
		}
	}
	if len(names) == 0 || u.hasErrors() || u.definition.totalCoversMore {
		return
	}
	u.warning(UnitsNotListed, u.grid.name, "", "", listed(names), map[string]string{"count": strconv.Itoa(len(names))})
}

// hasErrors says whether the form is rejected by now.
func (r *reader) hasErrors() bool {
	return slices.ContainsFunc(r.findings, func(f Finding) bool { return f.Severity == SeverityError })
}
