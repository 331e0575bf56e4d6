package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

const retractHelp = `Takes a submission out of the tables and publishes them without it; its bytes and numbers are
kept. SUBMISSION is the first six digits or more of its SHA-256, which the table submission shows.`

const acceptHelp = `Lets a held submission count. A workbook is held when it would displace another one although its own head
contradicts its file or folder, and when two came together and nothing says which is the later one;
the report of the run says why, and in which cells the two differ. A submission whose place a later
one took counts again, too: a sender who sends an earlier version once more means that one. The
submission takes its place in the order of receipt where the decision stands; tonghop retract takes
it out again. With --unit it counts as that of another unit than its head says: where the sender
typed a neighbour's name, or where a unit that ended within the quarter has the name of one that
began in it.`

const forgetHelp = `Is for a list of people that got in. The workbook's bytes leave archive/, and what was read in it
leaves the warehouse, every vintage and every bundle; its forms are retracted, and sums, numbers of
closed periods and a line of the journal that says who forgot it when and why stay. The next backup
drops it. The journal keeps the name under which the file came. Files of the inbox are named, for
you to delete. A call that was interrupted is repeated.`

const closeHelp = `Seals the published rows of a quarter or a year and keeps in closed/PERIOD everything that they
were made of. What arrives later is kept and reported, and changes nothing of the period until it
is reopened. A period that is not over, that lacks reports, or whose numbers contradict each other, is closed only with
--incomplete, which the bundle and the printed tables then say. The quarters of a year are closed in
their order, and before the year.`

// decisionCommands change what counts, and why is kept with them. Each of them is one line of the
// journal, which nothing takes out again: retract is undone by unretract, close by reopen, and both
// decisions stay to be read in the table run and in "tonghop sql --query audit".
func decisionCommands(env environment) []*cobra.Command {
	return []*cobra.Command{
		decisionCommand(env, "retract", "SUBMISSION",
			"takes a submission out of the tables; its bytes and numbers are kept", retractHelp),
		decisionCommand(env, "unretract", "SUBMISSION", "takes a retracted submission in again", ""),
		decisionCommand(env, "accept", "SUBMISSION",
			"lets a held submission count, or one whose place a later one took", acceptHelp),
		decisionCommand(env, "forget", "SUBMISSION",
			"removes the bytes and texts of a workbook that must not be kept", forgetHelp),
		decisionCommand(env, "close", "PERIOD",
			"seals the tables of a quarter or a year, and keeps what they were made of", closeHelp),
		decisionCommand(env, "reopen", "PERIOD", "lets later submissions change a closed period again", ""),
	}
}

// decisionCommand is one command of the six, which differ in their texts and in two flags. kind is
// the name of the command and of the decision in the journal. The reason is no required flag of
// cobra's, since pipeline.Decide refuses a decision without one in words of its own, and also one
// whose reason is only spaces.
func decisionCommand(env environment, kind, subject, summary, help string) *cobra.Command {
	flags := "[-C DIR] [--json]"
	switch kind {
	case "close":
		flags = "[--incomplete] " + flags
	case "accept":
		flags = "[--unit U] " + flags
	}
	c := &cobra.Command{
		Use: fmt.Sprintf("%s %s --reason \"…\" %s", kind, subject, flags), Short: summary, Long: help,
		Args: exactly(1, "one "+subject), ValidArgsFunction: cobra.NoFileCompletions,
	}
	reason := c.Flags().String("reason", "", "`WHY`: kept with who and when in the table run")
	asJSON := c.Flags().Bool("json", false, "print what was decided as JSON")
	// The flag exists for close alone; for all others this stays false, and cobra refuses the flag
	// as unknown.
	incomplete := new(bool)
	if kind == "close" {
		incomplete = c.Flags().Bool("incomplete", false,
			"close it although it is not over, or reports lack, are held or contradict")
	}
	unit := new(string)
	if kind == "accept" {
		unit = c.Flags().String("unit", "", "as that of this `UNIT`, by identifier, code or name, whatever its head says")
	}
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		decision := pipeline.Decision{Kind: kind, Subject: args[0], Reason: *reason, Incomplete: *incomplete,
			Unit: *unit}
		decided, err := pipeline.Decide(c.Context(), space, env.options(), decision)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(env.stdout, decided)
		}
		printDecided(env, decided)
		return nil
	}
	return c
}

// printDecided says what was decided, where the evidence is and what is left to do by hand, and
// then the figures of the topmost units as they are now, because every decision publishes.
func printDecided(env environment, d *pipeline.Decided) {
	done := map[string]string{
		"retract": "retracted", "unretract": "taken in again", "accept": "accepted", "close": "closed", "reopen": "reopened",
		"forget": "forgotten",
	}
	fmt.Fprintf(env.stdout, "%s %s", d.Subject, done[d.Kind])
	if d.File != "" {
		fmt.Fprintf(env.stdout, " (%s)", vntext.Show(d.File))
	}
	fmt.Fprintln(env.stdout)
	if d.Bundle != "" {
		fmt.Fprintf(env.stdout, "bundle     %s\n", d.Bundle)
	}
	for _, name := range d.Left {
		fmt.Fprintf(env.stdout, "delete     %s: the inbox still has it\n", vntext.Show(name))
	}
	for _, text := range d.Incomplete {
		fmt.Fprintf(env.stdout, "incomplete %s\n", vntext.Show(text))
	}
	printTop(env.stdout, d.Top)
	fmt.Fprintf(env.stdout, "\npublished  %s\n", d.Folder)
}
