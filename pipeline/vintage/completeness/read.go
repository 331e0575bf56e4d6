package completeness

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/period"
)

// Read answers a question from a vintage. Nothing is changed and nothing but the vintage is read.
// The error is a *NothingError when nothing is expected of what was asked for; a name that is no
// unit's is the error of vintage.Tables.FindUnit.
func Read(ctx context.Context, tables *vintage.Tables, q Question) (*Status, error) {
	if err := readable(ctx, tables); err != nil {
		return nil, err
	}
	expected, err := Periods(ctx, tables)
	if err != nil {
		return nil, err
	}
	s := &Status{Today: q.Today.String()}
	if s.Periods, err = choose(expected, q.Period); err != nil {
		return nil, err
	}
	s.Labels = labels(s.Periods)
	// The unit may be given by its name, code or identifier; the tables are asked by its identifier.
	if q.Unit != "" {
		last := s.Periods[len(s.Periods)-1]
		if q.Unit, err = tables.FindUnit(ctx, q.Unit, period.CalendarQuarters().Interval(last).To); err != nil {
			return nil, err
		}
	}
	// The queries take all periods as one text, separated by commas.
	joined := strings.Join(s.Labels, ",")
	if s.Rollup, err = readRollup(ctx, tables, joined, q); err != nil {
		return nil, err
	}
	if len(s.Rollup) == 0 {
		return nil, &NothingError{strings.Join(s.Labels, ", "),
			"nothing is expected of this form, unit and level; tonghop sql \"FROM completeness_rollup\" lists of whom something is"}
	}
	if s.Units, err = readUnits(ctx, tables, joined, q, true); err != nil {
		return nil, err
	}
	findings, err := readFindings(ctx, tables, joined)
	if err != nil {
		return nil, err
	}
	s.Chase, s.Warned = chase(s.Units, findings), warned(s.Units, findings)
	err = tables.Each(ctx, "completeness/asked", func(rows *sql.Rows) error {
		var a Asked
		err := rows.Scan(&a.UnitID, &a.UnitName, &a.Period, &a.Indicator, &a.Breakdown, &a.Kind)
		s.Asked = append(s.Asked, a)
		return err
	}, joined)
	if err != nil {
		return nil, err
	}
	// Titles of forms and the number of workbooks that could not be placed at all complete the
	// answer.
	err = tables.Each(ctx, "completeness/form", func(rows *sql.Rows) error {
		var f Form
		err := rows.Scan(&f.Form, &f.TitleVI, &f.TitleEN)
		s.Forms = append(s.Forms, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s, tables.Each(ctx, "completeness/unplaced", func(rows *sql.Rows) error { return rows.Scan(&s.Unplaced) },
		joined)
}

// readable refuses a vintage that a version of tonghop made before completeness was published: its
// tables are missing.
func readable(ctx context.Context, tables *vintage.Tables) error {
	found := 0
	err := tables.Each(ctx, "completeness/table", func(rows *sql.Rows) error { return rows.Scan(&found) })
	if err == nil && found < 2 {
		return &NothingError{"status",
			"an earlier version of tonghop made the current tables: call tonghop run, which makes them anew"}
	}
	return err
}

// Chase lists the units from which something is still expected for some periods, with the errors of
// what was rejected. The printed list of who has submitted uses it, which has no question to narrow
// it down.
func Chase(ctx context.Context, tables *vintage.Tables, periods []period.Period) ([]Entry, error) {
	joined := strings.Join(labels(periods), ",")
	units, err := readUnits(ctx, tables, joined, Question{}, false)
	if err != nil {
		return nil, err
	}
	findings, err := readFindings(ctx, tables, joined)
	if err != nil {
		return nil, err
	}
	return chase(units, findings), nil
}

// Periods lists the periods for which a vintage expects a workbook of anybody, in the order of the
// published table.
func Periods(ctx context.Context, tables *vintage.Tables) ([]period.Period, error) {
	var all []period.Period
	err := tables.Each(ctx, "completeness/period", func(rows *sql.Rows) error {
		var label string
		if err := rows.Scan(&label); err != nil {
			return err
		}
		p, err := period.Parse(label)
		all = append(all, p)
		return err
	})
	return all, err
}

// readRollup reads the counts for each unit and form, everything beneath the unit included. An
// empty Form, Unit or Level of the question stands for all. periods are labels joined by commas, as
// in all functions below.
func readRollup(ctx context.Context, tables *vintage.Tables, periods string, q Question) ([]Row, error) {
	var all []Row
	err := tables.Each(ctx, "completeness/rollup", func(rows *sql.Rows) error {
		var r Row
		err := rows.Scan(&r.UnitID, &r.UnitName, &r.UnitLevel, &r.Form, &r.Period, &r.DueDate, &r.Depth, &r.HasParts,
			&r.Expected, &r.OnTime, &r.Late, &r.Rejected, &r.Missing, &r.SubmittedPct, &r.Held)
		all = append(all, r)
		return err
	}, periods, q.Form, q.Unit, q.Level)
	return all, err
}

// readUnits reads what each unit did about each form, settled: also those of which nothing is left to say, which are
// most. It gives an empty list, never nil, so that the JSON has a list too.
func readUnits(
	ctx context.Context, tables *vintage.Tables, periods string, q Question, settled bool,
) ([]Entry, error) {
	all := []Entry{}
	err := tables.Each(ctx, "completeness/unit", func(rows *sql.Rows) error {
		var e Entry
		var received sql.NullTime
		var late sql.NullInt64
		err := rows.Scan(&e.UnitID, &e.UnitName, &e.UnitLevel, &e.ParentUnitID, &e.ParentName, &e.Form, &e.Period,
			&e.DueDate, &e.LastDate, &received, &e.Status, &e.Note, &late, &e.Deadline,
			&e.SubmissionID, &e.RejectedSubmissionID, &e.HeldSubmissionID, &e.File)
		e.ReceivedAt, e.DaysLate = received.Time, int(late.Int64)
		all = append(all, e)
		return err
	}, periods, q.Form, q.Unit, q.Level, q.Today.String(), settled)
	return all, err
}

// readFindings reads what is wrong with the workbooks of some periods, by submission. It is one query for all units,
// since one for each would be slow.
func readFindings(ctx context.Context, tables *vintage.Tables, periods string) (map[string][]Finding, error) {
	findings := map[string][]Finding{}
	err := tables.Each(ctx, "completeness/finding", func(rows *sql.Rows) error {
		var id string
		var f Finding
		err := rows.Scan(&id, &f.about, &f.Code, &f.Sheet, &f.Cell, &f.Read, &f.Expected, &f.MessageVI, &f.MessageEN)
		findings[id] = append(findings[id], f)
		return err
	}, periods)
	return findings, err
}

// chase picks the units from which something is still expected and puts beside each of them the errors of the workbook
// that was rejected last, why another is held, and which units a third one leaves out.
func chase(units []Entry, findings map[string][]Finding) []Entry {
	all := []Entry{}
	for _, e := range units {
		if e.ToChase() {
			e.Findings = slices.Concat(findings[e.RejectedSubmissionID], findings[e.HeldSubmissionID])
			if e.Note == unitsUnreported {
				e.Findings = append(e.Findings, only(findings[e.SubmissionID], leftOut)...)
			}
			all = append(all, e)
		}
	}
	return all
}

// warned picks the units whose workbook counts although something in it does not agree with other reports, and puts
// beside each of them what.
func warned(units []Entry, findings map[string][]Finding) []Entry {
	all := []Entry{}
	for _, e := range units {
		disagreeing := only(findings[e.SubmissionID], disagrees)
		if e.SubmissionID != e.RejectedSubmissionID && e.SubmissionID != e.HeldSubmissionID && len(disagreeing) > 0 {
			e.Findings = disagreeing
			all = append(all, e)
		}
	}
	return all
}

// only picks the findings about one thing: leftOut or disagrees.
func only(findings []Finding, about string) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.about != about })
}
