package form

import (
	"slices"
	"strconv"

	"tonghop/pipeline/workbook"
)

// hiddenPart gathers the numbers that stand in hidden rows, in hidden columns or on a hidden sheet.
// They count, and the sender is told.
type hiddenPart struct {
	names []string // of the rows or columns, as a person calls them
	numbersOf
}

// hide notes a number that is hidden by a part of the workbook; name is how the row or column is
// called.
func (r *reader) hide(part, name string, c *workbook.Cell) {
	if r.hidden[part] == nil {
		r.hidden[part] = &hiddenPart{}
	}
	h := r.hidden[part]
	h.add(c)
	if !slices.Contains(h.names, name) {
		h.names = append(h.names, name)
	}
}

// reportHidden warns once of all numbers in hidden rows, once of those in hidden columns and once
// of a hidden sheet: the sender did not see them and may not have meant to send them. They count
// all the same, because a row may have been hidden only for printing.
func (r *reader) reportHidden() {
	// Always in this order, so that the report is the same each time.
	for _, part := range []string{"sheet", "row", "column"} {
		if h := r.hidden[part]; h != nil {
			r.warning(HiddenData, r.grid.name, h.first.Address(), listed(h.names), "",
				map[string]string{"part": part, "count": strconv.Itoa(len(h.cells))})
		}
	}
}
