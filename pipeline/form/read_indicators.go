package form

import (
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// indicatorsReader reads the rows of a form with one unit.
type indicatorsReader struct {
	*reader
	found []int // sheet row of each row of the form
	whole int   // the form's row that parts stand under; -1: none
	// beneath says what parts stand under that the form does not have: a row that was passed over,
	// or one that is unknown. It is 0 beneath a row of the form.
	beneath fate
	unknown int
}

// readIndicators reads a form with one unit. Its rows are found by their labels, in whatever order
// they stand.
func (r *reader) readIndicators() {
	d := r.definition
	x := &indicatorsReader{reader: r, found: make([]int, len(d.rows)), whole: -1}
	between := r.tableRows()
	for _, number := range r.grid.rows {
		label := r.grid.shownAt(number, r.header.label)
		// Rows above the data, and blank ones, say nothing. A row without a label may still number
		// the columns.
		if number < r.header.first || label == "" && !r.numbersColumns(number, label) {
			continue
		}
		if !between.holds(number) {
			r.fates[number] = passedOver
			continue
		}
		switch i := x.rowFor(label); {
		// A row of the form, a row that numbers the columns, or one that the form does not have.
		case i >= 0:
			x.take(i, number)
		case r.numbersColumns(number, label):
			r.fates[number] = passedOver
		default:
			x.unknownRow(number, label)
		}
	}
	for i, number := range x.found {
		if number == 0 && !d.rows[i].optional {
			r.error(RowMissing, r.grid.name, "", "", d.rows[i].text, nil)
		}
	}
	x.judgeBlank()
}

// judgeBlank looks whether the workbook states anything about its unit at all.
func (x *indicatorsReader) judgeBlank() {
	var numbers []*Observation
	for i := range x.observations {
		numbers = append(numbers, &x.observations[i])
	}
	var blank blankUnits
	blank.judge(x.definition, x.unit.Name, "", numbers)
	x.reportBlank(&blank)
}

// take reads the sheet's row that was found for row i of the form. A whole begins a new group of
// parts.
func (x *indicatorsReader) take(i, number int) {
	row := &x.definition.rows[i]
	x.found[i], x.fates[number] = number, isRead
	if row.under < 0 {
		x.whole, x.beneath = i, 0
	}
	x.readRow(number, row)
}

// rowFor finds the row of the form that has a label; -1 when there is none. "Nữ" stands under many
// indicators: of several rows it is the part of the whole that stands above. A row that was found
// already is not found again, so that a second row with its label is reported instead of
// overwriting it.
func (x *indicatorsReader) rowFor(label string) int {
	key, fits := x.grid.texts.labelKey(label), -1
	for i := range x.definition.rows {
		row := &x.definition.rows[i]
		if x.found[i] > 0 || !slices.Contains(row.labels, key) {
			continue
		}
		if row.under == x.whole && row.under >= 0 {
			return i
		}
		if fits < 0 && row.under < 0 {
			fits = i
		}
	}
	return fits
}

// shownUnknown is how many rows that the form does not have are named one by one; the others are
// counted together.
const shownUnknown = 10

// unknownRow reports a row that the form does not have, when it holds numbers: they may be what
// somebody wanted to report. Notes and signatures hold none. What stands under such a row as a part
// is no part of the form's row above.
func (x *indicatorsReader) unknownRow(number int, label string) {
	part := isPart(label) || x.isPartOfForm(label)
	if x.isIgnored(number) || part && x.beneath == passedOver {
		x.fates[number] = passedOver
		if !part {
			x.whole, x.beneath = -1, passedOver
		}
		return
	}
	// Without numbers nothing is lost by not reading it.
	if !x.hasNumbers(number) || x.isFoot(number) {
		return
	}
	cell := workbook.Address(number, x.header.label)
	if before := x.foundBefore(label); before != "" && x.beneath == 0 {
		x.fates[number] = isReported
		x.error(RowTwice, x.grid.name, cell, label, before, nil)
		return
	}
	if !part {
		x.whole, x.beneath = -1, isReported
	}
	if x.unknown++; x.unknown <= shownUnknown {
		x.fates[number] = isReported
		x.warning(RowUnknown, x.grid.name, cell, label, "", nil)
	}
}

// isPartOfForm says whether a label is that of some part that the form has, under any of its rows.
func (x *indicatorsReader) isPartOfForm(label string) bool {
	key := labelKey(label)
	return slices.ContainsFunc(x.definition.rows, func(r row) bool {
		return r.under >= 0 && slices.Contains(r.labels, key)
	})
}

// foundBefore is the cell of a row with the same label that was read already; "" when there is
// none.
func (x *indicatorsReader) foundBefore(label string) string {
	key := labelKey(label)
	for i, number := range x.found {
		if number > 0 && slices.Contains(x.definition.rows[i].labels, key) {
			return workbook.Address(number, x.header.label)
		}
	}
	return ""
}

// readRow reads the numbers of one row for the workbook's unit, and compares the percentages that
// stand beside them. A column that is not on the sheet, being optional, gives no observation at
// all; an empty cell gives one with the mark "empty".
func (r *reader) readRow(number int, row *row) {
	values := make([]*Observation, len(r.definition.columns))
	decimals := r.definition.decimals(row.indicator)
	for i := range r.definition.columns {
		c := &r.definition.columns[i]
		at := r.header.columns[i]
		if at == 0 || c.isPercentage {
			continue
		}
		holds := row.measureIn(c)
		if holds == "" {
			r.expectNothing(number, at)
			continue
		}
		o := Observation{UnitID: r.unit.ID, Indicator: row.indicator, Breakdown: row.breakdown, Measure: holds}
		// What could be read is kept beside its column, for the percentages.
		if o, ok := r.observe(number, at, o, decimals); ok {
			values[i] = &o
		}
	}
	r.checkPercentages(number, values)
}

// expectNothing refuses a number where the form has none. Counted nowhere, it would be lost in
// silence. A word there does no harm.
func (r *reader) expectNothing(row, column int) {
	c := r.grid.at(row, column)
	if c == nil || c.Type == workbook.Text && !strings.ContainsAny(c.Text, "0123456789") {
		return
	}
	number, problem := numberIn(c, vntext.NumberType{Decimals: quantity.Scale})
	if problem != nil || number.Mark == vntext.Value && !number.Value.IsZero() {
		r.error(ValueNotExpected, r.grid.name, c.Address(), shown(c), "x", nil)
	}
}
