package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

// decisionCommands change what counts, and why is kept with them.
func decisionCommands() []command {
	return []command{
		decisionCommand("retract", "SUBMISSION", "takes a submission out of the tables; its bytes and numbers are kept"),
		decisionCommand("unretract", "SUBMISSION", "takes a retracted submission in again"),
		decisionCommand("close", "PERIOD", "seals the tables of a quarter or a year, and keeps what they were made of"),
		decisionCommand("reopen", "PERIOD", "lets later submissions change a closed period again"),
	}
}

func decisionCommand(kind, subject, summary string) command {
	return command{
		name: kind, usage: fmt.Sprintf("%s %s --reason \"…\" [-C DIR] [--json]", kind, subject), summary: summary,
		define: func(flags *pflag.FlagSet) action {
			reason := flags.String("reason", "", "why: kept with who and when in the table run")
			asJSON := flags.Bool("json", false, "print what was decided as JSON")
			dir := flags.StringP("directory", "C", ".", "the workspace")
			return func(ctx context.Context, env environment, args []string) error {
				if len(args) != 1 {
					return &usageError{problem: fmt.Sprintf("%s: expected one %s, got %d arguments; usage: tonghop %s %s --reason \"…\"", kind, subject, len(args), kind, subject)}
				}
				space, err := workspace.Open(*dir)
				if err != nil {
					return err
				}
				decided, err := pipeline.Decide(ctx, space, env.options(), pipeline.Decision{Kind: kind, Subject: args[0], Reason: *reason})
				if err != nil {
					return err
				}
				if *asJSON {
					return printJSON(env.stdout, decided)
				}
				printDecided(env, decided)
				return nil
			}
		},
	}
}

func printDecided(env environment, d *pipeline.Decided) {
	done := map[string]string{"retract": "retracted", "unretract": "taken in again", "close": "closed", "reopen": "reopened"}[d.Kind]
	fmt.Fprintf(env.stdout, "%s %s", d.Subject, done)
	if d.File != "" {
		fmt.Fprintf(env.stdout, " (%s)", d.File)
	}
	fmt.Fprintln(env.stdout)
	if d.Bundle != "" {
		fmt.Fprintf(env.stdout, "bundle     %s\n", d.Bundle)
	}
	printTop(env.stdout, d.Top)
	fmt.Fprintf(env.stdout, "\npublished  %s\n", d.Folder)
}
