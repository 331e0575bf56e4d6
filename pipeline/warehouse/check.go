package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
)

// CheckError says that the consolidated tables contradict themselves, for example that parts do not
// add up to their total. It is a defect of tonghop and never of a workbook, and nothing is
// published.
type CheckError struct {
	Check string // file name under sql/checks
	Rows  int
	First string // the first offending row
}

func (e *CheckError) Error() string {
	return fmt.Sprintf("the check sql/checks/%s.sql failed on %d rows, the first one: %s; nothing was published, "+
		"please report this", e.Check, e.Rows, e.First)
}

// Kind is failed: it is a defect of tonghop.
func (e *CheckError) Kind() fault.Kind { return fault.Failed }

// check runs every check of sql/checks. A check is a SELECT of rows that must not be there. One of
// scope "by year" reads the year in a variable, and runs for the years that were built only: the
// others were checked when they were. It runs after the tables are made and before anything is
// published, so that tables which contradict themselves never leave the transaction.
func (b *builder) check(ctx context.Context, parts []yearPart) error {
	// Checks are files with headers like those of models, and read by the same code.
	checks, err := loadFolder(b.files, "checks", "")
	if err != nil {
		return err
	}
	for _, c := range checks {
		// A check of the whole looks at the small tables, which were all made anew.
		if c.scope == rebuildWhole {
			if err := b.runCheck(ctx, c.name, c.body); err != nil {
				return err
			}
			continue
		}
		for _, p := range parts {
			if err := b.setPart(ctx, p); err != nil {
				return err
			}
			if err := b.joining(ctx, c, func() error { return b.runCheck(ctx, c.name, p.bodyOf(c)) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// runCheck counts the offending rows of one check and describes the first of them.
func (b *builder) runCheck(ctx context.Context, name, query string) error {
	if b.settings.Watch != nil {
		defer b.settings.Watch("check " + name)()
	}
	rows, err := b.q.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("check %s: %w", name, err)
	}
	defer rows.Close()
	failed := &CheckError{Check: name}
	for rows.Next() {
		// All rows are counted, and one is enough to look for the defect.
		if failed.Rows++; failed.Rows == 1 {
			if failed.First, err = describeRow(rows); err != nil {
				return fmt.Errorf("check %s: %w", name, err)
			}
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("check %s: %w", name, err)
	}
	if failed.Rows > 0 {
		return failed
	}
	return nil
}

// describeRow writes a row of any columns as "name = value, …", for whoever looks into the defect.
func describeRow(rows *sql.Rows) (string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	// A check may have any columns, so that their values are taken as they come.
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	if err := rows.Scan(values...); err != nil {
		return "", err
	}
	parts := make([]string, len(columns))
	for i, column := range columns {
		parts[i] = fmt.Sprintf("%s = %v", column, *values[i].(*any))
	}
	return strings.Join(parts, ", "), nil
}
