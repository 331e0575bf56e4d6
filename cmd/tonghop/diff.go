package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workspace"
)

func diffCommand() command {
	return command{
		name: "diff", usage: "diff VINTAGE VINTAGE [--unit ID] [-C DIR] [--json]", summary: "says which published numbers changed between two vintages, and why",
		define: func(flags *pflag.FlagSet) action {
			unit := flags.String("unit", "", "only the numbers of this unit")
			asJSON := flags.Bool("json", false, "print the revisions as JSON")
			dir := flags.StringP("directory", "C", ".", "the workspace")
			return func(ctx context.Context, env environment, args []string) error {
				if len(args) != 2 {
					return &usageError{problem: "diff: expected two vintages, the earlier one first (names of folders under published/vintages, or current)"}
				}
				space, err := workspace.Open(*dir)
				if err != nil {
					return err
				}
				revisions, err := pipeline.Diff(ctx, space, args[0], args[1])
				if err != nil {
					return err
				}
				shown := []trace.Revision{}
				for _, v := range revisions {
					if *unit == "" || v.UnitID == *unit {
						shown = append(shown, v)
					}
				}
				if *asJSON {
					return printJSON(env.stdout, shown)
				}
				printRevisions(env.stdout, shown)
				return nil
			}
		},
	}
}

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
		fmt.Fprintf(w, "    %+s  %s%s\n", signed(v.Amount), v.Cause, source(v))
	}
}

func known(q quantity.Quantity, is bool) string {
	if !is {
		return "unknown"
	}
	return q.String()
}

func signed(q quantity.Quantity) string {
	if q >= 0 {
		return "+" + q.String()
	}
	return q.String()
}

// source names the cell, the decision, or how many sources are summed up.
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

func said(raw string) string {
	if raw == "" {
		return "nothing"
	}
	return fmt.Sprintf("%q", raw)
}
