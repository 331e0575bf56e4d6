package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage/completeness"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

const statusHelp = `Says for each unit that stands above others how many workbooks are expected, on time, late,
rejected, held and missing, and lists the units to chase with what is wrong with their workbooks. It
answers from the current vintage.`

// statusCommand is tonghop status. Its flags narrow what is asked (completeness.Question); they
// never change what is counted as late or missing. How late something is goes by the clock, so that
// the answer is another one tomorrow although nothing was published in between.
func statusCommand(env environment) *cobra.Command {
	var q completeness.Question
	c := &cobra.Command{
		Use:   "status [--period P] [--form F] [--unit U] [--level L] [--xlsx FILE] [-C DIR] [--json]",
		Short: "says who has submitted, in time or late, and whom to chase", Long: statusHelp,
		Example: "  tonghop status --period 2021-Q3 --xlsx don-doc.xlsx -C /srv/thongke",
		Args:    exactly(0, "flags only"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := c.Flags()
	flags.StringVar(&q.Period, "period", "",
		"a `PERIOD` such as 2021-Q3; otherwise the last one for which anything is expected")
	flags.StringVar(&q.Form, "form", "", "only this form")
	flags.StringVar(&q.Unit, "unit", "", "only this unit, by identifier, code or name, and those beneath it")
	flags.StringVar(&q.Level, "level", "", "only units of this level, such as commune")
	xlsx := flags.String("xlsx", "", "write it as a workbook `FILE` to send out, too")
	asJSON := flags.Bool("json", false, "print JSON")
	dir := directoryFlag(c)
	completes(c.MarkFlagFilename("xlsx", "xlsx"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		return showStatus(c.Context(), env, *dir, q, *xlsx, *asJSON)
	}
	return c
}

// showStatus answers, and writes the workbook as well where one is asked for. What is wrong in the
// office's own files comes first and from the disk, not from the vintage: it is what the next run
// would stumble over.
func showStatus(
	ctx context.Context, env environment, dir string, q completeness.Question, xlsx string, asJSON bool,
) error {
	space, err := workspace.Open(dir)
	if err != nil {
		return err
	}
	s, err := pipeline.Status(ctx, space, env.options(), q)
	if err != nil {
		return err
	}
	if xlsx != "" {
		if err := pipeline.WriteStatus(space, xlsx, s); err != nil {
			return err
		}
	}
	office := pipeline.OfficeFindings(space)
	if asJSON {
		return printJSON(env.stdout, struct {
			*completeness.Status
			Office []pipeline.OfficeFinding `json:"office"`
		}{s, office})
	}
	printOffice(env.stdout, office)
	printStatus(env.stdout, s, q.Unit != "" || q.Level != "", space.Language)
	if xlsx != "" {
		fmt.Fprintf(env.stdout, "\nwritten  %s\n", xlsx)
	}
	return nil
}

// printStatus shows the units that stand above others, or all that were asked for, and whom to
// chase. Units that only report for themselves are left out of the table, since each of them is in
// the list to chase when something is missing; with --unit or --level somebody has asked for them.
func printStatus(w io.Writer, s *completeness.Status, all bool, language message.Language) {
	fmt.Fprintf(w, "%s  on %s, vintage %s\n\n", strings.Join(s.Labels, ", "), s.Today, s.Vintage)
	table := [][]string{{
		"unit", "form", "period", "due", "expected", "on time", "late", "rejected", "held", "missing", "submitted %",
	}}
	for _, r := range s.Rollup {
		if all || r.HasParts || r.Depth == 0 {
			table = append(table, []string{
				r.UnitName, r.Form, r.Period, r.DueDate, fmt.Sprint(r.Expected), fmt.Sprint(r.OnTime),
				fmt.Sprint(r.Late), fmt.Sprint(r.Rejected), fmt.Sprint(r.Held), fmt.Sprint(r.Missing), r.SubmittedPct,
			})
		}
	}
	printTable(w, table)
	printChase(w, s.Chase, language)
	printWarned(w, s.Warned, language)
	printAsked(w, s.Asked)
	if s.Unplaced > 0 {
		fmt.Fprintf(w, "\nrejected without a form, unit or period that could be read: %s; "+
			"tonghop sql --query unplaced lists them\n", counted(s.Unplaced, "workbook"))
	}
}

// shownChased bounds how many units to chase are printed; --json and --xlsx have them all.
const shownChased = 40

// printFirst prints as much of a list as a person reads, and says where all of it is.
func printFirst[T any](w io.Writer, all []T, whole string, print func(T)) {
	for _, one := range all[:min(len(all), shownChased)] {
		print(one)
	}
	if len(all) > shownChased {
		fmt.Fprintf(w, "  … and %d more: %s\n", len(all)-shownChased, whole)
	}
}

// printChase lists who has to be called, in the order that completeness.Read gives, and beneath
// each unit its file and what is wrong with it, as it can be read out on the telephone:
//
//	to chase: 1
//	  MISSING   Xã Hòa Phong (hoa-phong)  KN-01  2021-Q3  due 2021-10-10, 2 days ago
func printChase(w io.Writer, chase []completeness.Entry, language message.Language) {
	if len(chase) == 0 {
		fmt.Fprintln(w, "\nnobody to chase")
		return
	}
	fmt.Fprintf(w, "\nto chase: %d\n", len(chase))
	printFirst(w, chase, "--json and --xlsx have them all", func(e completeness.Entry) {
		state := strings.TrimPrefix(strings.TrimPrefix(e.State(), "correction_"), "units_")
		fmt.Fprintf(w, "  %-9s %s (%s)  %s  %s%s\n",
			strings.ToUpper(state), vntext.Show(e.UnitName), e.UnitID, e.Form, e.Period, lateness(e))
		if e.File != "" {
			fmt.Fprintf(w, "            %s\n", vntext.Show(pipeline.ShownPath(e.File)))
		}
		for _, f := range e.Findings {
			fmt.Fprintf(w, "            %s\n", vntext.Show(f.Text(language)))
		}
	})
}

// printWarned lists the workbooks that count and in which something does not agree with other
// reports. Nobody has to send anything again for these; somebody of the office looks whether the
// number is right.
func printWarned(w io.Writer, warned []completeness.Entry, language message.Language) {
	if len(warned) == 0 {
		return
	}
	fmt.Fprintf(w, "\nto look at: %d\n", len(warned))
	printFirst(w, warned, "--json and --xlsx have them all", func(e completeness.Entry) {
		fmt.Fprintf(w, "  WARNING   %s (%s)  %s  %s\n", vntext.Show(e.UnitName), e.UnitID, e.Form, e.Period)
		for _, f := range e.Findings {
			fmt.Fprintf(w, "            %s\n", vntext.Show(f.Text(language)))
		}
	})
}

// questions say in words what the office is asked, by the kind that the table reconciliation gives it.
var questions = map[string]string{
	"succession_unreported": "ended, and nobody reported its last days: send its last report, or declare that its " +
		"successor includes it (registry/changes, counts)",
	"target_missing": "follows units that had a target, and has none of its own: registry/targets",
}

// printAsked lists what the office is asked about units that follow others or ended. Each kind has
// its question in questions, which has to be changed with the kinds of the table.
func printAsked(w io.Writer, asked []completeness.Asked) {
	if len(asked) == 0 {
		return
	}
	fmt.Fprintf(w, "\nasked of the office: %d\n", len(asked))
	printFirst(w, asked, "--json has them all", func(a completeness.Asked) {
		fmt.Fprintf(w, "  %s (%s)  %s  %s.%s: %s\n", vntext.Show(a.UnitName), a.UnitID, a.Period, a.Indicator, a.Breakdown,
			questions[a.Kind])
	})
}

// lateness says when something was due and how long ago, and what became of an earlier workbook.
func lateness(e completeness.Entry) string {
	text := ""
	switch {
	case e.Note == "units_unreported":
		text = "  it counts, and states nothing of some units"
	case e.Note == "correction_rejected":
		text = "  a correction was rejected; the workbook before it stays in force"
	case e.Note == "correction_held":
		text = "  a correction is held; the workbook before it stays in force"
	case e.DaysLate > 0:
		text = fmt.Sprintf("  due %s, %d %s ago", e.DueDate, e.DaysLate, plural(e.DaysLate, "day"))
	case e.Deadline == "grace":
		text = fmt.Sprintf("  due %s, in grace until %s", e.DueDate, e.LastDate)
	case e.DueDate != "":
		text = fmt.Sprintf("  due %s", e.DueDate)
	}
	if e.Note == "retracted" {
		text += "  retracted"
	}
	return text
}
