package registry

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
	"tonghop/pipeline/workspace/regular"
)

// Rows is a table that is no table of the registry, such as a list of another office: its rows as texts, in Unicode NFC
// and without spaces around them. A number is the plain decimal that its cell holds.
type Rows struct {
	Sheet string // "" for a CSV file
	Rows  []Row
}

// Row is one row that is not blank. Number is its line in the file, or its row in the sheet, counted from 1.
type Row struct {
	Number int
	Texts  []string
}

// ReadRows reads a .csv file, or every visible sheet of a workbook, in the way in which the registry's own tables are
// read. limits bound the size of the file. Errors are those of Load; shown is the file's name in them.
func ReadRows(name, shown string, limits workbook.Limits) ([]Rows, error) {
	limits = limits.WithDefaults()
	data, err := regular.Read(name, limits.FileBytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		table, err := readCSV(shown, data, foreignRows)
		return []Rows{table.texts("")}, err
	}
	book, err := reader.OpenBytes(filepath.Base(name), data, limits)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	defer book.Close()
	var all []Rows
	for i, info := range book.Sheets() {
		if info.Visibility != workbook.Visible {
			continue
		}
		table := sheet{file: shown, bound: foreignRows}
		layout, err := book.ReadSheet(i, table.addForeign)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", shown, err)
		}
		table.fillDown(layout.Merges)
		all = append(all, table.texts(info.Name))
	}
	return all, nil
}

// foreignRows bounds the rows of one table. The list of the whole country's communes has some 12,000.
const foreignRows = 200_000

// addForeign is addCell for a table of somebody else, which may have anything in columns that nobody asks for: a cell
// without a value to use is an empty one.
func (s *sheet) addForeign(c *workbook.Cell) error {
	if c.Column > maxColumns {
		return nil
	}
	if c.Type == workbook.Error || c.Type == workbook.Uncomputed {
		c = &workbook.Cell{Row: c.Row, Column: c.Column, Type: workbook.Text}
	}
	return s.addCell(c)
}

// fillDown gives every row of a merged range the text that stands in its first one: a list that names a new unit once,
// beside all its predecessors, names it in each of their rows.
func (s *sheet) fillDown(merges []workbook.Range) {
	at := func(row int) (int, bool) {
		return slices.BinarySearchFunc(s.rows, row, func(r sheetRow, row int) int { return r.number - row })
	}
	for _, m := range merges {
		first, found := at(m.FromRow)
		column := m.FromColumn - 1
		if !found || m.ToRow == m.FromRow || column >= min(len(s.rows[first].cells), maxColumns) {
			continue
		}
		for i := first + 1; i < len(s.rows) && s.rows[i].number <= m.ToRow; i++ {
			row := &s.rows[i]
			for len(row.cells) <= column {
				row.cells = append(row.cells, cell{})
			}
			row.cells[column] = s.rows[first].cells[column]
		}
	}
}

// texts are the rows of a table without what only the registry's own tables need.
func (s *sheet) texts(name string) Rows {
	rows := Rows{Sheet: name}
	for _, r := range s.rows {
		row := Row{Number: r.number}
		for _, c := range r.cells {
			row.Texts = append(row.Texts, c.text)
		}
		rows.Rows = append(rows.Rows, row)
	}
	return rows
}
