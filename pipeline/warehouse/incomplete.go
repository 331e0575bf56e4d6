package warehouse

import (
	"context"
	"database/sql"
	"fmt"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
)

// Lack is what a period that is to be closed lacks, of one kind.
type Lack struct {
	Kind    string   // missing, held, rejected; or a kind of the table reconciliation, such as cumulative_flow
	Total   int      // reports, or rows of reconciliation
	Reports []Report // up to ten of them; none of contradictions
}

// Report is what one unit owes: a form for a period.
type Report struct{ UnitName, Form, Period string }

// Incomplete lists what a quarter or a year lacks: reports that are missing, held or rejected, and achieved numbers
// that contradict each other. The models must have been consolidated in this transaction.
func (tx *Tx) Incomplete(ctx context.Context, settings Settings, p period.Period) ([]Lack, error) {
	completeness, err := tx.modelText(ctx, settings, "completeness")
	if err != nil {
		return nil, err
	}
	lacks, err := duck.Statement("warehouse/incomplete")
	if err != nil {
		return nil, err
	}
	rows, err := tx.conn.QueryContext(ctx, "WITH completeness AS (\n"+completeness+"\n)\n"+lacks, p.LastYear(),
		endMonth(p, 0))
	if err != nil {
		return nil, fmt.Errorf("warehouse/incomplete: %w", err)
	}
	defer rows.Close()
	return scanLacks(rows)
}

// scanLacks gathers the rows of each kind, which follow one another.
func scanLacks(rows *sql.Rows) (lacks []Lack, err error) {
	for rows.Next() {
		var kind string
		var total int
		var report Report
		if err := rows.Scan(&kind, &total, &report.UnitName, &report.Form, &report.Period); err != nil {
			return nil, fmt.Errorf("warehouse/incomplete: %w", err)
		}
		if len(lacks) == 0 || lacks[len(lacks)-1].Kind != kind {
			lacks = append(lacks, Lack{Kind: kind, Total: total})
		}
		if last := &lacks[len(lacks)-1]; report.Form != "" {
			last.Reports = append(last.Reports, report)
		}
	}
	return lacks, rows.Err()
}

// OpenBefore lists the quarters that have published rows, are not closed, and have to be closed before a period: the
// earlier ones of a quarter's year, all those of a year. The models must have been consolidated in this transaction.
func (tx *Tx) OpenBefore(ctx context.Context, p period.Period) ([]string, error) {
	var open []string
	err := duck.Each(ctx, tx.conn, "warehouse/open_quarter", func(rows *sql.Rows) error {
		var label string
		err := rows.Scan(&label)
		open = append(open, label)
		return err
	}, p.LastYear(), endMonth(p, 13))
	return open, err
}

// endMonth is the month in which a quarter ends; of a year it is what the caller says. Both queries
// take the quarter or year as a month: warehouse/incomplete takes 0 for the whole year,
// warehouse/open_quarter takes 13, before which every month of the year lies.
func endMonth(p period.Period, ofYear int) int {
	if p.Kind == period.Quarter {
		return 3 * p.Quarter
	}
	return ofYear
}
