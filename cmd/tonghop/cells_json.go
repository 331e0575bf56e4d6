package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"tonghop/pipeline"
	"tonghop/pipeline/workbook"
)

// cellJSON prints {"sheets":[{"name","hidden","cells":[{"ref","type","value","raw"}…],…}]}, which docs/operations.md
// describes. It is written by hand because a sheet may hold more cells than fit in memory as values.
type cellJSON struct {
	to         *bufio.Writer
	sheets     int
	cells      int
	uncomputed []string
}

// newCellJSON prints to w, which is flushed by Close.
func newCellJSON(w io.Writer) pipeline.CellPrinter { return &cellJSON{to: bufio.NewWriter(w)} }

// Begin implements pipeline.CellPrinter. Errors of writing are not looked at before Close: a
// bufio.Writer keeps the first one and returns it then.
func (j *cellJSON) Begin(info workbook.SheetInfo) {
	if j.sheets++; j.sheets == 1 {
		j.to.WriteString(`{"sheets":[`)
	} else {
		j.to.WriteString(",")
	}
	j.cells, j.uncomputed = 0, nil
	fmt.Fprintf(j.to, "\n{\"name\":%s,\"hidden\":%t,\"cells\":[",
		quotedJSON(info.Name), info.Visibility != workbook.Visible)
}

// Cell implements pipeline.CellPrinter. A formula without a stored result is listed under
// "uncomputed", because it states no number; where the file stores a text for it, the cell is there
// as well, so that the list of cells is complete.
func (j *cellJSON) Cell(c *workbook.Cell) error {
	if c.Type == workbook.Uncomputed {
		j.uncomputed = append(j.uncomputed, c.Address())
		if c.Raw == "" {
			return nil
		}
	}
	if j.cells++; j.cells > 1 {
		j.to.WriteByte(',')
	}
	kind, _ := shownValue(c)
	if c.Type == workbook.Uncomputed {
		kind = "n" // the zero that is stored
	}
	j.to.WriteString("\n{\"ref\":\"" + c.Address() + "\",\"type\":\"" + kind + "\",\"value\":")
	switch c.Type {
	case workbook.Number, workbook.Uncomputed:
		j.to.WriteString(numberJSON(c.Number))
	case workbook.Bool:
		j.to.WriteString(strconv.FormatBool(c.Number != 0))
	default:
		j.to.WriteString(quotedJSON(c.Text))
	}
	_, err := j.to.WriteString(",\"raw\":" + quotedJSON(c.Stored()) + "}")
	return err
}

// End implements pipeline.CellPrinter: it adds the lists of what is known of the sheet as a whole,
// and leaves out those that are empty.
func (j *cellJSON) End(l *workbook.Layout) {
	j.to.WriteString("]")
	var merges, rows, columns []string
	for _, m := range l.Merges {
		merges = append(merges, rangeText(m))
	}
	for _, s := range l.HiddenRows {
		rows = append(rows, fmt.Sprintf("%d:%d", s.From, s.To))
	}
	for _, s := range l.HiddenColumns {
		columns = append(columns, columnsText(s))
	}
	for _, list := range []struct {
		key  string
		what []string
	}{{"uncomputed", j.uncomputed}, {"merges", merges}, {"hidden_rows", rows}, {"hidden_columns", columns}} {
		if len(list.what) > 0 {
			body, _ := json.Marshal(list.what) // strings always marshal
			fmt.Fprintf(j.to, ",%q:%s", list.key, body)
		}
	}
	j.to.WriteString("}")
}

// Close implements pipeline.CellPrinter. A workbook without any sheet is still a valid JSON
// document.
func (j *cellJSON) Close() error {
	if j.sheets == 0 {
		j.to.WriteString(`{"sheets":[`)
	}
	j.to.WriteString("]}\n")
	return j.to.Flush()
}

// numberJSON has as many digits as it takes to read the same float64 back. Whole numbers below
// 10^15 are written without an exponent, as a person reads them. Where it is larger the shortest
// form is taken, so that 10^20 is 1e+20 and not a row of zeros.
func numberJSON(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// quotedJSON is a text as JSON writes it, in quotation marks.
func quotedJSON(text string) string {
	body, _ := json.Marshal(text) // a string always marshals
	return string(body)
}
