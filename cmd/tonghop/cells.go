package main

import (
	"bufio"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
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
		return pipeline.Cells(env.stdout, args[0], *sheet, newPrinter)
	}
	return c
}

// cellText prints for the eye: address, type, value, raw, number format, font.
type cellText struct{ to *bufio.Writer }

func newCellText(w io.Writer) pipeline.CellPrinter { return &cellText{bufio.NewWriter(w)} }

func (t *cellText) Begin(info workbook.SheetInfo) {
	visible := [...]string{"", "  (hidden)", "  (very hidden)"}[info.Visibility]
	fmt.Fprintf(t.to, "sheet %s%s\n", vntext.Show(info.Name), visible)
}

func (t *cellText) Cell(c *workbook.Cell) error {
	kind, value := shownValue(c)
	if c.Formula {
		kind += "="
	}
	_, err := fmt.Fprintf(t.to, "%-8s %-2s %s\traw %q\tformat %q\tfont %q\n",
		c.Address(), kind, vntext.Show(value), c.Stored(), c.Style.NumberFormat, c.Style.Font)
	return err
}

func (t *cellText) End(l *workbook.Layout) {
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

func (t *cellText) Close() error { return t.to.Flush() }

// shownValue is the letter of the type, and the value for the eye.
func shownValue(c *workbook.Cell) (kind, value string) {
	switch c.Type {
	case workbook.Number:
		return "n", c.Stored()
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
