package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
)

// errNotHealthy ends a look at a workspace that found errors; they have been printed.
var errNotHealthy = errors.New("something is wrong with the workspace: see the lines that begin with error")

const doctorHelp = `Looks at everything that the workspace is made of: configuration, forms and registry, inbox,
permissions, disk, who is working, the chain of the journal, the warehouse, the sums of every
archived and published file and of every bundle, versions, and on trial at the newest workbook.
Each line is ok, a warning or an error, and says what to do. It changes nothing and may be called
while a run goes on. Exit status: 1 when there is an error, 0 otherwise.`

// doctorCommand is tonghop doctor. The folder is opened by pipeline.Doctor itself, since a
// tonghop.yaml that is wrong is one of the things it has to report on, while every other command
// ends there.
func doctorCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "doctor [-C DIR] [--json]", Long: doctorHelp,
		Short:   "looks at everything in a workspace, and says what is wrong and what to do",
		Example: "  tonghop doctor -C /srv/thongke",
		Args:    exactly(0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	asJSON := c.Flags().Bool("json", false, "print the checks as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		options := pipeline.Options{Clock: env.clock, Actor: pipeline.CurrentActor(), Program: version()}
		d, err := pipeline.Doctor(c.Context(), *dir, options)
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(env.stdout, d)
		} else {
			printDiagnosis(env, d)
		}
		if err == nil && d.Worst() == pipeline.StateError {
			err = errNotHealthy
		}
		return err
	}
	return c
}

// printDiagnosis prints a line for each check, and beneath it what to do where something is to be
// done:
//
//	warning  disk               900 MB are free; 1370 MB are a comfortable room for this workspace
//	                            → make room soon
func printDiagnosis(env environment, d *pipeline.Diagnosis) {
	for _, h := range d.Checks {
		fmt.Fprintf(env.stdout, "%-8s %-18s %s\n", h.State, h.Check, vntext.Show(h.Text))
		if h.Remedy != "" {
			fmt.Fprintf(env.stdout, "%-8s %-18s → %s\n", "", "", vntext.Show(h.Remedy))
		}
	}
}
