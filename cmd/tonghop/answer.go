package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"tonghop/pipeline/vintage"
)

// answerWriter prints the answer to a query in one format.
type answerWriter interface {
	vintage.Listener
	end() error // after the last row
}

func formats() map[string]func(io.Writer) answerWriter {
	return map[string]func(io.Writer) answerWriter{
		"table": func(w io.Writer) answerWriter { return &answerTable{to: w} },
		"csv":   func(w io.Writer) answerWriter { return &answerCSV{csv.NewWriter(w)} },
		"json":  func(w io.Writer) answerWriter { return &answerJSON{to: w, list: []map[string]any{}} },
	}
}

// answerTable aligns columns for the eye; it has to see all rows first.
type answerTable struct {
	to   io.Writer
	rows [][]string
}

func (t *answerTable) Columns(names []string) error {
	t.rows = [][]string{names}
	return nil
}

func (t *answerTable) Row(values []any) error {
	t.rows = append(t.rows, texts(values))
	return nil
}

func (t *answerTable) end() error {
	if len(t.rows) < 2 {
		_, err := fmt.Fprintln(t.to, "no rows")
		return err
	}
	printTable(t.to, t.rows)
	return nil
}

// answerCSV prints row by row.
type answerCSV struct{ to *csv.Writer }

func (c *answerCSV) Columns(names []string) error { return c.to.Write(names) }

func (c *answerCSV) Row(values []any) error { return c.to.Write(texts(values)) }

func (c *answerCSV) end() error {
	c.to.Flush()
	return c.to.Error()
}

// answerJSON prints a list of objects; exact numbers stay exact.
type answerJSON struct {
	to    io.Writer
	names []string
	list  []map[string]any
}

func (j *answerJSON) Columns(names []string) error {
	j.names = slices.Clone(names)
	return nil
}

func (j *answerJSON) Row(values []any) error {
	object := make(map[string]any, len(j.names))
	for i, name := range j.names {
		object[name] = values[i]
	}
	j.list = append(j.list, object)
	return nil
}

func (j *answerJSON) end() error { return printJSON(j.to, j.list) }

// texts are values as a table and CSV show them: NULL is empty.
func texts(values []any) []string {
	all := make([]string, len(values))
	for i, value := range values {
		if value != nil {
			all[i] = fmt.Sprint(value)
		}
	}
	return all
}
