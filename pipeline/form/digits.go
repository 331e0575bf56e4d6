package form

import (
	"maps"
	"slices"
	"strconv"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// longNumbers are the numbers of one indicator that have more decimal digits than it declares. They
// count in full. The sender hears of them once, by the first cell, however many there are: most are
// noise of binary arithmetic.
type longNumbers struct {
	first    *workbook.Cell
	decimals int // declared
	count    int
}

// noteDigits takes down a number with more digits than its indicator declares, or one that had more
// than any number can keep and was rounded.
func (r *reader) noteDigits(c *workbook.Cell, indicator string, number vntext.Number, decimals int) {
	if !number.Rounded && number.Value.Decimals() <= decimals {
		return
	}
	if r.long[indicator] == nil {
		r.long[indicator] = &longNumbers{first: c, decimals: decimals}
	}
	r.long[indicator].count++
}

// reportDigits warns once for each indicator, in the order of their codes.
func (r *reader) reportDigits() {
	for _, indicator := range slices.Sorted(maps.Keys(r.long)) {
		// The message names the digits that the indicator declares, and how many cells have more.
		long := r.long[indicator]
		r.warning(NumberDigits, r.grid.name, long.first.Address(), text(long.first), strconv.Itoa(long.decimals),
			map[string]string{"cells": strconv.Itoa(long.count)})
	}
}
