package testbook

import (
	"errors"
	"math"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"

	"tonghop/pipeline/workbook"
)

// Bounds are tight ones for hostile input, so that a test soon notices one that is not respected.
func Bounds() workbook.Limits {
	return workbook.Limits{InflatedBytes: 8 << 20, Sheets: 20, Rows: 70_000, Columns: 300, Cells: 100_000,
		StringBytes: 1 << 20, Time: 5 * time.Second}
}

// Check reads a workbook of unknown content under Bounds and expects what every reader promises of every input: cells
// in order at legal places with a style and with values of their type, no more than the bounds allow, and errors that
// are *workbook.ReadError.
func Check(t *testing.T, book workbook.Reader, err error) {
	t.Helper()
	if err != nil {
		checkError(t, err)
		return
	}
	defer book.Close()
	total := int64(0)
	for i := range book.Sheets() {
		// Order is checked over the whole sheet, places and values for each cell.
		last := workbook.Cell{}
		layout, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			if c.Row < last.Row || c.Row == last.Row && c.Column <= last.Column {
				t.Errorf("%s comes after %s", c.Address(), last.Address())
			}
			checkCell(t, c)
			last = *c
			total++
			return nil
		})
		if err != nil {
			checkError(t, err)
			continue
		}
		for _, hidden := range append(layout.HiddenRows, layout.HiddenColumns...) {
			if hidden.From < 1 || hidden.To < hidden.From || hidden.To > workbook.MaxRow {
				t.Errorf("hidden %v", hidden)
			}
		}
		for _, m := range layout.Merges {
			if m.FromRow < 1 || m.FromColumn < 1 || m.ToRow < m.FromRow || m.ToColumn < m.FromColumn ||
				m.ToRow > workbook.MaxRow || m.ToColumn > workbook.MaxColumn {
				t.Errorf("merged range %v", m)
			}
		}
	}
	checkComments(t, book)
	if total > Bounds().Cells {
		t.Errorf("%d cells, though at most %d are allowed", total, Bounds().Cells)
	}
}

// checkError expects a *workbook.ReadError with a code: every reader says in that form what is wrong.
func checkError(t *testing.T, err error) {
	t.Helper()
	var refused *workbook.ReadError
	if !errors.As(err, &refused) || refused.Code == "" {
		t.Errorf("the error is no *workbook.ReadError with a code: %v", err)
	}
}

// checkCell expects a cell at a legal place, with a style, and with the values that its type promises and no
// others.
func checkCell(t *testing.T, c *workbook.Cell) {
	t.Helper()
	if c.Row < 1 || c.Column < 1 || c.Row > Bounds().Rows || c.Column > Bounds().Columns {
		t.Errorf("a cell in row %d, column %d", c.Row, c.Column)
	}
	if c.Style == nil {
		t.Fatalf("%s has no style", c.Address())
	}
	if math.IsNaN(c.Number) || math.IsInf(c.Number, 0) || !utf8.ValidString(c.Text) {
		t.Errorf("%s holds %v %q", c.Address(), c.Number, c.Text)
	}
	// Which fields hold something depends on the type alone.
	valued := false
	switch c.Type {
	case workbook.Number:
		valued = c.Stored() != "" && c.Text == ""
	case workbook.Text, workbook.Error, workbook.Date:
		valued = c.Stored() != "" && c.Text != ""
	case workbook.Bool:
		valued = c.Number == 0 || c.Number == 1
	case workbook.Uncomputed:
		valued = c.Formula && (c.Raw == "" || parsesAsZero(c.Raw)) && c.Text == "" && c.Number == 0
	}
	if !valued {
		t.Errorf("%s of type %d holds %v %q, raw %q", c.Address(), c.Type, c.Number, c.Text, c.Raw)
	}
}

// parsesAsZero says whether a text is the zero that a program stored which cannot compute.
func parsesAsZero(text string) bool {
	f, err := strconv.ParseFloat(text, 64)
	return err == nil && f == 0
}

// checkComments reads the comments of a workbook that has them: whatever the bytes are, they are
// texts. A reader need not have the method.
func checkComments(t *testing.T, book workbook.Reader) {
	t.Helper()
	commented, ok := book.(interface{ Comments() []string })
	if !ok {
		return
	}
	for _, text := range commented.Comments() {
		if !utf8.ValidString(text) {
			t.Errorf("the comment %q is no UTF-8", text)
		}
	}
}
