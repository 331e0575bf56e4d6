package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

// errNotVerified ends a verification that found differences; they have been printed.
var errNotVerified = errors.New("the closed tables are not what they were: restore the files named above from a backup, or reopen the period with a reason")

func verifyCommand() command {
	return command{
		name: "verify", usage: "verify PERIOD [-C DIR] [--json]", summary: "makes the tables of a closed period again and compares them byte for byte",
		define: func(flags *pflag.FlagSet) action {
			asJSON := flags.Bool("json", false, "print the checks as JSON")
			dir := flags.StringP("directory", "C", ".", "the workspace")
			return func(ctx context.Context, env environment, args []string) error {
				if len(args) != 1 {
					return &usageError{problem: "verify: expected one period; usage: tonghop verify 2021-Q3"}
				}
				space, err := workspace.Open(*dir)
				if err != nil {
					return err
				}
				v, err := pipeline.Verify(ctx, space, args[0])
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
		},
	}
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
