package registry

import (
	"fmt"
	"strings"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
)

// readWorkbook reads a table from the first visible sheet of an .xlsx or .xls file. Further sheets
// are the office's own and are not read.
func readWorkbook(file, name string, data []byte, limits workbook.Limits, bound int) (sheet, error) {
	book, err := reader.OpenBytes(name, data, limits)
	if err != nil {
		return sheet{}, fmt.Errorf("%s: %w", file, err)
	}
	defer book.Close()
	table := sheet{file: file, bound: bound}
	for i, info := range book.Sheets() {
		if info.Visibility != workbook.Visible {
			continue
		}
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error { return table.addCell(c) })
		if err != nil {
			return sheet{}, fmt.Errorf("%s: %w", file, err)
		}
		break
	}
	return table, nil
}

// addCell puts a cell into its row. Cells come row by row and from left to right; those that are
// missing between them become empty ones. A number is written as the exact decimal that its double
// stands for, a date without its time. What has no value to use (an error, a formula without a
// stored result) is a *RowError.
func (s *sheet) addCell(c *workbook.Cell) error {
	value := cell{text: clean(c.Text)}
	switch c.Type {
	case workbook.Number:
		exact, _, err := quantity.FromFloat(c.Number)
		if err != nil {
			return s.cellError(c, c.Stored(), err.Error())
		}
		value = cell{text: exact.String(), numeric: true}
	case workbook.Date:
		value.text, _, _ = strings.Cut(c.Text, "T")
	case workbook.Bool:
		value.text = c.Raw
	case workbook.Error:
		return s.cellError(c, c.Text, "an error value; correct the formula or type the value")
	case workbook.Uncomputed:
		return s.cellError(c, "",
			"a formula without a stored result; save the file in a spreadsheet program, or type the value")
	}
	if c.Column > maxColumns {
		return s.cellError(c, c.Text,
			fmt.Sprintf("the row has more than %d columns; expected those of the table", maxColumns))
	}
	if n := len(s.rows); n == 0 || s.rows[n-1].number != c.Row {
		if err := s.add(sheetRow{number: c.Row}); err != nil {
			return err
		}
	}
	row := &s.rows[len(s.rows)-1]
	for len(row.cells) < c.Column-1 {
		row.cells = append(row.cells, cell{})
	}
	row.cells = append(row.cells, value)
	return nil
}

// cellError names a cell of the workbook by row and letter of the column, since the header is not
// known yet.
func (s *sheet) cellError(c *workbook.Cell, read, expected string) error {
	return &RowError{Source: Source{File: s.file, Row: c.Row}, Column: workbook.ColumnName(c.Column), Read: read,
		Expected: expected}
}
