package form

import (
	"math"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// rowSpan is the rows of a sheet in which the table stands, first and last included. The zero value
// holds none.
type rowSpan struct{ first, last int }

// holds says whether a row, counted from 1, belongs to the table.
func (s rowSpan) holds(row int) bool { return row >= s.first && row <= s.last }

// tableRows are the rows between the labels that the definition states. Where one of the labels is
// not there, a finding says so and no row is read: rows of another table must not be taken for
// those of this one.
func (r *reader) tableRows() rowSpan {
	span := rowSpan{r.header.first, math.MaxInt}
	b := r.definition.table
	if b.after != "" {
		row := r.rowLabelled(b.after, span.first)
		if row == 0 {
			r.error(RowMissing, r.grid.name, "", "", b.after, nil)
			return rowSpan{}
		}
		// The labelled rows themselves belong to no table.
		span.first = row + 1
	}
	if b.before != "" {
		row := r.rowLabelled(b.before, span.first)
		if row == 0 {
			r.error(RowMissing, r.grid.name, "", "", b.before, nil)
			return rowSpan{}
		}
		span.last = row - 1
	}
	return span
}

// rowLabelled is the first row, from one on, in which a cell has a label, up to the column of
// names; 0 when none has.
func (r *reader) rowLabelled(label string, from int) int {
	for _, number := range r.grid.rows {
		if number < from {
			continue
		}
		for _, c := range r.grid.row(number) {
			if c.Column <= r.header.label && c.Type == workbook.Text && labelKey(text(&c)) == label {
				return number
			}
		}
	}
	return 0
}

// codeOf is the official code that stands in a row; "" when there is none.
func (u *unitsReader) codeOf(number int) string { return text(u.grid.at(number, u.header.code)) }

// unnamed says whether nothing in a row says whose numbers it holds.
func (u *unitsReader) unnamed(number int, label string) bool {
	if u.header.code > 0 {
		return u.codeOf(number) == ""
	}
	return label == ""
}

// namingColumn is how the sender calls the column by which the rows name their units: by its
// header, or by its letter.
func (u *unitsReader) namingColumn() string {
	switch {
	case u.header.code > 0:
		return u.definition.code.text
	case u.definition.label.text != "":
		return u.definition.label.text
	}
	return workbook.ColumnName(u.header.label)
}

// namedInRow is the code or name by which a row names its unit, with the cell.
func (u *unitsReader) namedInRow(number int, label string) named {
	if u.header.code > 0 {
		return named{u.codeOf(number), u.grid.name, workbook.Address(number, u.header.code)}
	}
	return named{label, u.grid.name, workbook.Address(number, u.header.label)}
}

// unitsOfRow are the units that a row may mean; none when it is no row of a unit. It decides what
// kind of row it is, and so takes ambiguous names too.
func (u *unitsReader) unitsOfRow(number int, label string) []registry.Unit {
	if u.header.code == 0 {
		return u.units.UnitsNamed(label, u.interval)
	}
	if code := u.codeOf(number); code != "" {
		if unit, err := u.units.FindUnitByCode(code, u.interval); err == nil {
			return []registry.Unit{unit}
		}
	}
	return nil
}

// rowOfName says whether a row with the name of a unit is that unit's. A name may be merged over
// several rows. Then it is the row with entries, or the first one where none has any. So a second
// row with entries is looked at too, and refused.
func (u *unitsReader) rowOfName(number int, label string) bool {
	name := u.grid.merged(number, u.header.label)
	if name.FromRow == name.ToRow || u.hasEntries(number, label, false) {
		return true
	}
	for row := name.FromRow; row <= name.ToRow; row++ {
		if u.hasEntries(row, label, false) {
			return false
		}
	}
	return name.FromRow == number
}
