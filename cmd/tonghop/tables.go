package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

const tablesHelp = `Makes the tables beside the current ones, with attainment_quarterly_current and
attainment_yearly_current in the units of DATE: mergers are followed, what a later day joined counts in
the lowest unit above, and a split is shared by signed weights only. Nothing is published; the folder that
is printed holds the tables.`

// tablesFlags are the flags of tonghop tables.
type tablesFlags struct {
	boundaries, asOf string
	json             bool
}

// tablesCommand is tonghop tables. It answers what a year would look like in the units of another
// day, before or after a reform, and leaves what is published as it is.
func tablesCommand(env environment) *cobra.Command {
	var o tablesFlags
	c := &cobra.Command{
		Use: "tables --boundaries DATE [--as-of TIME] [-C DIR] [--json]", Short: "the tables in the units of another day",
		Long: tablesHelp, Example: "  tonghop tables --boundaries 2020-12-31",
		Args: exactly(0, "flags only"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := c.Flags()
	flags.StringVar(&o.boundaries, "boundaries", "", "the `DATE` whose units the current tables show, such as 2020-12-31")
	flags.StringVar(&o.asOf, "as-of", "", "by what was known at `TIME` (2021-10-12 or RFC 3339)")
	flags.BoolVar(&o.json, "json", false, "print the report as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error { return makeTables(c.Context(), env, *dir, o) }
	return c
}

// makeTables is a run with Options.Boundaries: the same models make the same tables, but those in
// current boundaries go by the tree of the given day. The vintage that holds them is never the
// current one.
func makeTables(ctx context.Context, env environment, dir string, o tablesFlags) error {
	boundaries, err := time.Parse(time.DateOnly, o.boundaries)
	if err != nil {
		return &usageError{problem: "--boundaries " + o.boundaries + ": expected a day such as 2020-12-31"}
	}
	space, err := workspace.Open(dir)
	if err != nil {
		return err
	}
	options := env.options()
	options.Boundaries = boundaries
	if options.AsOf, err = parseMoment(o.asOf, space.Location); err != nil {
		return err
	}
	report, err := pipeline.Run(ctx, space, options)
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(env.stdout, report)
	}
	fmt.Fprintf(env.stdout, "tables in the units of %s  %s\n", boundaries.Format(time.DateOnly), report.Folder)
	return nil
}
