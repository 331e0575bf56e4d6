package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tonghop/pipeline"
	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/vntext"
)

// printJSON prints what --json asks for. The keys are those of the types that pipeline returns.
// Vietnamese texts and signs such as "<" stay as they are.
func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// shownWorkbooks bounds how many workbooks with findings a report prints; all of them are in the table finding.
const shownWorkbooks = 20

// printReport shows a person what the run did. Lines about things that did not happen are left out,
// so that an ordinary night is a few lines. The order goes from what was read over what somebody
// has to look at to what is published. language is that of the findings; the words around them are
// English, as all commands are.
func printReport(w io.Writer, r *pipeline.Report, language message.Language) {
	fmt.Fprintf(w, "workbooks  %d found · %d new · %d unchanged · %d accepted · %d rejected%s\n",
		r.Found, r.New, r.Unchanged, r.Accepted, r.Rejected, heldText(r.Held))
	if r.Standing > r.Rejected {
		fmt.Fprintf(w, "rejected   %s of earlier runs still stand rejected: tonghop status says whom to chase\n",
			counted(r.Standing-r.Rejected, "workbook"))
	}
	if r.ReadAgain > 0 {
		fmt.Fprintf(w, "read again %d from the archive\n", r.ReadAgain)
	}
	for _, s := range r.Skipped {
		fmt.Fprintf(w, "left out   %s\n", vntext.Show(s.Detail))
	}
	printLedger(w, r)
	printOffice(w, r.Office)
	printArchive(w, r, language)
	printFindings(w, r, language)
	printWaiting(w, r.Waiting, language)
	printResent(w, r.Resent, language)
	printTop(w, r.Top)
	printKinds(w, r.Top, r.Kinds)
	printPublished(w, r)
	if r.Lake != nil && r.Lake.Files > 0 {
		fmt.Fprintf(w, "lake       %s, %s, as state %s\n", counted(r.Lake.Files, "new file"), megabytes(r.Lake.Bytes),
			r.Lake.State)
	}
	if r.Healed != "" {
		fmt.Fprintf(w, "healed     the published tables were damaged: %s; they are whole again\n", r.Healed)
	}
	if r.Pruned != nil {
		printPruned(w, r.Pruned)
	}
	for _, name := range r.Lagging {
		fmt.Fprintf(w, "lagging    published/%s still shows another vintage: close the program that has it open; "+
			"the next run tries again\n", name)
	}
}

// printPublished says where the tables are now. The folder is named also where nothing changed,
// because that is what a script or a person looks for.
func printPublished(w io.Writer, r *pipeline.Report) {
	switch {
	case r.DryRun:
		fmt.Fprintln(w, "\ndry run: nothing was written")
	case r.Published:
		fmt.Fprintf(w, "\npublished  %s\n", r.Folder)
	case !r.AsOf.IsZero():
		fmt.Fprintf(w, "\ntables as of %s  %s\n", r.AsOf.Format("2006-01-02 15:04:05 -07:00"), r.Folder)
	default:
		fmt.Fprintf(w, "\nnothing changed; the current tables are in %s\n", r.Folder)
	}
}

// printOffice shows what is wrong in the office's own files; each line names the file and the place in it.
func printOffice(w io.Writer, findings []pipeline.OfficeFinding) {
	for _, f := range findings {
		fmt.Fprintf(w, "office     %s: %s\n", f.Severity, vntext.Show(f.Text))
	}
}

// printArchive says which workbooks the archive has lost, and how many of them the inbox gave back.
// The two belong together: what is set aside today is mended as soon as the same workbook lies in
// the inbox again.
func printArchive(w io.Writer, r *pipeline.Report, language message.Language) {
	if r.Mended > 0 {
		fmt.Fprintf(w, "mended     %s of the archive, from the inbox\n", counted(r.Mended, "damaged file"))
	}
	if len(r.SetAside) == 0 {
		return
	}
	fmt.Fprintf(w, "set aside  %s that cannot be read again\n", counted(len(r.SetAside), "workbook"))
	for i, book := range r.SetAside {
		if i == shownWorkbooks {
			fmt.Fprintf(w, "  … and %d more: tonghop doctor\n", len(r.SetAside)-i)
			return
		}
		fmt.Fprintf(w, "\n  SET ASIDE  %s  (%s)\n", vntext.Show(cmp.Or(book.Shown, book.Path)), book.Submission)
		for _, f := range book.Findings {
			fmt.Fprintf(w, "    %s\n", vntext.Show(form.Text(language, f)))
		}
	}
}

// printFindings counts the findings of this run by kind and lists the workbooks that have some, the
// rejected ones first: these have to be sent back, while the others already count.
func printFindings(w io.Writer, r *pipeline.Report, language message.Language) {
	if len(r.Findings) == 0 {
		return
	}
	fmt.Fprint(w, "findings  ")
	for i, f := range r.Findings {
		if i > 0 {
			fmt.Fprint(w, " ·")
		}
		fmt.Fprintf(w, " %s %s %d", f.Severity, f.Code, f.Count)
	}
	fmt.Fprintln(w)
	for i, book := range rejectedFirst(r.Workbooks) {
		if i == shownWorkbooks {
			fmt.Fprintf(w, "  … and %d more workbooks with findings: tonghop sql \"FROM finding\"\n",
				len(r.Workbooks)-i)
			break
		}
		outcome := "accepted"
		if !book.Accepted {
			outcome = "REJECTED"
		}
		fmt.Fprintf(w, "\n  %s  %s\n", outcome, vntext.Show(cmp.Or(book.Shown, book.Path)))
		for _, f := range book.Findings {
			fmt.Fprintf(w, "    %s: %s\n", f.Severity, vntext.Show(form.Text(language, f)))
		}
	}
}

// heldText counts the held workbooks of a run; a run without any says nothing of them.
func heldText(held int) string {
	if held == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d held", held)
}

// printWaiting lists the submissions that are held, whenever they came. They are told every night
// until somebody decides, because their numbers are missing from the tables.
func printWaiting(w io.Writer, waiting []pipeline.Workbook, language message.Language) {
	if len(waiting) == 0 {
		return
	}
	fmt.Fprintf(w, "held       %s until somebody decides\n", counted(len(waiting), "workbook"))
	printListed(w, "HELD", "tonghop sql \"FROM submission WHERE status = 'held'\"", waiting, language)
}

// printResent lists the files whose content was received before and does not count.
func printResent(w io.Writer, resent []pipeline.Workbook, language message.Language) {
	if len(resent) == 0 {
		return
	}
	fmt.Fprintf(w, "sent again %s that were received before and do not count\n", counted(len(resent), "workbook"))
	printListed(w, "SENT AGAIN", "--json has them all", resent, language)
}

// printListed names workbooks with their submissions and findings, under a word that says what has become of them;
// others says where those stand that are too many to be printed.
func printListed(w io.Writer, word, others string, books []pipeline.Workbook, language message.Language) {
	for i, book := range books {
		if i == shownWorkbooks {
			fmt.Fprintf(w, "  … and %d more: %s\n", len(books)-i, others)
			return
		}
		fmt.Fprintf(w, "\n  %s  %s  (%s  %s  %s  %s)\n",
			word, vntext.Show(cmp.Or(book.Shown, book.Path)), book.Submission, book.Form, book.Unit, book.Period)
		for j, f := range book.Findings {
			if j == shownWorkbooks {
				fmt.Fprintf(w, "    … and %d more cells: tonghop sql \"FROM finding\"\n", len(book.Findings)-j)
				break
			}
			fmt.Fprintf(w, "    %s\n", vntext.Show(form.Text(language, f)))
		}
	}
}

// rejectedFirst keeps the order of receipt among the rejected and among the accepted.
func rejectedFirst(books []pipeline.Workbook) []pipeline.Workbook {
	sorted := slices.Clone(books)
	slices.SortStableFunc(sorted, func(a, b pipeline.Workbook) int {
		switch {
		case a.Accepted == b.Accepted:
			return 0
		case b.Accepted:
			return -1
		}
		return 1
	})
	return sorted
}

// printTop prints the attainment of the topmost units as it stands now. "units" is
// reported/expected: 35/35 means that everybody who was asked has reported, so that a number from
// half of the units cannot be taken for the whole.
func printTop(w io.Writer, rows []pipeline.Top) {
	if len(rows) == 0 {
		return
	}
	table := [][]string{{"unit", "period", "indicator", "in period", "since 1 Jan", "target", "%", "units", "status"}}
	for _, t := range rows {
		table = append(table, []string{
			t.Unit, t.Period, t.Label, t.Actual, t.YTD, t.Target, t.Attainment,
			fmt.Sprintf("%d/%d", t.Reported, t.Expected), t.Status,
		})
	}
	fmt.Fprintln(w)
	printTable(w, table)
}

// printKinds says how final the periods of the printed rows and their years are. The words are
// those of the manifest: preliminary, provisional or final.
func printKinds(w io.Writer, rows []pipeline.Top, kinds map[string]string) {
	var shown []string
	for _, t := range rows {
		// The label of every period begins with its year, which has a kind of its own: a quarter
		// may be final and its year not.
		for _, label := range []string{t.Period, t.Period[:len("2021")]} {
			if text := label + " " + kinds[label]; kinds[label] != "" && !slices.Contains(shown, text) {
				shown = append(shown, text)
			}
		}
	}
	if len(shown) > 0 {
		slices.Sort(shown)
		fmt.Fprintf(w, "\nfigures    %s\n", strings.Join(shown, " · "))
	}
}

// printTable aligns columns by characters and prints every text as one line, whatever is in it. The
// first row is the heading. It changes the rows that it is given.
func printTable(w io.Writer, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	for _, row := range rows {
		for i := range row {
			row[i] = vntext.Show(row[i])
		}
	}
	widths := widthsOf(rows)
	for _, row := range rows {
		printRow(w, row, widths)
	}
}

// widthsOf are the widths of the columns of a table, in characters. A character is a code point,
// and no byte: "ệ" takes three bytes and one place.
func widthsOf(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(text))
		}
	}
	return widths
}

// printRow prints one row of a table, numbers to the right. A text that is wider than its column is
// printed whole. Blanks behind the last column are cut off, so that lines are no longer than what
// they say.
func printRow(w io.Writer, row []string, widths []int) {
	var line strings.Builder
	for i, text := range row {
		padding := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(text)))
		if isNumber(text) {
			text, padding = padding+text, ""
		}
		line.WriteString(text + padding + "  ")
	}
	fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
}

// isNumber says whether a text is made of the signs of a number. It decides about alignment only,
// so that "-" may well be taken for one.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "-0123456789.") == ""
}
