package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

const nationHelp = `Consolidates the lakes that tonghop.yaml names as those of the nation's provinces, and publishes the
tables like those of a province: explain, sql, diff and status answer from them. Of each province the last
whole state is taken, and the report says which. What is as it was is not read again, and a run that was
killed is gone on with. docs/nation.md says when which engine is the right one.`

// nationCommand is tonghop nation: what tonghop run is for a province. Where a province's files are
// read from and which engine consolidates them stands in tonghop.yaml; --engine only overrides the
// latter for one call. Its steps go to stderr as they are done, since a whole nation may take long
// and the report comes at the end.
func nationCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "nation [DIR] [--engine ENGINE] [--full] [--json]", Long: nationHelp,
		Short:   "consolidates the lakes of several provinces and publishes",
		Example: "  tonghop nation /srv/quoc-gia\n  tonghop nation /srv/quoc-gia --engine federated",
		Args:    oneFolder, ValidArgsFunction: folders,
	}
	engine := c.Flags().String("engine", "", "`ENGINE`: federated adds up what was published, duckdb and spark make everything")
	full := c.Flags().Bool("full", false, "make every year again")
	asJSON := c.Flags().Bool("json", false, "print the report as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		// The flag is looked at before the workspace is opened: a typing mistake should not cost
		// the reading of all lakes.
		if *engine != "" && !workspace.Engine(*engine).Known() {
			return &usageError{problem: fmt.Sprintf("--engine %s: expected federated, duckdb or spark", *engine)}
		}
		dir := "."
		if len(args) > 0 {
			dir = args[0]
		}
		space, err := workspace.Open(dir)
		if err != nil {
			return err
		}
		options := env.options()
		options.Full = *full
		report, err := pipeline.Nation(c.Context(), space, options, pipeline.NationOptions{
			Engine: workspace.Engine(*engine),
			Step:   func(text string) { fmt.Fprintln(env.stderr, text) },
		})
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(env.stdout, report)
		}
		printNation(env, report)
		return nil
	}
	return c
}

// printNation says first of which states the nation was made, since its provinces publish on
// different days, and then what the engine cannot know, and the figures.
func printNation(env environment, r *pipeline.NationReport) {
	for _, p := range r.Provinces {
		fmt.Fprintf(env.stdout, "%-10s state %s of vintage %s", p.Province, p.State, p.Vintage)
		if p.Unfinished {
			fmt.Fprint(env.stdout, "; a later one was begun and not finished")
		}
		fmt.Fprintln(env.stdout)
	}
	fmt.Fprintf(env.stdout, "engine     %s · %s read · %s made\n", r.Engine,
		counted(len(r.Read), "part"), counted(len(r.Years), "year"))
	if len(r.Unknown) > 0 {
		fmt.Fprintf(env.stdout, "unknown    %s\n", strings.Join(r.Unknown, "; "))
	}
	printTop(env.stdout, r.Top)
	printKinds(env.stdout, r.Top, r.Kinds)
	printPublished(env.stdout, r.Report)
}
