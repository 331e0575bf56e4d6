package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

const diffHelp = `Says which published numbers differ between two vintages and why: a submission with its cell, a
changed target, a decision, the registry. A vintage is the name of a folder under
published/vintages, or "current".`

// diffCommand is tonghop diff. It compares two vintages as they lie on disk and needs neither lock
// nor ledger, so that it works on any two that are still kept.
func diffCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "diff VINTAGE VINTAGE [--unit UNIT] [-C DIR] [--json]", Long: diffHelp,
		Short:   "says which published numbers changed between two vintages, and why",
		Example: "  tonghop diff 20211012T020000Z current --unit cu-pui",
		Args: exactly(2,
			"two vintages, the earlier one first (names of folders under published/vintages, or current)"),
		// the names of vintages are not completed: they are in a workspace that -C may still have to name
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	unit := c.Flags().String("unit", "", "only the numbers of this `UNIT`, by identifier, code or name")
	asJSON := c.Flags().Bool("json", false, "print the revisions as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		revisions, err := pipeline.Diff(c.Context(), space, args[0], args[1], *unit)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(env.stdout, revisions)
		}
		printRevisions(env.stdout, revisions)
		return nil
	}
	return c
}

// printRevisions lists each number that differs, and beneath it what made the difference, for
// example
//
//	cu-pui  2021-Q3  admitted  actual: 7 → 8
//	    +1  resubmission  KN-01 Xã Cư Pui.xlsx, sheet "Biểu KN-01", cell D10: "7" → "8"
//
// All causes of one number come one after the other, so that the heading is printed when the next
// number begins.
func printRevisions(w io.Writer, revisions []trace.Revision) {
	if len(revisions) == 0 {
		fmt.Fprintln(w, "no published number changed")
	}
	var last trace.Revision
	for _, v := range revisions {
		if v.Key != last.Key || v.Column != last.Column {
			fmt.Fprintf(w, "%s  %s  %s", v.UnitID, v.Period, v.Indicator)
			if v.Breakdown != "total" {
				fmt.Fprintf(w, ".%s", v.Breakdown)
			}
			fmt.Fprintf(w, "  %s: %s → %s\n", v.Column, known(v.Old, v.OldKnown), known(v.New, v.NewKnown))
		}
		last = v
		fmt.Fprintf(w, "    %+s  %s%s\n", signed(v.Amount), v.Cause, vntext.Show(source(v)))
	}
}

// known writes a number that may be unknown: nobody reported it, which is not the same as zero.
func known(q quantity.Quantity, is bool) string {
	if !is {
		return "unknown"
	}
	return q.String()
}

// signed writes a difference with its sign, also where it is positive or zero.
func signed(q quantity.Quantity) string {
	if q.Sign() >= 0 {
		return "+" + q.String()
	}
	return q.String()
}

// source names the cell, the decision, or how many sources are summed up. It is one line, which
// begins with two blanks, and is empty where a cause has neither another unit, nor a cell, nor a
// reason.
func source(v trace.Revision) string {
	text := ""
	if v.SourceUnitID != "" && v.SourceUnitID != v.UnitID {
		text += "  " + v.SourceUnitID
	}
	if v.Sources > 1 {
		text += fmt.Sprintf("  %d sources", v.Sources)
	}
	if v.Path != "" {
		text += fmt.Sprintf("  %s, sheet %q, cell %s: %s → %s", v.Path, v.Sheet, v.Ref, said(v.From), said(v.To))
	}
	if v.Reason != "" {
		text += "  " + v.Reason
	}
	return text
}

// said quotes what a cell states, word for word as it was typed. An empty text is that of a cell
// which was not there before, or is not there any more.
func said(raw string) string {
	if raw == "" {
		return "nothing"
	}
	return fmt.Sprintf("%q", raw)
}
