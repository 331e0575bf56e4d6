package form

import (
	"regexp"
	"slices"

	"tonghop/vntext"
	"tonghop/workbook"
)

// placeholder is what stands in the row under a header that numbers the columns: A, B, 1, (2), 3=2/1.
var placeholder = regexp.MustCompile(`^\(?[A-Za-z0-9]{1,2}\)?$`)

// readIndicators reads a form with one unit: the rows are found by their labels, in whatever row they stand.
func (r *reader) readIndicators() {
	d := r.definition
	found := make([]int, len(d.rows)) // sheet row of each row of the form
	whole := -1
	for _, number := range r.grid.rows {
		if number < r.header.first {
			continue
		}
		label := r.grid.shownAt(number, r.header.label)
		if label == "" || placeholder.MatchString(label) {
			continue
		}
		i := r.rowFor(label, found, whole)
		if i < 0 {
			r.unknownRow(number, label, found)
			continue
		}
		found[i] = number
		if d.rows[i].under < 0 {
			whole = i
		}
		r.readRow(number, &d.rows[i])
	}
	for i, number := range found {
		if number == 0 && !d.rows[i].optional {
			r.error(RowMissing, r.grid.name, "", "", d.rows[i].text, nil)
		}
	}
}

// rowFor finds the form's row with a label: of several, the one that is a part of the whole that stands above.
func (r *reader) rowFor(label string, found []int, whole int) int {
	key, fits := labelKey(label), -1
	for i := range r.definition.rows {
		row := &r.definition.rows[i]
		if found[i] > 0 || !slices.Contains(row.labels, key) {
			continue
		}
		if row.under == whole && row.under >= 0 {
			return i
		}
		if fits < 0 && row.under < 0 {
			fits = i
		}
	}
	return fits
}

// unknownRow reports a row that the form does not have when it holds numbers. Notes and signatures hold none.
func (r *reader) unknownRow(number int, label string, found []int) {
	key := labelKey(label)
	if slices.Contains(r.definition.ignore, key) {
		return
	}
	for _, column := range r.header.columns {
		if column == 0 || !holdsNumber(r.grid.at(number, column)) {
			continue
		}
		cell := workbook.Address(number, r.header.label)
		for i, before := range found {
			if before > 0 && slices.Contains(r.definition.rows[i].labels, key) {
				r.error(RowTwice, r.grid.name, cell, label, workbook.Address(before, r.header.label), nil)
				return
			}
		}
		r.warning(RowUnknown, r.grid.name, cell, label, "", nil)
		return
	}
}

// readRow reads the numbers of one indicator.
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
		if o, ok := r.observe(number, at, o, decimals); ok {
			values[i] = &o
		}
	}
	r.checkPercentages(number, values)
}

// expectNothing refuses a number where the form has none: counted nowhere, it would be lost in silence.
func (r *reader) expectNothing(row, column int) {
	c := r.grid.at(row, column)
	if c == nil {
		return
	}
	number, problem := numberIn(c, vntext.NumberType{Decimals: 4})
	if problem != nil || number.Mark == vntext.Value && number.Value != 0 {
		r.error(ValueNotExpected, r.grid.name, c.Address(), text(c), "x", nil)
	}
}
