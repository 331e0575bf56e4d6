package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/registry"
	"tonghop/pipeline/workspace/registry/reform"
)

const unitsImportHelp = `Takes over a list of old and new units as the statistics office publishes it, CSV or a workbook: a
row for each old unit, or part of one, and the new unit that it goes to. It writes the rows of
registry/units.csv and registry/changes.csv and says what does not add up; with an error it writes
nothing. Rows about units that the registry does not have are passed over, so that the list of the
whole country serves every province. The same list again changes nothing.

Columns, by their headers: Mã Xã cũ, Tên Xã cũ, Mã Xã mới, Tên Xã mới; where they are there also
Ghi chú (nhập toàn bộ, nhập một phần), Quận/huyện, Tỉnh cũ, Tỉnh thành phố, Ngày hiệu lực, Nghị
quyết, Tỷ lệ; or old_code, old_name, new_code, new_name, part, old_district, old_province,
new_province, date, decision, allocation.`

// unitsImportCommand is tonghop units import. It writes files that the office otherwise edits by
// hand: rows are added, units that end get their last day, and every other byte stays, so that the
// office can see and change what came.
func unitsImportCommand(env environment) *cobra.Command {
	var how reform.Options
	c := &cobra.Command{
		Use: "import FILE [--date DATE] [--decision D] [--counts own|includes] [--form-counts own|includes] " +
			"[--parent U] [--groups] [--continue] [--sheet S] [--dry-run] [-C DIR] [--json]",
		Short: "takes over a list of old and new units", Long: unitsImportHelp, Args: exactly(1, "one list"),
		ValidArgsFunction: workbookFiles,
	}
	flags := c.Flags()
	date := flags.String("date", "", "the first `DAY` of the new units, where the list does not say it")
	flags.StringVar(&how.Decision, "decision", "", "`NUMBER` of the resolution, where the list does not say it")
	counts := flags.String("counts", "", "what the new units' cumulatives hold of the old ones' numbers: own or includes")
	forms := flags.String("form-counts", "", "the same, written into every form that does not say it: own or includes")
	flags.StringVar(&how.Parent, "parent", "", "the `UNIT` above new ones, where the list does not say it")
	flags.BoolVar(&how.Continue, "continue", false, "a new unit with code and name of a predecessor is that one")
	flags.BoolVar(&how.Groups, "groups", false, "new units of one former district stay together in a group of its name")
	flags.StringVar(&how.Sheet, "sheet", "", "the sheet with this `NAME`")
	dryRun := flags.Bool("dry-run", false, "say what would be written, and what does not add up")
	asJSON := flags.Bool("json", false, "print JSON")
	dir := directoryFlag(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		var err error
		if how.Date, err = parseDay("--date", *date); err != nil {
			return err
		}
		what := pipeline.Reform{File: args[0]}
		if how.Counts, err = parseCounts("--counts", *counts); err != nil {
			return err
		}
		if what.Forms, err = parseCounts("--form-counts", *forms); err != nil {
			return err
		}
		what.How = how
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		options := env.options()
		options.DryRun = *dryRun
		// A list that has errors gives both: the report, which names them all, and ErrNotImported
		// for the exit status.
		imported, err := pipeline.ImportUnits(space, options, what)
		if imported == nil {
			return err
		}
		if *asJSON {
			return errors.Join(printJSON(env.stdout, imported), err)
		}
		printImport(env.stdout, imported, *dryRun)
		return err
	}
	return c
}

// parseCounts reads what a cumulative holds, as the flag says it; nothing is left open.
func parseCounts(flag, text string) (registry.Counts, error) {
	switch counts := registry.Counts(text); counts {
	case registry.Unstated, registry.Own, registry.Includes:
		return counts, nil
	}
	return "", &usageError{problem: fmt.Sprintf("%s %s: expected own or includes", flag, text)}
}

// shownNotes bounds how many notes are printed; --json has all of them.
const shownNotes = 40

// printImport says what the list is about, which of its rows concern this registry, what becomes of
// the units, and what does not add up. The last line says whether anything was written.
func printImport(w io.Writer, i *pipeline.Import, dryRun bool) {
	fmt.Fprintf(w, "list       %s · %s", vntext.Show(i.File), counted(i.Rows, "row"))
	if len(i.Dates) > 0 {
		fmt.Fprintf(w, " · from %s", strings.Join(i.Dates, ", "))
	}
	fmt.Fprintln(w)
	fmt.Fprintf(w, "units      %d change · %d begin · %d go on as they are\n", i.OldUnits, i.NewUnits, i.Unchanged)
	for _, line := range []struct {
		count int
		what  string
	}{
		{i.Outside, "are about units that the registry does not have"}, {i.Already, "are in the registry already"},
		{i.AreaOnly, "are about land without people, which moves no number"},
	} {
		if line.count > 0 {
			fmt.Fprintf(w, "           %d rows %s\n", line.count, line.what)
		}
	}
	var changes []string
	for _, kind := range slices.Sorted(maps.Keys(i.Changes)) {
		changes = append(changes, fmt.Sprintf("%d %s", i.Changes[kind], kind))
	}
	if len(changes) > 0 {
		fmt.Fprintf(w, "changes    %s\n", strings.Join(changes, " · "))
	}
	if len(i.Forms) > 0 {
		fmt.Fprintf(w, "forms      counts is said in %s\n", strings.Join(i.Forms, ", "))
	}
	for n, note := range i.Problems {
		if n == shownNotes {
			fmt.Fprintf(w, "           and %d more: --json lists them\n", len(i.Problems)-n)
			break
		}
		fmt.Fprintf(w, "%-10s %s\n", note.Severity, vntext.Show(note.Text))
	}
	switch {
	case len(i.Changes) == 0 && (i.Written || dryRun):
		fmt.Fprintln(w, "\nthere is nothing to write")
	case i.Written:
		fmt.Fprintln(w, "\nwritten    registry/units.csv and registry/changes.csv")
	case dryRun:
		fmt.Fprintln(w, "\ndry run: nothing was written")
	}
}
