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
}

func (h heavy) Sheets() []workbook.SheetInfo { return []workbook.SheetInfo{{Name: "a"}} }

func (h heavy) ReadSheet(_ int, visit func(*workbook.Cell) error) (*workbook.Layout, error) {
	for row := 1; row <= h.cells; row++ {
		if err := visit(&workbook.Cell{Row: row, Column: 1, Type: workbook.Text, Text: h.text, Raw: h.text,
			Style: workbook.General()}); err != nil {
			return nil, err
		}
	}
	return &workbook.Layout{Merges: make([]workbook.Range, h.merges)}, nil
}

func TestGridBounds(t *testing.T) {
	for _, c := range []struct {
		bound        string
		within, over heavy
	}{
		{"form_cells", heavy{cells: maxGridCells}, heavy{cells: maxGridCells + 1}},
		{"form_bytes", heavy{cells: 32, text: strings.Repeat("x", maxGridBytes/32)},
			heavy{cells: 33, text: strings.Repeat("x", maxGridBytes/32)}},
		{"form_ranges", heavy{cells: 1, merges: maxGridRanges}, heavy{cells: 1, merges: maxGridRanges + 1}},
	} {
		if _, err := readGrids(c.within, newSeenTexts(nil)); err != nil {
			t.Errorf("within %s: %v", c.bound, err)
		}
		var passed *workbook.LimitError
		if _, err := readGrids(c.over, newSeenTexts(nil)); !errors.As(err, &passed) || passed.Bound != c.bound {
			t.Errorf("%v; want the bound %s passed", err, c.bound)
		}
	}
}
