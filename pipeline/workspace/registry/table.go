package registry

import (
	"slices"
	"strings"
)

// cell is one value of a table. numeric says that text is a plain decimal that a cell of a workbook
// held as a number; it is not to be read as typed text, in which a dot may separate thousands.
type cell struct {
	text    string
	numeric bool
}

// record is one row of a table, its values by the names of the columns.
type record struct {
	source  Source
	columns map[string]int // positions in cells, the same for all records of a table
	cells   []cell
}

// text is what stands in a column; "" where nothing does.
func (r record) text(column string) string { return r.cell(column).text }

// cell is empty where the table or the row has none in the column.
func (r record) cell(column string) cell {
	if i, ok := r.columns[column]; ok && i < len(r.cells) {
		return r.cells[i]
	}
	return cell{}
}

// layout states the columns of a table by their headers. Their order is free. Every table may have
// a column "note" besides, for the office's own remarks.
type layout struct {
	required []string
	optional []string
}

// noteColumn may stand in every table; nothing of it is read.
const noteColumn = "note"

// columns are all that a table may have, for messages.
func (l layout) columns() []string {
	return append(slices.Concat(l.required, l.optional), noteColumn)
}

// sheet is a table as it was read from a file. Rows keep their number in the file, for messages;
// blank rows are left out.
type sheet struct {
	file  string
	bound int // rows below the header that the table may have
	rows  []sheetRow
}

// sheetRow is one row as it stands in the file, before anything is known about its columns.
type sheetRow struct {
	number int
	cells  []cell
}

// blank says whether no cell of the row has a text.
func (r sheetRow) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c cell) bool { return c.text != "" })
}

// records puts a sheet's rows under its header, which is the first row that is not blank. A value
// beyond the header is an error: in a CSV file it shows that a value contains the separator and
// should be quoted.
func (s sheet) records(want layout, bad *problems) []record {
	if len(s.rows) == 0 {
		bad.add(Source{File: s.file}, "", "", "the file is empty; expected a first row with the columns %s",
			strings.Join(want.columns(), ", "))
		return nil
	}
	header, ok := s.header(want, bad)
	if !ok {
		return nil
	}
	columns := make(map[string]int, len(header))
	for i, name := range header {
		columns[name] = i
	}
	records := make([]record, 0, len(s.rows)-1)
	for _, row := range s.rows[1:] {
		source := Source{File: s.file, Row: row.number}
		for i, c := range row.cells {
			if i >= len(header) && c.text != "" {
				bad.add(source, "", c.text,
					"the row has more values than the header has columns; quote a value that contains the separator")
			}
		}
		records = append(records, record{source: source, columns: columns, cells: row.cells})
	}
	return records
}

// header reads the first row. A column that the layout does not know is an error and not passed
// over: a mistyped "valid_form" would leave every unit valid for ever. All problems of the header
// are reported together.
func (s sheet) header(want layout, bad *problems) ([]string, bool) {
	first := s.rows[0]
	source := Source{File: s.file, Row: first.number}
	known := want.columns()
	var header []string
	ok := true
	for _, c := range trimRight(first.cells) {
		name := strings.ToLower(c.text)
		switch {
		case !slices.Contains(known, name):
			bad.add(source, c.text, "", "unknown column; expected %s", strings.Join(known, ", "))
			ok = false
		case slices.Contains(header, name):
			bad.add(source, name, "", "the column stands there twice; delete one")
			ok = false
		}
		header = append(header, name)
	}
	for _, name := range want.required {
		if !slices.Contains(header, name) {
			bad.add(source, name, "", "the column is missing")
			ok = false
		}
	}
	return header, ok
}

// trimRight cuts empty cells at the end of a row, which spreadsheet programs leave behind.
func trimRight(cells []cell) []cell {
	for len(cells) > 0 && cells[len(cells)-1].text == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}
