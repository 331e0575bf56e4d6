package main

import (
	"fmt"
	"io"

	"tonghop/pipeline"
	"tonghop/pipeline/vocabulary/vntext"
)

// printLedger says what a run had to do about the ledger before it could begin. After an ordinary
// night it prints nothing: each of these lines is about a run that was killed, a power cut, or a
// warehouse that was lost.
func printLedger(w io.Writer, r *pipeline.Report) {
	if r.Torn > 0 {
		fmt.Fprintf(w, "journal    the last line was incomplete (%d bytes) and was cut: it is kept in journal.torn\n", r.Torn)
	}
	if r.Rebuilt != nil {
		printRebuilt(w, r.Rebuilt)
	}
	if r.TakenUp != nil {
		fmt.Fprintf(w, "taken up   %s that had been killed, from the journal\n", counted(r.TakenUp.Runs, "command"))
		printReplayed(w, *r.TakenUp)
	}
}

// printRebuilt says that the warehouse was made again, and what is to be looked at. The old
// warehouse is put aside and not deleted, so that whoever misses a row in the new one can still
// look at it.
func printRebuilt(w io.Writer, r *pipeline.Rebuilt) {
	fmt.Fprintf(w, "rebuilt    warehouse.duckdb, from journal and archive, because %s: %s, %s read\n", r.Why,
		counted(r.Runs, "command"), counted(r.Readings, "workbook"))
	if r.Aside != "" {
		fmt.Fprintf(w, "put aside  the old one is %s\n", r.Aside)
	}
	printReplayed(w, r.Replayed)
	for _, d := range r.Compared {
		fmt.Fprintf(w, "  the old one had it otherwise: %s, %s: %s\n", d.Table, d.Side, vntext.Show(d.Row))
	}
}

// shownReplays bounds how many lines of each kind are printed; --json has all of them.
const shownReplays = 20

// printReplayed lists what was not made as it had been. A workbook is read otherwise when a newer
// version of the program sees something in it that the older one did not; its numbers are then
// those of today's reading, but for closed periods, whose rows come from their bundles.
func printReplayed(w io.Writer, r pipeline.Replayed) {
	for i, d := range r.Differences {
		if i == shownReplays {
			fmt.Fprintf(w, "  and %d more: --json lists them\n", len(r.Differences)-i)
			break
		}
		if d.Was == d.Is {
			fmt.Fprintf(w, "  this version reads otherwise: %s (%s): %s as before, but its numbers or findings, or the form in "+
				"which an earlier version summed them up\n", vntext.Show(d.Path), d.Submission, d.Is)
			continue
		}
		fmt.Fprintf(w, "  this version reads otherwise: %s (%s): was %s, is %s\n", vntext.Show(d.Path), d.Submission, d.Was,
			d.Is)
	}
	for i, sum := range r.Lost {
		if i == shownReplays {
			fmt.Fprintf(w, "  and %d more: --json lists them\n", len(r.Lost)-i)
			break
		}
		fmt.Fprintf(w, "  the archive has lost %s: put the same workbook into the inbox, or the file back from a backup\n",
			sum)
	}
	for _, problem := range r.Problems {
		fmt.Fprintf(w, "  %s\n", vntext.Show(problem))
	}
}
