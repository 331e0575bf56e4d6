package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
)

// TableOf is the published table that has a period's rows. Only quarters and years have one; the
// error says so.
func TableOf(p period.Period) (string, error) {
	switch p.Kind {
	case period.Quarter:
		return "attainment_quarterly", nil
	case period.Year:
		return "attainment_yearly", nil
	}
	return "", fmt.Errorf("period %s: expected a quarter such as 2021-Q3 or a year such as 2021", p)
}

// Seal keeps the rows of a period as they are published now, for the decision that Act appends
// next. From then on the period shows these rows, whatever arrives. The models must have been
// consolidated in this transaction. It returns the number of rows. Sealed rows are the published
// ones as they stand, percentages and status included, so that a later version with other rounding
// still shows what was signed.
func (tx *Tx) Seal(ctx context.Context, settings Settings, p period.Period) (sealed int64, err error) {
	rows, table, err := tx.rowsOf(ctx, settings, p)
	if err != nil {
		return 0, err
	}
	// sealed_quarterly and sealed_yearly are tables of the ledger, and never deleted from.
	into := "sealed_" + strings.TrimPrefix(table, "attainment_")
	columns, err := tx.sealedColumns(ctx, into)
	if err != nil {
		return 0, err
	}
	insert := fmt.Sprintf("INSERT INTO ledger.%s (action_id, %s) SELECT %d, %s FROM (%s)", into, columns, tx.NextAction(),
		columns, rows)
	result, err := tx.conn.ExecContext(ctx, insert)
	if err != nil {
		return 0, fmt.Errorf("seal %s: %w", p, err)
	}
	tx.changed = true
	return result.RowsAffected()
}

// sealedColumns lists the columns of a table of sealed rows, separated by commas. Rows are inserted
// by these names, so a column that the published table has beyond them is not sealed and does no
// harm.
func (tx *Tx) sealedColumns(ctx context.Context, table string) (string, error) {
	var names []string
	err := duck.Each(ctx, tx.conn, "warehouse/sealed_column", func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	}, table)
	return strings.Join(names, ", "), err
}

// NextAction is the number that the decision which Act appends next will have.
func (tx *Tx) NextAction() int { return int(tx.last.action) + 1 }

// Inputs are the submissions whose numbers the tables of a year are made of, in order of receipt:
// those of the year that are in force, and those of the year before, whose last stocks a target may
// be a share of. A bundle keeps their workbooks. The models must have been consolidated in this
// transaction.
func (tx *Tx) Inputs(ctx context.Context, year int) ([]inbox.Submission, error) {
	var inputs []inbox.Submission
	err := duck.Each(ctx, tx.conn, "warehouse/inputs_of_year", func(rows *sql.Rows) error {
		s := inbox.Submission{Archived: true}
		err := rows.Scan(&s.SHA256, &s.Part, &s.Place, &s.Path, &s.FileName, &s.Size, &s.ReceivedAt)
		inputs = append(inputs, s)
		return err
	}, year)
	return inputs, err
}

// CopyTable writes the published rows of a period into a CSV file, with a header and exact numbers
// as people write them.
func (tx *Tx) CopyTable(ctx context.Context, settings Settings, p period.Period, file string) error {
	rows, _, err := tx.rowsOf(ctx, settings, p)
	if err != nil {
		return err
	}
	// plain needs the connection only.
	b := &builder{q: tx.conn}
	if rows, err = b.plain(ctx, rows); err != nil {
		return err
	}
	if _, err := tx.conn.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT csv, HEADER)", rows,
		duck.Quoted(file))); err != nil {
		return fmt.Errorf("table of %s: %w", p, err)
	}
	return nil
}

// rowsOf is the query of a period's published rows, and the table that it belongs to. It is the
// model's own text, so that sealed and published rows cannot differ. A period that is sealed
// already gives its sealed rows, because the published table does.
func (tx *Tx) rowsOf(ctx context.Context, settings Settings, p period.Period) (query, table string, err error) {
	if table, err = TableOf(p); err != nil {
		return "", "", err
	}
	body, err := tx.modelText(ctx, settings, table)
	if err != nil {
		return "", "", err
	}
	return fmt.Sprintf("SELECT * FROM (%s) WHERE period = %s", body, duck.Quoted(p.String())), table, nil
}

// modelText is the query of a published table, as it would be published now.
func (tx *Tx) modelText(ctx context.Context, settings Settings, name string) (string, error) {
	b, err := newBuilder(ctx, tx.conn, tx.files, settings)
	if err != nil {
		return "", err
	}
	fill, err := b.placeholders(ctx)
	if err != nil {
		return "", err
	}
	for _, m := range b.models {
		if m.name == name {
			return fill.Replace(m.body), nil
		}
	}
	return "", fmt.Errorf("sql/models: there is no model %s", name)
}

// ClosedPeriods are the labels of the periods that are closed, by the last decision about each.
func (tx *Tx) ClosedPeriods(ctx context.Context) (map[string]bool, error) {
	closed := map[string]bool{}
	err := duck.Each(ctx, tx.conn, "warehouse/closed_period", func(rows *sql.Rows) error {
		var label string
		err := rows.Scan(&label)
		closed[label] = true
		return err
	})
	return closed, err
}

// DefinitionsInForce are the definitions that were recorded last, without their texts.
func (tx *Tx) DefinitionsInForce(ctx context.Context) ([]Definition, error) {
	var inForce []Definition
	err := duck.Each(ctx, tx.conn, "warehouse/definition_in_force", func(rows *sql.Rows) error {
		var d Definition
		err := rows.Scan(&d.Kind, &d.Name, &d.SHA256)
		inForce = append(inForce, d)
		return err
	})
	return inForce, err
}

// RegistryInForce is the SHA-256 of the registry that was recorded last, "" when there is none.
func (tx *Tx) RegistryInForce(ctx context.Context) (string, error) {
	inForce := ""
	err := duck.Each(ctx, tx.conn, "warehouse/registry_in_force",
		func(rows *sql.Rows) error { return rows.Scan(&inForce) })
	return inForce, err
}

// Decided is a submission with what staff decided about it.
type Decided struct {
	inbox.Submission
	Accepted, Retracted bool
	Forgotten           bool // its bytes and texts are not kept any more
}

// Decided lists the submissions that a text names: by the whole submission_id, or by the beginning
// of the SHA-256, behind which ".2" names the second form of the workbook. A whole submission_id
// means that submission alone, even where it begins the identifier of another. Several results mean
// that the text is not long enough. Digits and letters of the text may be in capitals. An empty
// list means that there is no such submission.
func (tx *Tx) Decided(ctx context.Context, name string) ([]Decided, error) {
	var found []Decided
	err := duck.Each(ctx, tx.conn, "warehouse/decided", func(rows *sql.Rows) error {
		var d Decided
		if err := rows.Scan(&d.SHA256, &d.Part, &d.Path, &d.FileName, &d.Accepted, &d.Retracted, &d.Forgotten); err != nil {
			return err
		}
		if d.isNamed(strings.ToLower(name)) {
			found = append(found, d)
		}
		return nil
	})
	// "1a2b3c4d5e6f" is the first form of its workbook, and also the beginning of "1a2b3c4d5e6f.2".
	whole := func(d Decided) bool { return d.ID() == strings.ToLower(name) }
	if slices.ContainsFunc(found, whole) {
		found = slices.DeleteFunc(found, func(d Decided) bool { return !whole(d) })
	}
	return found, err
}

// isNamed says whether a text, in small letters, is the beginning of the submission's identifier.
func (d *Decided) isNamed(name string) bool {
	prefix, part, hasPart := strings.Cut(name, ".")
	return strings.HasPrefix(d.SHA256, prefix) && (!hasPart || part == strconv.Itoa(d.Part))
}

// Standing is what an accepted submission counts as beside the others of its form, unit and period: current, superseded
// or held; empty for any other. The models must have been consolidated in this transaction.
func (tx *Tx) Standing(ctx context.Context, submissionID string) (standing string, err error) {
	err = duck.Each(ctx, tx.conn, "warehouse/standing", func(rows *sql.Rows) error { return rows.Scan(&standing) },
		submissionID)
	return standing, err
}
