package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vocabulary/vntext"
)

// environment is everything that a command takes from outside, so that a test can bring its own.
type environment struct {
	args           []string
	stdout, stderr io.Writer
	clock          schedule.Clock
	log            slog.Handler // of the schedule; nil: as text to stderr
	threads        int          // with which DuckDB consolidates; 0: one for each core
	unprinted      bool         // vintages have no workbooks to print: few tests are about these
}

// run carries out one command line and returns the exit status. Errors go to env.stderr, everything
// that a command was asked for goes to env.stdout, so that the output of --json can be piped on
// whatever else there is to say.
func run(ctx context.Context, env environment) int {
	begun := false
	root := rootCommand(env)
	root.PersistentPreRun = func(*cobra.Command, []string) { begun = true }
	called, err := root.ExecuteContextC(ctx)
	if err == nil {
		return statusDone
	}
	if !begun && !isUsageError(err) {
		// Nothing has run yet, so that it is cobra itself who did not understand the command line.
		err = &usageError{problem: err.Error()}
	}
	status, text := exitStatus(err)
	text = vntext.ShowLines(text)
	switch {
	case isUsageError(err):
		fmt.Fprintf(env.stderr, "%s: %s\nusage: %s\n", called.CommandPath(), text, called.UseLine())
		fmt.Fprintf(env.stderr, "%q says more\n", called.CommandPath()+" --help")
	default:
		fmt.Fprintln(env.stderr, "tonghop:", text)
	}
	return status
}

// isUsageError says whether the command line itself was wrong. Only then the way to call the
// command is printed: below a message about a damaged journal it would only be in the way.
func isUsageError(err error) bool {
	return errors.As(err, new(*usageError))
}

const rootHelp = `tonghop (tổng hợp, "consolidate") turns the workbooks that every organization of a province
submits into consolidated quarterly and yearly attainment tables: what was achieved against the
target that was assigned, each number traceable to the cell that it came from.

Exit status: 0 done, 1 failed, 2 wrong use or configuration, 3 done but with rejected or held
workbooks (run --strict), or with any warning, too (run --strict=warnings).`

// The groups in which the help lists the commands.
const (
	groupNight  = "night"
	groupAsk    = "ask"
	groupDecide = "decide"
	groupKeep   = "keep"
)

// rootCommand is tonghop itself, with all its commands; called alone it needs to be told what to
// do. Each command is a function of the environment and not a variable of the package, so that a
// test can run many at once.
func rootCommand(env environment) *cobra.Command {
	root := &cobra.Command{
		Use: "tonghop COMMAND", Short: "turns submitted workbooks into consolidated attainment tables", Long: rootHelp,
		SilenceErrors: true, SilenceUsage: true, // run prints both, once
		RunE: func(c *cobra.Command, _ []string) error {
			c.SetOut(env.stderr)
			return errors.Join(c.Help(), &usageError{problem: "expected a command"})
		},
	}
	root.SetArgs(append([]string{}, env.args...)) // never nil: cobra would take the arguments of the process
	root.SetOut(env.stdout)
	root.SetErr(env.stderr)
	root.AddGroup(
		&cobra.Group{ID: groupNight, Title: "to consolidate:"},
		&cobra.Group{ID: groupAsk, Title: "to ask:"},
		&cobra.Group{ID: groupDecide, Title: "to decide:"},
		&cobra.Group{ID: groupKeep, Title: "to keep safe:"},
	)
	addGroup(root, groupNight, initCommand(env), runCommand(env), scheduleCommand(env), rebuildCommand(env),
		nationCommand(env))
	addGroup(root, groupAsk, statusCommand(env), sqlCommand(env))
	addGroup(root, groupAsk, explainCommand(env), diffCommand(env), cellsCommand(env), unitsCommand(env),
		tablesCommand(env))
	addGroup(root, groupDecide, decisionCommands(env)...)
	addGroup(root, groupDecide, verifyCommand(env))
	addGroup(root, groupKeep, doctorCommand(env), backupCommand(env), restoreCommand(env),
		pruneCommand(env), lakeCommand(env))
	help := helpCommand()
	root.SetHelpCommand(help)
	root.AddCommand(help, completionCommand(), versionCommand(env), respondCommand(env))
	root.SetUsageFunc(printUsage)
	root.DisableFlagsInUseLine = true
	for _, c := range root.Commands() {
		c.DisableFlagsInUseLine = true // the lines name the flags that matter
	}
	return root
}

// addGroup adds commands under the heading of a group. A command without a group is listed last,
// under "besides".
func addGroup(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, c := range commands {
		c.GroupID = group
		root.AddCommand(c)
	}
}
