package testbook

import (
	"strings"

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
