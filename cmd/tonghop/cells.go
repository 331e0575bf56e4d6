package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
)

const cellsHelp = `Prints each cell of a workbook as tonghop reads it: address, type, value, the text that the file
stores, number format and font; then merged ranges, hidden rows and columns. It needs no
workspace. Types: n number, s text, b boolean, e error value, d date; "=" behind a type marks a
formula.`

func cellsCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "cells FILE [--sheet S] [--json]", Short: "prints what is read of a workbook, cell by cell", Long: cellsHelp,
		Example: `  tonghop cells "inbox/KN-01 Xã Cư Pui.xlsx" --sheet "Biểu KN-01"`, Args: exactly(1, "one file"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return []cobra.Completion{"xlsx", "xls", "csv"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	sheet := c.Flags().String("sheet", "", "only the sheet with this `NAME`")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(_ *cobra.Command, args []string) error {
		newPrinter := newCellText
		if *asJSON {
			newPrinter = newCellJSON
		}
		if err := printCells(env.stdout, args[0], *sheet, newPrinter); err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		return nil
	}
	return c
}

// cellPrinter writes a workbook as it is read.
type cellPrinter interface {
	begin(workbook.SheetInfo)
	cell(*workbook.Cell) error
	end(*workbook.Layout)
	close() error
}

// printCells prints nothing of a workbook that turns out to be damaged: the output waits in a file until all is read.
func printCells(w io.Writer, path, sheet string, newPrinter func(io.Writer) cellPrinter) (err error) {
	book, err := reader.Open(path, workbook.Limits{})
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Misuse, err)
	}
	if err != nil {
		return err
	}
	defer book.Close()
	spool, err := os.CreateTemp("", "tonghop-cells-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, spool.Close(), os.Remove(spool.Name())) }()
	buffered := bufio.NewWriterSize(spool, 1<<16)
	if err := readCells(book, sheet, newPrinter(buffered)); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(w, spool)
	return err
}

func readCells(book workbook.Reader, sheet string, printer cellPrinter) error {
	found := sheet == ""
	for i, info := range book.Sheets() {
		if sheet != "" && info.Name != sheet {
			continue
		}
		found = true
		printer.begin(info)
		layout, err := book.ReadSheet(i, printer.cell)
		if err != nil {
			return err
		}
		printer.end(layout)
	}
	if !found {
		return &usageError{problem: fmt.Sprintf("no sheet is named %q", sheet)}
	}
	return printer.close()
}

// cellText prints for the eye: address, type, value, raw, number format, font.
type cellText struct{ to *bufio.Writer }

func newCellText(w io.Writer) cellPrinter { return &cellText{bufio.NewWriter(w)} }

func (t *cellText) begin(info workbook.SheetInfo) {
	visible := [...]string{"", "  (hidden)", "  (very hidden)"}[info.Visibility]
	fmt.Fprintf(t.to, "sheet %s%s\n", info.Name, visible)
}

func (t *cellText) cell(c *workbook.Cell) error {
	kind, value := shownValue(c)
	if c.Formula {
		kind += "="
	}
	_, err := fmt.Fprintf(t.to, "%-8s %-2s %s\traw %q\tformat %q\tfont %q\n",
		c.Address(), kind, value, c.Raw, c.Style.NumberFormat, c.Style.Font)
	return err
}

func (t *cellText) end(l *workbook.Layout) {
	for _, m := range l.Merges {
		fmt.Fprintln(t.to, "merged  ", rangeText(m))
	}
	for _, s := range l.HiddenRows {
		fmt.Fprintf(t.to, "hidden   rows %d:%d\n", s.From, s.To)
	}
	for _, s := range l.HiddenColumns {
		fmt.Fprintf(t.to, "hidden   columns %s\n", columnsText(s))
	}
}

func (t *cellText) close() error { return t.to.Flush() }

// shownValue is the letter of the type, and the value for the eye.
func shownValue(c *workbook.Cell) (kind, value string) {
	switch c.Type {
	case workbook.Number:
		return "n", c.Raw
	case workbook.Text:
		return "s", fmt.Sprintf("%q", c.Text)
	case workbook.Bool:
		return "b", fmt.Sprint(c.Number != 0)
	case workbook.Error:
		return "e", c.Text
	case workbook.Date:
		return "d", c.Text
	}
	return "?", "(a formula without a stored result)"
}

func rangeText(r workbook.Range) string {
	return workbook.Address(r.FromRow, r.FromColumn) + ":" + workbook.Address(r.ToRow, r.ToColumn)
}

func columnsText(s workbook.Span) string {
	return workbook.ColumnName(s.From) + ":" + workbook.ColumnName(s.To)
}
