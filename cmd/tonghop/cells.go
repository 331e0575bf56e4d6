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

// workbookFiles completes an argument that is a workbook: the shell offers files whose names end like that of one.
func workbookFiles(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return pipeline.WorkbookEndings(), cobra.ShellCompDirectiveFilterFileExt
}

// cellsCommand is tonghop cells: whoever writes a form definition needs to know what the program
// sees in a workbook, which is not always what Excel shows. It works on one file and opens no
// workspace.
func cellsCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "cells FILE [--sheet S] [--json]", Short: "prints what is read of a workbook, cell by cell", Long: cellsHelp,
		Example: `  tonghop cells "inbox/KN-01 Xã Cư Pui.xlsx" --sheet "Biểu KN-01"`, Args: exactly(1, "one file"),
		ValidArgsFunction: workbookFiles,
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

// cellText prints for the eye: address, type, value, raw, number format, font. For example:
//
//	sheet "Biểu KN-01"
//	D10      n  8  raw "8"  format "General"  font "Times New Roman"
type cellText struct{ to *bufio.Writer }

// newCellText prints to w, which is flushed by Close.
func newCellText(w io.Writer) pipeline.CellPrinter { return &cellText{bufio.NewWriter(w)} }

// Begin implements pipeline.CellPrinter. A very hidden sheet is one that Excel's own menu does not
// offer to show.
func (t *cellText) Begin(info workbook.SheetInfo) {
	visible := [...]string{"", "  (hidden)", "  (very hidden)"}[info.Visibility]
	fmt.Fprintf(t.to, "sheet %s%s\n", vntext.Show(info.Name), visible)
}

// Cell implements pipeline.CellPrinter. The value is what a form would read; raw is what the file
// stores, so that a number whose last digits are noise of binary arithmetic can be told from one
// that was typed so.
func (t *cellText) Cell(c *workbook.Cell) error {
	kind, value := shownValue(c)
	if c.Formula {
		kind += "="
	}
	_, err := fmt.Fprintf(t.to, "%-8s %-2s %s\traw %q\tformat %q\tfont %q\n",
		c.Address(), kind, vntext.Show(value), c.Stored(), c.Style.NumberFormat, c.Style.Font)
	return err
}

// End implements pipeline.CellPrinter. Merged ranges and hidden rows come behind the cells, since
// the readers know them for certain only when the sheet is read to its end.
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

// Close implements pipeline.CellPrinter.
func (t *cellText) Close() error { return t.to.Flush() }

// shownValue is the letter of the type, and the value for the eye. A text is quoted, so that blanks
// at its ends and line breaks in it can be seen.
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

// rangeText writes a range as Excel does: A1:C3.
func rangeText(r workbook.Range) string {
	return workbook.Address(r.FromRow, r.FromColumn) + ":" + workbook.Address(r.ToRow, r.ToColumn)
}

// columnsText writes columns by their letters, B:D.
func columnsText(s workbook.Span) string {
	return workbook.ColumnName(s.From) + ":" + workbook.ColumnName(s.To)
}
