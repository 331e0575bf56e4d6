package form

import (
	"errors"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
)

// heavy is a workbook of one sheet with as many cells of one text, and as many merged ranges.
type heavy struct {
	workbook.Reader
	cells, merges int
	text          string
	taken         int // cells that were taken without an error
}

func (h *heavy) Sheets() []workbook.SheetInfo { return []workbook.SheetInfo{{Name: "a"}} }

func (h *heavy) ReadSheet(_ int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	const wide = 100 // columns
	for i := range h.cells {
		if err := visit(&workbook.Cell{Row: i/wide + 1, Column: i%wide + 1, Type: workbook.Text, Text: h.text,
			Raw: h.text, Style: workbook.General()}); err != nil {
			return nil, err
		}
		h.taken++
	}
	return &workbook.Layout{Merges: make([]workbook.Range, h.merges)}, nil
}

// What passes a bound is refused, and what just keeps to it is not: all cells before the last one are taken.
func TestGridBounds(t *testing.T) {
	for _, c := range []struct {
		bound string
		over  heavy
		taken int
	}{
		{"form_cells", heavy{cells: maxGridCells + 1}, maxGridCells},
		{"form_bytes", heavy{cells: 33, text: strings.Repeat("x", maxGridBytes/32)}, 32},
		{"form_ranges", heavy{cells: 1, merges: maxGridRanges + 1}, 1},
	} {
		var passed *workbook.LimitError
		if _, err := readGrids(&c.over, newSeenTexts(nil)); !errors.As(err, &passed) || passed.Bound != c.bound {
			t.Errorf("%v; want the bound %s passed", err, c.bound)
		}
		if c.over.taken != c.taken {
			t.Errorf("%s: %d cells were taken, want %d", c.bound, c.over.taken, c.taken)
		}
	}
	if _, err := readGrids(&heavy{cells: 1, merges: maxGridRanges}, newSeenTexts(nil)); err != nil {
		t.Errorf("within form_ranges: %v", err)
	}
}
