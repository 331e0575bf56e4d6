package form

import "tonghop/pipeline/workbook"

// Bounds of what the grids of one workbook hold besides their cells. Merged ranges and hidden rows
// are looked through for each row and number, so that very many of them would make reading slow.
const (
	maxGridBytes  = 32 << 20 // of texts
	maxGridRanges = 20_000
)

// gridCost counts what the grids of one workbook hold, over all its sheets.
type gridCost struct{ bytes, ranges int }

// cell counts the text of a cell. The error is a *workbook.LimitError.
func (g *gridCost) cell(c *workbook.Cell) error {
	if g.bytes += len(c.Raw); g.bytes > maxGridBytes {
		return &workbook.LimitError{Bound: "form_bytes", Limit: maxGridBytes, Got: int64(g.bytes)}
	}
	return nil
}

// layout counts the ranges of a sheet.
func (g *gridCost) layout(l *workbook.Layout) error {
	if g.ranges += len(l.Merges) + len(l.HiddenRows) + len(l.HiddenColumns); g.ranges > maxGridRanges {
		return &workbook.LimitError{Bound: "form_ranges", Limit: maxGridRanges, Got: int64(g.ranges)}
	}
	return nil
}
