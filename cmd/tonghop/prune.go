package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

// errNotPruned ends a removal that had to leave vintages where they were; they have been printed.
var errNotPruned = errors.New("some vintages could not be removed: see the lines above")

const pruneHelp = `Removes the vintages that are not kept any more from published/vintages, as every run that publishes
does by itself. tonghop.yaml says which are kept (retention): the last 7, the last one of each month
and those with which a period was closed, unless it says otherwise; the current one always. Nothing
that is kept changes. A vintage that was removed can be made again: tonghop run --as-of TIME.`

// pruneCommand is tonghop prune. Runs that publish prune by themselves; the command is for looking
// beforehand (--dry-run) and for whoever has just made the retention shorter. Exit status 1 when a
// vintage should have gone and could not.
func pruneCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "prune [-C DIR] [--dry-run] [--json]", Long: pruneHelp,
		Short:   "removes the vintages that are not kept any more",
		Example: "  tonghop prune --dry-run -C /srv/thongke",
		Args:    exactly(0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	dryRun := c.Flags().Bool("dry-run", false, "say which are kept and which would go, and remove nothing")
	asJSON := c.Flags().Bool("json", false, "print what was done as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		options := env.options()
		options.DryRun = *dryRun
		pruned, err := pipeline.Prune(c.Context(), space, options)
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.stdout, pruned)
		} else {
			printPruning(env.stdout, pruned)
		}
		if err == nil && len(pruned.Left) > 0 {
			err = errNotPruned
		}
		return err
	}
	return c
}

// whyKept is why a vintage stays, as a person reads it. The words of pipeline.Retaining themselves
// are for programs, and stand in the answer as JSON.
func whyKept(reason pipeline.Retaining) string {
	return map[pipeline.Retaining]string{
		pipeline.RetainCurrent: "it is the current one", pipeline.RetainLast: "one of the last",
		pipeline.RetainClosing: "with it a period was closed", pipeline.RetainMonth: "the last one of its month",
	}[reason]
}

// printPruning shows what was asked for by itself: also what is kept, and why.
func printPruning(w io.Writer, p *pipeline.Pruned) {
	for _, kept := range p.Kept {
		fmt.Fprintf(w, "kept       %s: %s\n", kept.ID, whyKept(kept.Reason))
	}
	printPruned(w, p)
	if p.DryRun {
		fmt.Fprintln(w, "\ndry run: nothing was removed")
	}
}

// printPruned says which vintages went, and which should have gone; nothing when there were none.
func printPruned(w io.Writer, p *pipeline.Pruned) {
	if len(p.Removed) > 0 {
		fmt.Fprintf(w, "removed    %s not kept any more: %s\n", counted(len(p.Removed), "vintage"),
			strings.Join(p.Removed, ", "))
	}
	for _, left := range p.Left {
		fmt.Fprintf(w, "left       %s; close the program that has it open: the next run tries again\n",
			vntext.Show(left.Problem))
	}
}
