package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"tonghop/pipeline/workspace"
)

func initCommand() command {
	return command{
		name: "init", usage: "init DIR", summary: "writes a commented starter workspace that runs",
		define: func(*pflag.FlagSet) action {
			return func(_ context.Context, env environment, args []string) error {
				if len(args) != 1 {
					return &usageError{problem: "init: expected one folder; usage: tonghop init DIR"}
				}
				if err := workspace.Init(args[0]); err != nil {
					return err
				}
				_, err := fmt.Fprintf(env.stdout, "a workspace is in %s: put workbooks into its inbox/ and call tonghop run %s\n", args[0], args[0])
				return err
			}
		},
	}
}
