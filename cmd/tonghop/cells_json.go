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

func newCellJSON(w io.Writer) pipeline.CellPrinter { return &cellJSON{to: bufio.NewWriter(w)} }

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

// end adds what is known of the sheet; lists that are empty are left out.
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

func (j *cellJSON) Close() error {
	if j.sheets == 0 {
		j.to.WriteString(`{"sheets":[`)
	}
	j.to.WriteString("]}\n")
	return j.to.Flush()
}

// numberJSON has as many digits as it takes to read the same float64 back.
func numberJSON(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func quotedJSON(text string) string {
	body, _ := json.Marshal(text) // a string always marshals
	return string(body)
}
