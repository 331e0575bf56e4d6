package main

import (
	"fmt"
	"io"
	"strings"

	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/vntext"
)

// printPlaces says of a row in current boundaries by which changes the numbers of others came into
// it, and which part of a number that was divided. A number that counts at several places, as where
// a unit was split, has a line for each.
func printPlaces(w io.Writer, e *trace.Explanation) {
	for _, p := range e.Parts {
		for _, place := range p.Places {
			fmt.Fprintf(w, "counts at        %s (%s) %s%s\n", vntext.Show(p.UnitName), p.UnitID, placeText(place, e.UnitID),
				wayText(p.Way))
		}
	}
	if e.Unplaced != "" {
		fmt.Fprintf(w, "not placed       %s: the parts of a split state more than was divided, and nothing says which of "+
			"them has it\n", e.Unplaced)
	}
}

// placeText says where a number counts: at krong-bong; beneath krong-bong, from 2025-07-01 on; 55 % of it at b.
func placeText(p trace.Place, unit string) string {
	if p.Hides != "" {
		return "may have been a part of " + p.Hides
	}
	var text strings.Builder
	if p.Shared {
		fmt.Fprintf(&text, "%s %% of it ", sharePercent(p.High-p.Low))
	}
	switch {
	case p.Own:
		text.WriteString("at " + p.UnitID)
	case p.UnitID == unit:
		text.WriteString("in the total of " + p.UnitID + ", without a row of its own")
	default:
		text.WriteString("beneath " + p.UnitID)
	}
	if p.From != "" {
		text.WriteString(", from " + p.From + " on")
	}
	if p.To != "" {
		text.WriteString(", until " + p.To)
	}
	return text.String()
}

// sharePercent is a share of 10^15 parts in per cent, without trailing zeros.
func sharePercent(parts int64) string {
	// One per cent of 10^15 parts. The shares are whole numbers so that no float64 rounds them.
	const percent = 10_000_000_000_000
	return trimZeros(fmt.Sprintf("%d.%013d", parts/percent, parts%percent))
}

// wayText lists changes: by merge into b on 2025-07-01 (1660/NQ), then split into c on 2026-01-01.
// It begins with a colon, and is empty where no change led there.
func wayText(way []trace.Change) string {
	steps := make([]string, len(way))
	for i, h := range way {
		steps[i] = fmt.Sprintf("%s of %s into %s on %s", h.Kind, h.UnitID, h.Successor, h.Date)
		switch {
		case !h.Said:
			steps[i] += " (nobody said so: it ended when the other one began)"
		case h.Decision != "":
			steps[i] += " (" + vntext.Show(h.Decision) + ")"
		}
	}
	if len(steps) == 0 {
		return ""
	}
	return ": " + strings.Join(steps, ", ")
}

// printNotComparable says why a number in today's units is not published: a unit was split and the
// registry has no signed weights for it, and the program never divides a number by a guess
// (docs/successions.md).
func printNotComparable(w io.Writer, e *trace.Explanation) {
	fmt.Fprintln(w, "not comparable   it has a part of another unit's number, and nothing signed says which part")
	printPlaces(w, e)
}

// printTargetParts lists the targets that a target in current boundaries is the sum of. A successor
// that has a target of its own keeps that one, and those of its predecessors are shown with a
// minus: they were in force before it and are not added to it.
func printTargetParts(w io.Writer, e *trace.Explanation) {
	for _, t := range e.Targets {
		switch {
		case t.ReplacedBy != "":
			fmt.Fprintf(w, "    - %s of %s: the target of %s stands for it%s\n", unknown(t.Value), t.UnitID, t.ReplacedBy,
				wayText(t.Way))
		default:
			fmt.Fprintf(w, "    + %s of %s%s\n", unknown(t.Value), t.UnitID, wayText(t.Way))
		}
	}
}
