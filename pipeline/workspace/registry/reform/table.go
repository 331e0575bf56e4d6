package reform

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// table is a CSV file to which rows are added. It keeps every record as the bytes that it was read
// from, so that only what changes is written otherwise. The office edits these files by hand, with
// a spreadsheet or an editor: a row that nobody touched must not look different in the next
// comparison of two versions.
type table struct {
	file    string
	mark    []byte // a byte order mark, or nothing
	newline string
	comma   rune
	columns []string
	header  []byte // as it was read
	records []record
	isNew   bool
	widened bool // a column was added, so that every record is written anew
}

// record is one row: as it was read, and, once it changes or is new, by its values.
type record struct {
	line   int // in the file, 0 for one that was added
	raw    []byte
	values []string
	dirty  bool
}

// parseTable reads the records of a CSV file with the places where they begin and end. Whatever a
// spreadsheet wrote comes out again in the same way: the byte order mark, line breaks of Windows,
// and semicolons where commas are decimal.
func parseTable(file string, data []byte) (*table, error) {
	t := &table{file: file, newline: "\n", comma: ','}
	if rest, found := bytes.CutPrefix(data, []byte("\ufeff")); found {
		t.mark, data = []byte("\ufeff"), rest
	}
	if bytes.Contains(data, []byte("\r\n")) {
		t.newline = "\r\n"
	}
	// The same decision between comma and semicolon as where the registry is read.
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		t.comma = ';'
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma, reader.FieldsPerRecord = t.comma, -1
	for {
		begin := reader.InputOffset()
		values, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		raw := bytes.Trim(data[begin:reader.InputOffset()], "\r\n")
		line, _ := reader.FieldPos(0)
		if t.header == nil {
			t.header = raw
			for _, name := range values {
				t.columns = append(t.columns, strings.ToLower(strings.TrimSpace(name)))
			}
			continue
		}
		t.records = append(t.records, record{line: line, raw: raw, values: values})
	}
}

// set changes one value of the record that begins in a line of the file. The line is the one that
// the registry noted when it was read. The error says that the file was changed since.
func (t *table) set(line int, column, value string) error {
	at, found := slices.BinarySearchFunc(t.records, line, func(r record, line int) int { return r.line - line })
	if !found {
		return fmt.Errorf("%s: line %d is not there any more; the file was changed meanwhile", t.file, line)
	}
	t.records[at].set(t.column(column), value)
	return nil
}

// set changes a value, and adds empty ones before it where the row is shorter.
func (r *record) set(column int, value string) {
	for len(r.values) <= column {
		r.values = append(r.values, "")
	}
	r.values[column], r.dirty = value, true
}

// column is the position of a column, which is added behind the others where the file lacks it.
func (t *table) column(name string) int {
	if at := slices.Index(t.columns, name); at >= 0 {
		return at
	}
	t.columns, t.widened = append(t.columns, name), true
	return len(t.columns) - 1
}

// add appends a record. An empty value adds no column.
func (t *table) add(values map[string]string) {
	r := record{dirty: true}
	for _, name := range append(slices.Clone(t.columns), "allocation", "counts", "code", "valid_from", "valid_to",
		"successor_unit_id", "decision") {
		if value := values[name]; value != "" {
			r.set(t.column(name), value)
		}
	}
	t.records = append(t.records, r)
}

// isChanged says whether anything has to be written at all.
func (t *table) isChanged() bool {
	return slices.ContainsFunc(t.records, func(r record) bool { return r.dirty })
}

// bytes is the whole file.
func (t *table) bytes() ([]byte, error) {
	var out bytes.Buffer
	out.Write(t.mark)
	if t.isNew || t.widened {
		if err := t.encode(&out, t.columns); err != nil {
			return nil, err
		}
	} else {
		out.Write(t.header)
		out.WriteString(t.newline)
	}
	for _, r := range t.records {
		if !r.dirty && !t.widened {
			out.Write(r.raw)
			out.WriteString(t.newline)
			continue
		}
		for len(r.values) < len(t.columns) {
			r.values = append(r.values, "")
		}
		if err := t.encode(&out, r.values); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// encode writes one record as CSV, with the file's own separator and line breaks.
func (t *table) encode(out *bytes.Buffer, values []string) error {
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = t.comma, t.newline == "\r\n"
	if err := w.Write(values); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}
