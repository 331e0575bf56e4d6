package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"tonghop/pipeline/vintage"
)

// answerWriter prints the answers to the statements of a query in one format. What it prints goes
// out as it comes. The writers differ in what they may hold back: CSV and JSON nothing, a table its
// first rows. So a query over millions of rows needs no more memory than one over ten.
type answerWriter interface {
	vintage.Listener
	end() error // after the last row, also of an answer that was cut short
}

// formats are the values of --format, each with what makes its writer. It is a function and no
// variable, so that nothing in the package can be changed while a command runs.
func formats() map[string]func(io.Writer) answerWriter {
	return map[string]func(io.Writer) answerWriter{
		"table": func(w io.Writer) answerWriter { return &answerTable{to: bufio.NewWriter(w)} },
		"csv": func(w io.Writer) answerWriter {
			return &answerCSV{CSV: vintage.NewCSV(w, false), out: w}
		},
		"json": func(w io.Writer) answerWriter { return &answerJSON{to: bufio.NewWriter(w)} },
	}
}

// answerTable aligns columns for the eye, by the widths of the first rows: an answer may be larger than memory. A wider
// text below them moves what is behind it in its line.
type answerTable struct {
	to      *bufio.Writer
	waiting [][]string // the first rows, as long as they are not printed, with the names of the columns
	bytes   int        // in waiting
	widths  []int      // once they are printed
	tables  int
}

// What the widths of a table are taken from, at most.
const (
	aligningRows  = 2000
	aligningBytes = 4 << 20
)

// Columns implements vintage.Listener: it is called once for each statement, before its rows. The
// names wait with the first rows, since they count for the widths too.
func (t *answerTable) Columns(names []string) error {
	if err := t.finish(); err != nil {
		return err
	}
	if t.tables++; t.tables > 1 {
		fmt.Fprintln(t.to)
	}
	t.waiting, t.bytes, t.widths = [][]string{names}, 0, nil
	return nil
}

// Row implements vintage.Listener. As soon as enough rows have come to take the widths from, all
// that wait are printed, and nothing waits any more.
func (t *answerTable) Row(values []any) error {
	row := texts(values)
	if t.widths != nil {
		printRow(t.to, row, t.widths)
		return nil
	}
	t.waiting = append(t.waiting, row)
	for _, text := range row {
		t.bytes += len(text)
	}
	if len(t.waiting) > aligningRows || t.bytes > aligningBytes {
		t.align()
		return t.to.Flush()
	}
	return nil
}

// align prints the rows that are waiting, and from then on each as it comes.
func (t *answerTable) align() {
	t.widths = widthsOf(t.waiting)
	for _, row := range t.waiting {
		printRow(t.to, row, t.widths)
	}
	t.waiting = nil
}

// finish ends the table of one statement. An empty line stands between two. A statement whose only
// waiting row is that of its names has given no rows, which is said: otherwise a heading alone
// would look like an answer that was lost.
func (t *answerTable) finish() error {
	switch {
	case t.tables == 0:
		return nil
	case len(t.waiting) == 1:
		fmt.Fprintln(t.to, "no rows")
	case t.widths == nil:
		t.align()
	}
	return t.to.Flush()
}

// end implements answerWriter.
func (t *answerTable) end() error { return t.finish() }

// answerCSV prints an answer as it comes, in CSV.
type answerCSV struct {
	*vintage.CSV
	out io.Writer
}

// CSVAsTyped implements vintage.TextListener. It tells the process that carries out the query how
// texts have to be written, so that pieces of finished CSV can be passed on without being parsed
// again.
func (c *answerCSV) CSVAsTyped() bool { return c.AsTyped }

// Text implements vintage.TextListener. A piece is CSV already, and may end in the middle of a
// line; it goes out as it is.
func (c *answerCSV) Text(piece []byte) error {
	_, err := c.out.Write(piece)
	return err
}

// end implements answerWriter.
func (c *answerCSV) end() error { return c.Flush() }

// answerJSON prints a list of objects for each statement, row by row; exact numbers stay exact. Two
// statements give two lists, one behind the other:
//
//	[
//	  {
//	    "actual": 8,
//	    "unit_id": "cu-pui"
//	  }
//	]
type answerJSON struct {
	to    *bufio.Writer
	names []string
	lists int
	rows  int // of the list that is open
}

// Columns implements vintage.Listener. The names are copied, because they belong to whoever calls.
func (j *answerJSON) Columns(names []string) error {
	if err := j.finish(); err != nil {
		return err
	}
	j.names, j.rows = slices.Clone(names), 0
	j.lists++
	return j.to.WriteByte('[')
}

// Row implements vintage.Listener. A row is an object, whose keys encoding/json sorts by name: what
// reads it must go by the names and not by their order. Two columns of one name are one key, with
// the value of the latter.
func (j *answerJSON) Row(values []any) error {
	object := make(map[string]any, len(j.names))
	for i, name := range j.names {
		object[name] = values[i]
		if number, is := values[i].(float64); is && (math.IsNaN(number) || math.IsInf(number, 0)) {
			object[name] = fmt.Sprint(number) // JSON has no such number
		}
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	// Without this "<", ">" and "&" would come out as \u003c and the like, which no person can
	// read.
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("  ", "  ")
	if err := encoder.Encode(object); err != nil {
		return err
	}
	if j.rows++; j.rows > 1 {
		if err := j.to.WriteByte(','); err != nil {
			return err
		}
	}
	_, err := j.to.WriteString("\n  " + string(bytes.TrimRight(body.Bytes(), "\n")))
	return err
}

// finish closes the list of one statement.
func (j *answerJSON) finish() error {
	switch {
	case j.lists == 0:
		return nil
	case j.rows > 0:
		fmt.Fprintln(j.to)
	}
	fmt.Fprintln(j.to, "]")
	return j.to.Flush()
}

// end implements answerWriter.
func (j *answerJSON) end() error { return j.finish() }

// texts are values as a table and CSV show them: NULL is empty. They are the values of one row, in
// the order of its columns.
func texts(values []any) []string { return appendTexts(make([]string, 0, len(values)), values) }

// appendTexts adds each value to a slice that the caller may use again. Exact decimals come as
// json.Number, lists and structs as json.RawMessage; both are shown as they were sent, so that no
// digit is lost on the way through a float64.
func appendTexts(to []string, values []any) []string {
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			to = append(to, "")
		case string:
			to = append(to, v)
		case json.Number:
			to = append(to, string(v))
		case json.RawMessage:
			to = append(to, string(v))
		case int64:
			to = append(to, strconv.FormatInt(v, 10))
		default:
			to = append(to, fmt.Sprint(v))
		}
	}
	return to
}
