package form

import (
	"slices"
	"strconv"

	"tonghop/pipeline/vocabulary/vntext"
)

// blankUnits gathers the units of a workbook of which nothing is stated, with the cells that name
// them (names and cells have the same order). An empty form is not a report of zeros: missing is
// not zero.
type blankUnits struct {
	names, cells []string
	stated       bool // some unit has a number, or a sign such as "-" in the place of one
}

// judge looks at the numbers of one unit, as they were observed. A target alone says nothing about
// what the unit did, since the office often prints targets into the empty form before it is sent
// out; a form that asks for targets only is the exception.
func (b *blankUnits) judge(d *Definition, name, cell string, numbers []*Observation) {
	// A mark such as "-" is a statement too: the sender has gone through the row.
	result := false
	for _, o := range numbers {
		if o == nil || o.Mark == vntext.Empty {
			continue
		}
		b.stated = true
		result = result || o.Measure != Target || d.asksForTargetsOnly()
	}
	if !result {
		b.names, b.cells = append(b.names, name), append(b.cells, cell)
	}
}

// asksForTargetsOnly says whether the form has no column for what was achieved.
func (d *Definition) asksForTargetsOnly() bool {
	return !slices.ContainsFunc(d.series, func(s Series) bool {
		return slices.ContainsFunc(s.Measures, func(m Measure) bool { return m != Target })
	})
}

// reportBlank refuses a workbook in which every number is empty: it states nothing, and its unit is
// chased as if it had sent none. Where some units are stated it warns of those that are not. It
// says nothing of a workbook that has errors already, because a number that could not be read is
// not a blank.
func (r *reader) reportBlank(b *blankUnits) {
	if r.hasErrors() || len(b.names) == 0 {
		return
	}
	if !b.stated {
		r.error(NothingStated, r.grid.name, "", "", "", nil)
		return
	}
	r.warning(UnitsBlank, r.grid.name, b.cells[0], listed(b.names), "",
		map[string]string{"count": strconv.Itoa(len(b.names)), "cells": listed(b.cells)})
}
