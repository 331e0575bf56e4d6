package testbook

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
)

// Show reads all sheets of a workbook, prints each cell as a test wants it, and closes the workbook. Cells are parted
// by "; ". The error is the first one that reading gives.
func Show(book workbook.Reader, cell func(*workbook.Cell) string) (string, error) {
	defer book.Close()
	var all []string
	for i := range book.Sheets() {
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			all = append(all, cell(c))
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return strings.Join(all, "; "), nil
}

// ShowCell prints a cell as the tests of the readers write it, such as "A1 n 12" or "B1= s |text|": "=" marks a
// formula, and the letter behind it says the type.
func ShowCell(c *workbook.Cell) string {
	at := c.Address()
	if c.Formula {
		at += "="
	}
	switch c.Type {
	case workbook.Number:
		return at + " n " + c.Stored()
	case workbook.Text:
		return at + " s |" + c.Text + "|"
	case workbook.Bool:
		return fmt.Sprint(at, " b ", c.Number == 1)
	case workbook.Error:
		return at + " e " + c.Text
	case workbook.Date:
		return at + " d " + c.Text
	}
	return at + " ?" + c.Raw
}

// Expect compares what was read of a file with the cells that it should have or, where refusal is not "", with the
// refusal that it should meet.
func Expect(t *testing.T, got string, err error, cells, refusal string) {
	t.Helper()
	var refused *workbook.ReadError
	switch {
	case refusal == "" && (err != nil || got != cells):
		t.Errorf("read %s (%v)\nwant %s", got, err, cells)
	case refusal != "" && (!errors.As(err, &refused) || !strings.Contains(err.Error(), refusal)):
		t.Errorf("read %s, %v; want the refusal %q", got, err, refusal)
	}
}
