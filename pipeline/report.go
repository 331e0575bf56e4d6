package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/lake"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse"
)

// Report is what one run did: what a person sees at its end, and what --json prints.
type Report struct {
	At        time.Time `json:"at"`
	AsOf      time.Time `json:"as_of,omitzero"`
	DryRun    bool      `json:"dry_run"`
	Found     int       `json:"found"`      // workbooks in the inbox
	New       int       `json:"new"`        // contents that the ledger did not have
	Unchanged int       `json:"unchanged"`  // files as they were at the last run: not opened
	Duplicate int       `json:"duplicate"`  // further files with a content that the ledger has
	ReadAgain int       `json:"read_again"` // because forms or unit names changed
	Accepted  int       `json:"accepted"`
	Rejected  int       `json:"rejected"`
	Held      int       `json:"held"` // of the workbooks of this run: neither accepted nor rejected

	// SetAside are submissions that cannot be read again, because the archive has lost or damaged their bytes: what was
	// read in them before stands. Mended counts the files of the archive that the same bytes in the inbox have healed.
	SetAside []Workbook `json:"set_aside"`
	Mended   int        `json:"mended"`

	// Waiting are the submissions that are held, whenever they came: they count for nothing until somebody decides.
	Waiting []Workbook `json:"waiting"`

	// Resent are submissions that do not count and whose bytes came once more with this run, under the new file's path.
	Resent []Workbook `json:"resent"`

	// Standing counts the workbooks of this and earlier runs that stand rejected, no other one having come in their place.
	Standing int `json:"standing_rejected"`

	// Office are warnings about tonghop.yaml, forms and registry. They stand there until they are mended.
	Office    []OfficeFinding `json:"office"`
	Workbooks []Workbook      `json:"workbooks"` // those with findings, in order of receipt
	Findings  []FindingCount  `json:"findings"`  // by kind
	Skipped   []Skipped       `json:"skipped"`   // files that were not read
	Years     []int           `json:"years"`     // whose tables were built again

	Vintage   string `json:"vintage"`   // the vintage that holds these tables
	Folder    string `json:"folder"`    // where it is
	Published bool   `json:"published"` // false: nothing changed, the vintage before is still right
	Top       []Top  `json:"top"`

	// Lagging are the plain names under published/ that still show another vintage, because a program holds the file
	// open: the next run tries again. What follows current.json sees this vintage.
	Lagging []string `json:"lagging,omitempty"`
	// Healed is what was wrong with the vintage that was current before, when it was not as it was published.
	Healed string `json:"healed,omitempty"`

	// Pruned is which vintages were kept and removed; nil when nothing was published.
	Pruned *Pruned `json:"pruned,omitempty"`

	// Lake is what was written into the province's lake; nil where it has none.
	Lake *lake.Written `json:"lake,omitempty"`

	// TakenUp is what an earlier command had left in the journal and this one has made rows of; nil for nothing.
	TakenUp *Replayed `json:"taken_up,omitempty"`
	// Torn counts the bytes of an incomplete last line of the journal, which is kept in journal.torn.
	Torn int `json:"torn,omitempty"`
	// Rebuilt is what came of making the ledger again from journal and archive; nil when it was there.
	Rebuilt *Rebuilt `json:"rebuilt,omitempty"`

	Kinds map[string]string `json:"kinds"` // period → preliminary, provisional or final

	first bool              // nothing had been received before this run
	of    map[string]string // the submissions of this run: submission_id → path of the file
}

// newReport has empty lists rather than none: what reads the JSON need not ask.
func newReport(now time.Time, options Options) *Report {
	return &Report{
		At: now, AsOf: options.AsOf, DryRun: options.DryRun,
		Waiting: []Workbook{}, Resent: []Workbook{}, SetAside: []Workbook{}, of: map[string]string{},
		Office: []OfficeFinding{}, Workbooks: []Workbook{}, Findings: []FindingCount{}, Skipped: []Skipped{}, Years: []int{},
		Top: []Top{},
	}
}

// Workbook is one workbook with findings.
type Workbook struct {
	Submission string `json:"submission_id"`
	Path       string `json:"path"` // below the inbox; bytes that are no UTF-8 are written \xe1
	// Shown is the path as a person reads it, where it is written in another way.
	Shown    string         `json:"shown,omitempty"`
	Form     string         `json:"form"`
	Unit     string         `json:"unit"`
	Period   string         `json:"period"`
	Accepted bool           `json:"accepted"`
	Findings []form.Finding `json:"findings"`
}

// FindingCount counts findings of one kind.
type FindingCount struct {
	Severity form.Severity `json:"severity"`
	Code     string        `json:"code"`
	Count    int           `json:"count"`
}

// Skipped is a file that was not read: it is no workbook, or is tried again at the next run.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Detail string `json:"detail"` // names the file, and says what to do
}

// Top is one row of the attainment table of the topmost units.
type Top struct {
	Unit       string `json:"unit_name"`
	Period     string `json:"period"`
	Label      string `json:"label"`
	Actual     string `json:"actual"` // numbers are exact decimals, "" when unknown
	YTD        string `json:"actual_ytd"`
	Target     string `json:"target"`
	Attainment string `json:"attainment_pct"`
	Status     string `json:"status"`
	Expected   int    `json:"expected_units"`
	Reported   int    `json:"reported_units"`
}

// skip notes a file that was not read. Names of people in its path are masked, since the report
// goes into logs.
func (r *Report) skip(path, reason, detail string) {
	r.Skipped = append(r.Skipped, Skipped{form.Masked(path), reason, form.Masked(detail)})
}

// add counts one reading that is new to the ledger; path is the file's, below the inbox. A reading
// of a workbook that was received earlier counts as accepted or rejected too, and not as new.
func (r *Report) add(path string, l warehouse.Loaded) {
	reading, id := l.Reading, l.Submission.ID()
	r.of[id] = path
	if l.New {
		r.New++
	}
	if reading.Accepted {
		r.Accepted++
	} else {
		r.Rejected++
	}
	if len(reading.Findings) == 0 {
		return
	}
	w := Workbook{
		Submission: id, Path: path, Form: reading.FormID, Unit: reading.UnitID, Accepted: reading.Accepted,
		Findings: reading.Findings,
	}
	if shown := inbox.ShownPath(path); shown != path {
		w.Shown = shown
	}
	if reading.HasPeriod {
		w.Period = reading.Period.String()
	}
	r.Workbooks = append(r.Workbooks, w)
	for _, f := range reading.Findings {
		r.count(f)
	}
}

// count adds a finding to the counts by kind, errors first and the most frequent of them first. The
// list is short, and is sorted anew each time, so that it is in order whenever it is printed.
func (r *Report) count(f form.Finding) {
	i := slices.IndexFunc(r.Findings, func(c FindingCount) bool { return c.Code == f.Code && c.Severity == f.Severity })
	if i < 0 {
		r.Findings = append(r.Findings, FindingCount{Severity: f.Severity, Code: f.Code})
		i = len(r.Findings) - 1
	}
	r.Findings[i].Count++
	slices.SortStableFunc(r.Findings, func(a, b FindingCount) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity),
			b.Count-a.Count)
	})
}

// counts are what the table run keeps of a report.
func (r *Report) counts() warehouse.Counts {
	return warehouse.Counts{Found: r.Found, Fresh: r.New, Unchanged: r.Unchanged, Accepted: r.Accepted,
		Rejected: r.Rejected}
}

// addStanding counts the workbooks that stand rejected in the vintage.
func (r *Report) addStanding(ctx context.Context, tables *vintage.Tables) error {
	return tables.Each(ctx, "vintage/standing", func(rows *sql.Rows) error { return rows.Scan(&r.Standing) })
}

// addTop reads the attainment of the topmost units from the vintage.
func (r *Report) addTop(ctx context.Context, tables *vintage.Tables) error {
	return tables.Each(ctx, "vintage/top", func(rows *sql.Rows) error {
		var t Top
		err := rows.Scan(&t.Unit, &t.Period, &t.Label, quantity.Plain(&t.Actual), quantity.Plain(&t.YTD),
			quantity.Plain(&t.Target), &t.Attainment, &t.Status, &t.Expected, &t.Reported)
		r.Top = append(r.Top, t)
		return err
	})
}
