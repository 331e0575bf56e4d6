package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

// exactly refuses a command line that does not have n arguments; what says which ones are expected.
// Cobra's own check would say how many arguments there are and not which ones are meant.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return &usageError{problem: fmt.Sprintf("expected %s, got %s", what, counted(len(args), "argument"))}
	}
}

// oneFolder refuses more than one workspace on the command line; none means the current folder.
func oneFolder(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return &usageError{problem: fmt.Sprintf("expected one workspace folder, got %d arguments", len(args))}
	}
	return nil
}

// openWorkspace opens the workspace named on the command line, or that of the current folder, to
// consolidate there. Unlike workspace.Open it tells, where tonghop.yaml is wrong, what is wrong in
// forms and registry too, since a run needs all of them and the office should have to correct its
// files only once.
func openWorkspace(args []string) (*workspace.Workspace, error) {
	if len(args) == 0 {
		return pipeline.Open(".")
	}
	return pipeline.Open(args[0])
}

// directoryName is the long name of -C.
const directoryName = "directory"

// directoryFlag declares -C for the commands whose arguments are something else than the workspace.
// Commands that consolidate take the workspace as their argument instead (tonghop run DIR), as
// oneFolder checks.
func directoryFlag(c *cobra.Command) *string {
	dir := c.Flags().StringP(directoryName, "C", ".", "the workspace `DIR`")
	completes(c.MarkFlagDirname(directoryName))
	return dir
}

// completes panics where completion is declared for a flag that the command does not have: a mistake in the program,
// which every call of any command shows.
func completes(err error) {
	if err != nil {
		panic(err)
	}
}

// folders lets a shell complete arguments with folders only.
func folders(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// parseMoment reads a day, which means its end in the workspace's time zone, or a full time. No
// text is no moment. "2021-10-12" with Asia/Ho_Chi_Minh gives 2021-10-12 23:59:59.999999 +07:00:
// whoever asks for the tables of a day means everything that was recorded on it. The last
// microsecond is meant, because that is how finely the ledger keeps time. A text without a time
// zone is read in that of the workspace.
func parseMoment(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Microsecond), nil
	}
	layouts := []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04"}
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, &usageError{problem: "--as-of " + text +
		": expected a day such as 2021-10-12 (its end is meant), or a time such as 2021-10-12T08:00:00+07:00"}
}

// options are what every command that writes has in common: by which clock it goes, who calls it,
// and which version of the program it is. All three stand in the journal beside what the command
// wrote.
func (env environment) options() pipeline.Options {
	return pipeline.Options{
		Clock: env.clock, Actor: pipeline.CurrentActor(), Program: version(), Threads: env.threads, Unprinted: env.unprinted,
	}
}
