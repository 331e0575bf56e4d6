package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"tonghop/pipeline/schedule"
)

// environment is everything that a command takes from outside, so that a test can bring its own.
type environment struct {
	args           []string
	stdout, stderr io.Writer
	clock          schedule.Clock
}

// command is one word after tonghop.
type command struct {
	name, usage, summary string
	// define declares the command's flags and returns what to do once they are parsed.
	define func(flags *pflag.FlagSet) action
}

type action func(ctx context.Context, env environment, args []string) error

func commands() []command {
	all := []command{runCommand(), initCommand(), scheduleCommand(), statusCommand(), sqlCommand(), cellsCommand()}
	all = append(all, decisionCommands()...)
	return append(all, verifyCommand(), explainCommand(), diffCommand(), versionCommand())
}

// run carries out one command and returns the exit status.
func run(ctx context.Context, env environment) int {
	err := dispatch(ctx, env)
	if err == nil {
		return statusDone
	}
	status, text := exitStatus(err)
	if text != "" {
		fmt.Fprintln(env.stderr, "tonghop:", text)
	}
	return status
}

func dispatch(ctx context.Context, env environment) error {
	if len(env.args) == 0 {
		printHelp(env.stderr)
		return &usageError{problem: ""}
	}
	name := env.args[0]
	if name == "help" || name == "--help" || name == "-h" {
		printHelp(env.stdout)
		return nil
	}
	for _, c := range commands() {
		if c.name == name {
			return c.carryOut(ctx, env)
		}
	}
	return &usageError{problem: fmt.Sprintf("unknown command %q; \"tonghop help\" lists the commands", name)}
}

func (c command) carryOut(ctx context.Context, env environment) error {
	flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	do := c.define(flags)
	err := flags.Parse(env.args[1:])
	if errors.Is(err, pflag.ErrHelp) {
		fmt.Fprintf(env.stdout, "%s\n\nusage: tonghop %s\n\n%s", c.summary, c.usage, flags.FlagUsages())
		return nil
	}
	if err != nil {
		return &usageError{problem: fmt.Sprintf("%s: %v; usage: tonghop %s", c.name, err, c.usage)}
	}
	return do(ctx, env, flags.Args())
}

func printHelp(w io.Writer) {
	fmt.Fprint(w, "tonghop turns submitted workbooks into consolidated attainment tables.\n\ncommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\n\"tonghop COMMAND --help\" shows its flags. Exit status: 0 done, 1 failed, 2 wrong use or configuration,\n3 done but with rejected workbooks (run --strict).\n")
}

// folderArgument is the workspace named on the command line, the current folder otherwise.
func folderArgument(args []string) (string, error) {
	switch len(args) {
	case 0:
		return ".", nil
	case 1:
		return args[0], nil
	}
	return "", &usageError{problem: fmt.Sprintf("expected one workspace folder, got %d arguments", len(args))}
}
