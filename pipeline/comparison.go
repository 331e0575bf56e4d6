package pipeline

import (
	"context"
	"database/sql"
	"slices"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vintage"
)

// comparison is a finding of a submission that shows only beside other submissions. It is a view of
// the tables and never stored with the reading: whether a workbook contradicts another one changes
// with every workbook that comes later.
type comparison struct {
	submission string
	path       string
	form, unit string
	period     string
	held       bool
	finding    form.Finding
}

// addComparisons takes from the vintage what is found beside other submissions: of the workbooks of
// this run everything, and every submission that is held, whenever it came. It is called after the
// vintage is published, since the texts of these findings are made by the models and stand in its
// tables.
func (r *run) addComparisons(ctx context.Context, tables *vintage.Tables) error {
	return tables.Each(ctx, "vintage/comparison", func(rows *sql.Rows) error {
		var c comparison
		var vi, en string
		f := &c.finding
		err := rows.Scan(&c.submission, &c.path, &c.form, &c.unit, &c.period, &c.held,
			&f.Severity, &f.Code, &f.Sheet, &f.Cell, &f.Read, &f.Expected, &vi, &en)
		f.Detail = map[string]string{form.MessageVI: vi, form.MessageEN: en}
		r.report.compare(c)
		return err
	})
}

// compare adds a finding to the report. A workbook of this run that is held is no accepted one. The first run may read
// an archive of many years: how its numbers changed over time is counted, and listed in the table finding alone.
func (r *Report) compare(c comparison) {
	path, isOfRun := r.of[c.submission]
	if isOfRun {
		r.count(c.finding)
	}
	if c.finding.Code == form.UnlikeHistory && r.first {
		return
	}
	if c.held {
		r.wait(c, isOfRun)
		return
	}
	if !isOfRun {
		return
	}
	i := slices.IndexFunc(r.Workbooks, func(w Workbook) bool { return w.Submission == c.submission })
	if i < 0 {
		w := c.workbook()
		w.Path = path
		r.Workbooks = append(r.Workbooks, w)
		return
	}
	r.Workbooks[i].Findings = append(slices.Clone(r.Workbooks[i].Findings), c.finding)
}

// wait adds why a submission is held; one may be held for several cells. The report counts a
// workbook of this run as accepted when it is read, and only the tables tell that it is held: hence
// it passes from one number to the other here.
func (r *Report) wait(c comparison, isOfRun bool) {
	i := slices.IndexFunc(r.Waiting, func(w Workbook) bool { return w.Submission == c.submission })
	if i >= 0 {
		r.Waiting[i].Findings = append(r.Waiting[i].Findings, c.finding)
		return
	}
	if isOfRun {
		r.Accepted, r.Held = r.Accepted-1, r.Held+1
	}
	r.Waiting = append(r.Waiting, c.workbook())
}

// workbook is the entry of the report for a submission of which nothing else is reported.
func (c comparison) workbook() Workbook {
	return Workbook{
		Submission: c.submission, Path: c.path, Shown: inbox.ShownPath(c.path), Form: c.form, Unit: c.unit, Period: c.period,
		Accepted: !c.held,
		Findings: []form.Finding{c.finding},
	}
}

// ShownPath is the path of a file as people are shown it: one whose accents are decomposed says so.
func ShownPath(path string) string { return inbox.ShownPath(path) }
