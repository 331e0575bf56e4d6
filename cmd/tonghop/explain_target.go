package main

import (
	"fmt"
	"io"
	"strings"

	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/vntext"
)

// printAssignment says what was assigned, how it is meant, by which decision and from when to when.
// An assignment reads, for example:
//
//	120 absolute, 15/QĐ-UBND, from the registry, in force from 2021-01-01
func printAssignment(w io.Writer, a trace.Assignment) {
	parts := []string{assigned(a), "no decision number", "from the " + a.Source, "in force from " + a.EffectiveDate}
	if a.Path != "" {
		parts[2] = fmt.Sprintf("%s, sheet %q, cell %s: %q", a.Path, a.Sheet, a.Ref, a.Raw)
	}
	if a.Decision != "" {
		parts[1] = a.Decision
	}
	if a.EffectiveTo != "" {
		parts[3] += " to " + a.EffectiveTo
	}
	if a.SignedDate != "" {
		parts = append(parts, "signed "+a.SignedDate)
	}
	if !a.Used {
		parts = append(parts, "not used: the registry goes before workbooks")
	}
	fmt.Fprintf(w, "    %s\n", vntext.Show(strings.Join(parts, ", ")))
}

// assigned writes a target as the decision means it. A floor is a number to be reached or passed; a
// share is a percentage of a stock at the end of the year before, so that its number follows from
// another one.
func assigned(a trace.Assignment) string {
	switch a.Kind {
	case "floor":
		return unknown(a.Value) + " at least"
	case "withdrawn":
		return "withdrawn"
	case "share":
		return fmt.Sprintf("%s = %s %% of %s, %s", unknown(a.Value), trimZeros(a.Share), a.ShareOf, base(a))
	}
	return unknown(a.Value) + " " + a.Kind
}

// base is the stock that a share is taken of. That not every unit reported the stock is said,
// because the share of it may then be too small.
func base(a trace.Assignment) string {
	switch {
	case a.Base == "":
		return "which is not known at the end of the year before"
	case a.BaseComplete:
		return fmt.Sprintf("%s at the end of %s, rounded half up", a.Base, a.BasePeriod)
	}
	return fmt.Sprintf("%s at the end of %s (not every unit reported it), rounded half up", a.Base, a.BasePeriod)
}

// trimZeros drops the zeros behind the last digit that says something: 114.2800 is 114.28, and
// 120.00 is 120.
func trimZeros(decimal string) string {
	if !strings.Contains(decimal, ".") {
		return decimal
	}
	return strings.TrimRight(strings.TrimRight(decimal, "0"), ".")
}

// printTerm derives a term's number from its published years. A term is a span of several years
// such as 2021-2025, whose number is the sum of its years, or of a stock the last one that is
// known. Each year can be explained down to its cells by a call of its own.
func printTerm(w io.Writer, e *trace.Explanation) {
	what := "in the term"
	if e.Stock {
		what = "last known"
	}
	fmt.Fprintf(w, "%-16s %s\n", what, unknown(e.Published.Actual))
	for _, y := range e.Term.Years {
		fmt.Fprintf(w, "    + %s  %s (%s)\n", unknown(y.Actual), y.Period, y.Status)
	}
	printAttainment(w, e)
	fmt.Fprintf(w, "years            %d expected, %d reported: %s\n",
		e.Term.Expected, e.Term.Reported, e.Published.Status)
	if !e.Agrees {
		fmt.Fprintf(w, "DISAGREES        the years give %s, %s %%: tell the makers of tonghop\n",
			unknown(e.Derived.Actual), unknown(e.Derived.AttainmentPct))
	}
}
