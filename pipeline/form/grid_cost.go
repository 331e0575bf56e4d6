package form

import "tonghop/pipeline/workbook"

// Bounds of what the grids of one workbook hold besides their cells. Merged ranges and hidden rows are looked through
// for each row and number.
const (
	maxGridBytes  = 32 << 20 // of texts
	maxGridRanges = 20_000
)

// gridCost counts them.
type gridCost struct{ bytes, ranges int }

func (g *gridCost) cell(c *workbook.Cell) error {
	if g.bytes += len(c.Raw); g.bytes > maxGridBytes {
		return &workbook.LimitError{Bound: "form_bytes", Limit: maxGridBytes, Got: int64(g.bytes)}
	}
	return nil
}

func (g *gridCost) layout(l *workbook.Layout) error {
	if g.ranges += len(l.Merges) + len(l.HiddenRows) + len(l.HiddenColumns); g.ranges > maxGridRanges {
		return &workbook.LimitError{Bound: "form_ranges", Limit: maxGridRanges, Got: int64(g.ranges)}
	}
	return nil
}
