package main

import (
	"github.com/spf13/cobra"

	"tonghop/pipeline"
)

const rebuildHelp = `Makes warehouse.duckdb again from journal.jsonl and archive, which are what tonghop itself relies
on, and publishes the tables if they differ from those that are published. What is left of the old
one is put aside; what it had otherwise is listed, and so is what this version of tonghop reads
otherwise than the one of that day did. tonghop run does the same by itself when the file is missing,
damaged or older than the journal. DIR is the workspace, the current folder when it is left out.`

// rebuildCommand is tonghop rebuild. It prints what came of the ledger first, since whoever calls
// it doubts the warehouse, and then the figures, which should be those of before.
func rebuildCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "rebuild [DIR] [--json]", Long: rebuildHelp, Args: oneFolder, ValidArgsFunction: folders,
		Short:   "makes the warehouse again from journal and archive",
		Example: "  tonghop rebuild /srv/thongke",
	}
	asJSON := c.Flags().Bool("json", false, "print what came of it as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		space, err := openWorkspace(args)
		if err != nil {
			return err
		}
		report, err := pipeline.Rebuild(c.Context(), space, env.options())
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(env.stdout, report)
		}
		printRebuilt(env.stdout, report.Rebuilt)
		printTop(env.stdout, report.Top)
		printPublished(env.stdout, report)
		return nil
	}
	return c
}
