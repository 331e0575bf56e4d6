package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

// errLakeDamaged ends a verification of lakes that found something; it has been printed.
var errLakeDamaged = errors.New("a lake is not as it was written: see the lines above")

const lakeHelp = `The lake is the folder that tonghop.yaml names under lake: each run brings it to the state of the
ledger, as Parquet files for the nation and for other engines. docs/lake.md says what is in it.`

// lakeCommand gathers the commands about a lake. Writing one is no command of its own: every run
// that publishes does it, so that a lake cannot fall behind because somebody forgot to call it.
func lakeCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "lake COMMAND", Short: "holds the files that a province gives to the nation against their sums",
		Long: lakeHelp, Args: exactly(0, "a command of lake"),
		RunE: func(c *cobra.Command, _ []string) error {
			c.SetOut(env.stderr)
			return errors.Join(c.Help(), &usageError{problem: "expected a command"})
		},
	}
	c.AddCommand(lakeVerifyCommand(env))
	return c
}

const lakeVerifyHelp = `Reads every file of the last whole state in the lake, or of each lake of a nation, and holds it against
the manifest. What is missing, damaged or of another contract is named; the exit status is then 1.`

// lakeVerifyCommand is tonghop lake verify. It only reads, and needs no lock: it looks at the last
// whole state, also while a run is writing the next one.
func lakeVerifyCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "verify [-C DIR] [--json]", Short: "holds every file of a lake against its manifest", Long: lakeVerifyHelp,
		Example: "  tonghop lake verify -C /srv/thongke", Args: exactly(0, "flags only"),
	}
	asJSON := c.Flags().Bool("json", false, "print the checks as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		checks, err := pipeline.VerifyLake(c.Context(), space)
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.stdout, checks)
		} else {
			printLakeChecks(env, checks)
		}
		for _, check := range checks {
			if len(check.Problems) > 0 {
				// One damaged lake of many is enough for the status; all of them have been printed
				// before.
				return errors.Join(err, errLakeDamaged)
			}
		}
		return err
	}
	return c
}

// printLakeChecks prints a line for each province, with what is wrong beneath it. A state that was
// begun and not finished is no damage: the one before still counts, and the next run of the
// province writes the new one.
func printLakeChecks(env environment, checks []pipeline.LakeCheck) {
	for _, c := range checks {
		outcome := "ok "
		if len(c.Problems) > 0 {
			outcome = "RED"
		}
		fmt.Fprintf(env.stdout, "%s  %s  %s", outcome, c.Province, vntext.Show(c.Lake))
		if c.State != "" {
			fmt.Fprintf(env.stdout, "  state %s of vintage %s: %s, %d rows, %s", c.State, c.Vintage,
				counted(c.Files, "file"), c.Rows, megabytes(c.Bytes))
		}
		if c.Unfinished {
			fmt.Fprint(env.stdout, "; a later one was begun and not finished")
		}
		fmt.Fprintln(env.stdout)
		for _, problem := range c.Problems {
			fmt.Fprintf(env.stdout, "     %s\n", vntext.Show(problem))
		}
	}
}
