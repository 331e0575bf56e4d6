package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

const unitsHelp = `Lists the units of a day in the order of the tree, today's unless --at says another one, as
registry/units has them. With --history it tells what became of a unit: its names, codes and places
over time, and the changes that name it. A code or name that was given again is told of every unit
that had it.

  tonghop units diff DATE DATE    what differs between two days
  tonghop units import FILE       takes over a list of old and new units`

// unitsCommand is tonghop units. It reads the registry as it stands on disk and not as the last run
// recorded it, so that the office sees what its next run will go by.
func unitsCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use:   "units [--at DATE] [--history U] [-C DIR] [--json]",
		Short: "lists the units of a day, what became of them, and takes over reforms", Long: unitsHelp,
		Example: "  tonghop units --at 2025-06-30 -C /srv/thongke\n" +
			"  tonghop units --history 24472 -C /srv/thongke\n" +
			"  tonghop units diff 2025-06-30 2025-07-01 -C /srv/thongke\n" +
			"  tonghop units import BangChuyendoi.xlsx --decision 1660/NQ-UBTVQH15 --dry-run -C /srv/thongke",
		Args: exactly(0, "flags only, or diff or import"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	at := c.Flags().String("at", "", "the `DATE`, such as 2025-06-30; otherwise today")
	history := c.Flags().String("history", "", "what became of a `UNIT`, by identifier, code or name")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	dir := directoryFlag(c)
	c.RunE = func(*cobra.Command, []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		if *history != "" {
			return showHistory(env, space, *history, *asJSON)
		}
		day, err := parseDay("--at", *at)
		if err != nil {
			return err
		}
		units, err := pipeline.Units(space, env.options(), day)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(env.stdout, units)
		}
		printUnits(env.stdout, units)
		return nil
	}
	c.AddCommand(unitsDiffCommand(env), unitsImportCommand(env))
	for _, sub := range c.Commands() {
		sub.DisableFlagsInUseLine = true
	}
	return c
}

// parseDay reads a day on the command line; no text is the zero day.
func parseDay(flag, text string) (period.Date, error) {
	if text == "" {
		return period.Date{}, nil
	}
	day, err := vntext.ParseDate(text)
	if err != nil {
		return period.Date{}, &usageError{problem: fmt.Sprintf("%s %s: expected a day such as 2025-06-30", flag, text)}
	}
	return day, nil
}

// printUnits indents each identifier by its depth in the tree. The columns are named as in
// registry/units.
func printUnits(w io.Writer, units []pipeline.Unit) {
	rows := [][]string{{"unit_id", "code", "name", "level", "from", "to"}}
	for _, u := range units {
		rows = append(rows, []string{strings.Repeat("  ", u.Depth) + u.UnitID, u.Code, u.Name, u.Level, u.ValidFrom,
			u.ValidTo})
	}
	printTable(w, rows)
}

// showHistory tells of every unit that the text has ever named: official codes were given again
// after reforms, so that one code may have meant two units in turn.
func showHistory(env environment, space *workspace.Workspace, text string, asJSON bool) error {
	histories, err := pipeline.HistoryOf(space, text)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(env.stdout, histories)
	}
	for i, h := range histories {
		if i > 0 {
			fmt.Fprintln(env.stdout)
		}
		printHistory(env.stdout, h)
	}
	return nil
}

// printHistory prints two tables: the rows of registry/units, and the rows of registry/changes that
// name the unit, as the one that changes or as the one that follows.
func printHistory(w io.Writer, h pipeline.UnitHistory) {
	fmt.Fprintln(w, h.UnitID)
	rows := [][]string{{"from", "to", "code", "name", "level", "beneath"}}
	for _, u := range h.Rows {
		rows = append(rows, []string{u.ValidFrom, u.ValidTo, u.Code, u.Name, u.Level, u.ParentID})
	}
	printTable(w, rows)
	if len(h.Changes) == 0 {
		return
	}
	rows = [][]string{{"date", "change", "unit", "becomes", "decision"}}
	for _, c := range h.Changes {
		becomes := c.SuccessorID
		for _, more := range []string{c.Allocation, c.Counts} {
			if more != "" {
				becomes += ", " + more
			}
		}
		rows = append(rows, []string{c.Date, c.Kind, c.UnitID, becomes, c.Decision})
	}
	printTable(w, rows)
}

const unitsDiffHelp = `Lists what differs between the units of two days: units that ended and what they became, units that
began and what they come of, other names, codes, levels and parents.`

// unitsDiffCommand is tonghop units diff: after a reform was taken over, it shows whether the
// registry says of the two days what the resolution says.
func unitsDiffCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "diff DATE DATE [-C DIR] [--json]", Short: "what differs between the units of two days", Long: unitsDiffHelp,
		Args: exactly(2, "two days, the earlier one first"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	asJSON := c.Flags().Bool("json", false, "print JSON")
	dir := directoryFlag(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		var days [2]period.Date
		for i, text := range args {
			day, err := parseDay("date", text)
			if err != nil {
				return err
			}
			days[i] = day
		}
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		differences, err := pipeline.DiffUnits(space, days[0], days[1])
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(env.stdout, differences)
		}
		printDifferences(env.stdout, differences)
		return nil
	}
	return c
}

// printDifferences prints a row for each thing that differs, so that a unit that was renamed and
// moved has two.
func printDifferences(w io.Writer, differences []pipeline.UnitDifference) {
	if len(differences) == 0 {
		fmt.Fprintln(w, "the units are the same")
		return
	}
	rows := [][]string{{"what", "unit_id", "code", "before", "after", "became or comes of"}}
	for _, d := range differences {
		rows = append(rows, []string{d.What, d.UnitID, d.Code, d.Before, d.After, strings.Join(d.Others, ", ")})
	}
	printTable(w, rows)
}
