package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

// errNotVerified ends a verification that found differences; they have been printed.
var errNotVerified = errors.New("the closed tables are not what they were: " +
	"restore the files named above from a backup, or reopen the period with a reason")

const verifyHelp = `Makes the tables of a closed period again from the bundle in closed/PERIOD, with the SQL of its
day, and compares them byte for byte with what was sealed. Each difference is named; the exit
status is then 1.`

func verifyCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "verify PERIOD [-C DIR] [--json]", Long: verifyHelp,
		Short:   "makes the tables of a closed period again and compares them byte for byte",
		Example: "  tonghop verify 2021-Q3 -C /srv/thongke",
		Args:    exactly(1, "one period"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	asJSON := c.Flags().Bool("json", false, "print the checks as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		v, err := pipeline.Verify(c.Context(), space, args[0])
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.stdout, v)
		} else {
			printVerification(env, v)
		}
		if err == nil && !v.Passed() {
			err = errNotVerified
		}
		return err
	}
	return c
}

func printVerification(env environment, v *pipeline.Verification) {
	fmt.Fprintf(env.stdout, "%s  %s\n", v.Period, v.Bundle)
	for _, check := range v.Checks {
		outcome := "ok "
		if !check.Passed {
			outcome = "RED"
		}
		fmt.Fprintf(env.stdout, "  %s  %s\n", outcome, check.Name)
		for _, problem := range check.Problems {
			fmt.Fprintf(env.stdout, "       %s\n", problem)
		}
	}
}
