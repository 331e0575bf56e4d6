package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workspace"
)

const explainHelp = `Derives one published number: the cells that it is the sum of, each with file and sheet, the
target with its decision, and the percentage. UNIT is an identifier, code or name; INDICATOR is a
code such as admitted. With --current the number is the one in today's units: which predecessor
gave what, and by which change it came there.`

// explainCommand is tonghop explain. It answers from the current vintage alone, so that the number
// that it derives is the one that readers see, also while a run goes on.
func explainCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use:   "explain UNIT PERIOD INDICATOR [--breakdown B] [--current] [-C DIR] [--json]",
		Short: "derives a published number down to file, sheet and cell", Long: explainHelp,
		Example: "  tonghop explain cu-pui 2021-Q3 admitted\n" +
			"  tonghop explain \"Xã Cư Pui\" 2021 admitted --breakdown female\n" +
			"  tonghop explain \"Xã Cư Pui\" 2024 admitted --current",
		Args: exactly(3, "a unit, a period and an indicator"), ValidArgsFunction: cobra.NoFileCompletions,
	}
	breakdown := c.Flags().String("breakdown", "total", "a part of the indicator, such as female")
	current := c.Flags().Bool("current", false, "the number in today's units, from attainment_*_current")
	asJSON := c.Flags().Bool("json", false, "print the whole derivation as JSON")
	dir := directoryFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		space, err := workspace.Open(*dir)
		if err != nil {
			return err
		}
		key := trace.Key{UnitID: args[0], Period: args[1], Indicator: args[2], Breakdown: *breakdown}
		explanation, err := pipeline.Explain(c.Context(), space, key, pipeline.Boundaries(*current))
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(env.stdout, explanation)
		}
		printExplanation(env.stdout, explanation)
		return nil
	}
	return c
}

// printExplanation derives a number from the top down: its sum in the period, its sum since 1
// January, what came from predecessors, the target with its decision, the percentage, and how many
// units it rests on. The last lines say whether the cells really give the published number; where
// they do not, and the period is not closed, the program itself is wrong and says so.
func printExplanation(w io.Writer, e *trace.Explanation) {
	fmt.Fprintf(w, "%s (%s) · %s · %s", vntext.Show(e.UnitName), e.UnitID, e.Period, vntext.Show(e.Label["vi"]))
	if e.Breakdown != "total" {
		fmt.Fprintf(w, " (%s.%s)", e.Indicator, e.Breakdown)
	}
	if e.Current {
		fmt.Fprint(w, " · in current boundaries")
	}
	fmt.Fprintln(w)
	if e.Published.Status == "not_comparable" {
		printNotComparable(w, e)
		return
	}
	if e.Term != nil {
		printTerm(w, e)
		return
	}
	// A stock is a state at the end of the period. It is not summed over time, so that it has no
	// line "since 1 January".
	what := "in the period"
	if e.Stock {
		what = "at its end"
	}
	printSum(w, e, what, e.Published.Actual, func(p trace.Part) (string, trace.Sum) { return p.Actual, p.Terms })
	if !e.Stock && e.Published.ActualYTD != "" {
		ytd := func(p trace.Part) (string, trace.Sum) { return p.ActualYTD, p.YTDTerms }
		printSum(w, e, "since 1 January", e.Published.ActualYTD, ytd)
	}
	printSuccessions(w, e)
	printPlaces(w, e)
	printAttainment(w, e)
	fmt.Fprintf(w, "units            %d expected, %d reported, %d with more than zero: %s\n",
		e.Published.Expected, e.Published.Reported, e.Published.Contributing, e.Published.Status)
	switch {
	case e.Closed && !e.Agrees:
		fmt.Fprintln(w, "closed           the row is as it was when the period was closed; "+
			"what came since is in the cells above and not in the row")
	case e.Closed:
		fmt.Fprintln(w, "closed           the row is as it was when the period was closed")
	case !e.Agrees:
		fmt.Fprintf(w, "DISAGREES        the cells give %s, %s since 1 January, %s %%: tell the makers of tonghop\n",
			unknown(e.Derived.Actual), unknown(e.Derived.ActualYTD), unknown(e.Derived.AttainmentPct))
	}
}

// shownParts bounds how many units of a total are printed; --json has all.
const shownParts = 10

// printSum prints a published number and what it is the sum of: the cells themselves where the unit
// reports for itself, otherwise one line for each unit beneath it with its cells below. of picks
// which of a part's numbers is meant, the one in the period or the one since 1 January, with its
// cells. Units that reported zero add nothing and are left out.
func printSum(w io.Writer, e *trace.Explanation, what, published string, of func(trace.Part) (string, trace.Sum)) {
	fmt.Fprintf(w, "%-16s %s\n", what, unknown(published))
	single := len(e.Parts) == 1 && e.Parts[0].UnitID == e.UnitID && len(e.Parts[0].Places) == 0
	shown, left := 0, 0
	for _, part := range e.Parts {
		value, terms := of(part)
		switch {
		case single:
			printTerms(w, "    ", terms)
		case !terms.Known() || value == "0":
		case shown == shownParts:
			left++
		default:
			shown++
			fmt.Fprintf(w, "    + %s  %s (%s)\n", value, vntext.Show(part.UnitName), part.UnitID)
			printTerms(w, "          ", terms)
		}
	}
	if left > 0 {
		fmt.Fprintf(w, "    … and %d more units: --json lists them all\n", left)
	}
}

// successionQuestions say in words what is asked of the office about a cumulative.
var successionQuestions = map[string]string{
	"ambiguous": "asked of the office whether its cumulative includes them (registry/changes, counts); " +
		"the smallest total that can be true counts",
	"contradicts": "its cumulative is neither its own nor that and all of theirs: the flow counts, and the office is " +
		"asked",
	"declared": "its cumulative is not what registry/changes or the form declares: the flow counts",
}

// printSuccessions says which part of the cumulatives came from which predecessors, and what of a
// total was achieved by units that stand elsewhere now. Only units that follow others are named: a
// unit that was founded or ended without a predecessor has nothing of anybody in its cumulative.
func printSuccessions(w io.Writer, e *trace.Explanation) {
	for _, p := range e.Parts {
		s := p.Succession
		if s == nil || s.Predecessors == "" {
			continue
		}
		fmt.Fprintf(w, "follows          %s (%s) follows %s; of its cumulative %s is theirs, and %s counts in totals\n",
			vntext.Show(p.UnitName), p.UnitID, s.Predecessors, unknown(s.Inherited), unknown(s.CountedYTD))
		if asked := successionQuestions[s.Asked]; asked != "" {
			fmt.Fprintf(w, "                 %s\n", asked)
		}
	}
	if e.Aside != "" {
		fmt.Fprintf(w, "elsewhere        %s was achieved beneath it by units that stand elsewhere now\n", e.Aside)
	}
}

// printTerms prints the cells of a sum. One with a minus is a cumulative that was subtracted: where
// a form only states what was achieved since 1 January, the number in the period is this cumulative
// less the one before.
func printTerms(w io.Writer, indent string, terms trace.Sum) {
	for _, t := range terms {
		sign := "+"
		if t.Minus {
			sign = "-"
		}
		c := t.Cell
		fmt.Fprintf(w, "%s%s %s  %s, sheet %q, cell %s: %q (%s, %s)\n",
			indent, sign, c.Value, vntext.Show(c.Path), c.Sheet, c.Ref, c.Raw, c.Measure, c.Period)
	}
}

// printAttainment shows the division with all of its digits before the one rounding, so that
// whoever checks it with a calculator sees the same quotient. The numerator is what was achieved
// since 1 January; a number that has no cumulative, such as a stock or a whole year, is its own
// numerator.
func printAttainment(w io.Writer, e *trace.Explanation) {
	if e.Published.Target == "" && len(e.Target) == 0 && len(e.Targets) == 0 {
		return
	}
	fmt.Fprintf(w, "target           %s (assigned first: %s)\n",
		unknown(e.Published.Target), unknown(e.Published.TargetOriginal))
	printTargetParts(w, e)
	for _, a := range e.Target {
		printAssignment(w, a)
	}
	numerator := e.Derived.ActualYTD
	if numerator == "" {
		numerator = e.Derived.Actual
	}
	if e.Derived.AttainmentPct != "" {
		fmt.Fprintf(w, "attainment       %s ÷ %s × 100 = %s → %s %% (%s, %s)\n",
			numerator, e.Published.Target, trimZeros(e.Derived.Exact), e.Published.AttainmentPct,
			e.Rounding.Mode, counted(e.Rounding.Digits, "digit"))
	}
}

// plural is good for words whose plural only adds an s, which are all that this package counts. 1
// gives "unit", and 0 and 2 give "units".
func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// counted is a number with its word: 1 argument, 2 arguments.
func counted(n int, word string) string { return fmt.Sprintf("%d %s", n, plural(n, word)) }

// unknown writes a number that a vintage has as NULL. An empty text must not look like a zero, or
// like a printing mistake.
func unknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
