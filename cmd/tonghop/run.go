package main

import (
	"context"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

const runHelp = `Reads every workbook of the inbox that has not been read yet, checks it, adds its numbers to the
ledger, makes the tables again and publishes them as a new vintage. A run that finds nothing new
changes nothing. DIR is the workspace, the current folder when it is left out.

A workbook with an error is rejected whole and named with sheet and cell; the others are
consolidated all the same.`

// runFlags are the flags of tonghop run. strict changes the exit status alone and nothing about
// what is read, counted or published.
type runFlags struct {
	json, dryRun, full bool
	strict             strictness
	asOf               string
}

// runCommand is tonghop run, the command that a scheduler calls every night. It may be called as
// often as one likes: what was read is known by its SHA-256, so that a second run right after the
// first one writes nothing.
func runCommand(env environment) *cobra.Command {
	var o runFlags
	c := &cobra.Command{
		Use: "run [DIR] [flags]", Short: "reads what has arrived, consolidates and publishes", Long: runHelp,
		Example: "  tonghop run /srv/thongke\n  tonghop run --dry-run\n  tonghop run --as-of 2021-10-12",
		Args:    oneFolder, ValidArgsFunction: folders,
		RunE: func(c *cobra.Command, args []string) error { return runOnce(c.Context(), env, args, o) },
	}
	flags := c.Flags()
	flags.BoolVar(&o.json, "json", false, "print the report as JSON")
	flags.BoolVar(&o.dryRun, "dry-run", false, "read and check, write nothing")
	flags.BoolVar(&o.full, "full", false, "ignore what is known of files: read and build everything again")
	flags.Var(&o.strict, "strict",
		"exit with status 3 on rejected or held workbooks; \"warnings\": on any warning, too")
	// So that --strict may stand alone; a value has to follow behind "=".
	flags.Lookup("strict").NoOptDefVal = string(strictRejected)
	flags.StringVar(&o.asOf, "as-of", "", "make the tables of `TIME` (2021-10-12 or RFC 3339) beside the current ones")
	return c
}

// runOnce carries out one run and reports on it. --as-of is read only here, because a day means its
// end in the time zone of the workspace, which has to be open for that.
func runOnce(ctx context.Context, env environment, args []string, o runFlags) error {
	space, err := openWorkspace(args)
	if err != nil {
		return err
	}
	options := env.options()
	options.DryRun, options.Full = o.dryRun, o.full
	if options.AsOf, err = parseMoment(o.asOf, space.Location); err != nil {
		return err
	}
	var bar *progress
	if !o.json {
		bar = newProgress(env.stderr)
		options.Progress = bar.show
	}
	report, err := pipeline.Run(ctx, space, options)
	bar.finish()
	if err != nil {
		return err
	}
	return finishRun(env, space, report, o.json, o.strict)
}

// finishRun prints the report and only then returns what --strict makes of it, so that a script
// that gets status 3 also has the reasons.
func finishRun(env environment, space *workspace.Workspace, report *pipeline.Report, asJSON bool,
	strict strictness) error {
	if asJSON {
		if err := printJSON(env.stdout, report); err != nil {
			return err
		}
	} else {
		printReport(env.stdout, report, space.Language)
	}
	return strict.verdict(report)
}
