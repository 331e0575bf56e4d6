package pipeline

import (
	"context"
	"fmt"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/warehouse"
)

// IncompleteError says what a period lacks that was to be closed as if it were complete.
type IncompleteError struct {
	Period     string
	Incomplete []string // each kind of lack, in the language of the workspace
}

func (e *IncompleteError) Error() string {
	return fmt.Sprintf("%s is not complete and stays open:\n  %s\nget what lacks, or close it as it is: "+
		"tonghop close %s --incomplete --reason \"…\"", e.Period, strings.Join(e.Incomplete, "\n  "), e.Period)
}

// Kind is refused: the period may be closed once it is complete, or once somebody says that it need not be.
func (e *IncompleteError) Kind() fault.Kind { return fault.Refused }

// OrderError says that quarters have to be closed before a period.
type OrderError struct {
	Period string
	Open   []string // the quarters that come first
}

func (e *OrderError) Error() string {
	return fmt.Sprintf("%s: %s must be closed first, since later figures build on earlier ones: tonghop close %s "+
		"--reason \"…\"",
		e.Period, strings.Join(e.Open, ", "), e.Open[0])
}

// Kind is refused: the period may be closed once the others are.
func (e *OrderError) Kind() fault.Kind { return fault.Refused }

// afterEarlier says which quarters have to be closed before a period, as an *OrderError. A
// cumulative of a closed quarter must not change any more, and one of a later quarter counts from
// it.
func afterEarlier(ctx context.Context, tx *warehouse.Tx, p period.Period) error {
	open, err := tx.OpenBefore(ctx, p)
	if err != nil || len(open) == 0 {
		return err
	}
	return &OrderError{p.String(), open}
}

// incomplete says what a period lacks, a text for each kind, in the language of the workspace; none
// when it is whole. Unless that is allowed it is an *IncompleteError. The texts are kept with the
// decision and in the bundle, so that everybody can see later with what gaps a period was closed.
func (r *run) incomplete(ctx context.Context, tx *warehouse.Tx, p period.Period, allowed bool) ([]string, error) {
	lacks, err := tx.Incomplete(ctx, r.settings(), p)
	if err != nil {
		return nil, err
	}
	texts := r.notEnded(p)
	for _, l := range lacks {
		texts = append(texts, lackText(r.space.Language, l))
	}
	if !allowed && len(texts) > 0 {
		return nil, &IncompleteError{p.String(), texts}
	}
	return texts, nil
}

// notEnded says that a period's last day, by the workspace's calendar, is not over where the office is; nothing once it
// is.
func (r *run) notEnded(p period.Period) []string {
	last := r.space.Calendar.Interval(p).To
	if period.DateOf(r.now.In(r.space.Location)).Compare(last) > 0 {
		return nil
	}
	day := map[string]string{"day": fmt.Sprintf("%d/%d/%d", last.Day, last.Month, last.Year)}
	return []string{message.Text(r.space.Language, "closing.not_ended", day)}
}

// lackText is one kind of lack in words, with how many reports it is about and the first of them by
// name, up to as many as the warehouse lists. Names come from outside and are shown by vntext.Show.
func lackText(language message.Language, l warehouse.Lack) string {
	var names []string
	for _, report := range l.Reports {
		names = append(names, fmt.Sprintf("%s (%s, %s)", vntext.Show(report.UnitName), report.Form, report.Period))
	}
	if len(names) > 0 && l.Total > len(names) {
		names = append(names, "…")
	}
	values := map[string]string{"count": fmt.Sprint(l.Total), "reports": strings.Join(names, ", ")}
	return message.Text(language, "closing."+l.Kind, values)
}
