package warehouse

import (
	"context"
	"database/sql"
	"fmt"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
)

// Vintage is a published snapshot, open for reading: no statement can change it, or reach a file or the network.
type Vintage struct{ db *sql.DB }

// vintageSettings open a file for reading only, shut in: no statement can reach another file, the network, or these settings.
// They belong to the path, and not to each connection, so that a process may open one vintage several times at once.
const vintageSettings = "access_mode=read_only&autoinstall_known_extensions=false&autoload_known_extensions=false&max_temp_directory_size=0KiB&enable_external_access=false&lock_configuration=true"

// OpenVintage opens the tonghop.duckdb of a vintage. Any number of processes may do so at once, also during a run.
func OpenVintage(ctx context.Context, path string) (*Vintage, error) {
	db, err := duck.Open(ctx, path, duck.Settings{Database: vintageSettings})
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &Vintage{db}, nil
}

// Query answers a query from the published tables.
func (v *Vintage) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return v.db.QueryContext(ctx, query, args...)
}

// Close lets go of the file.
func (v *Vintage) Close() error { return v.db.Close() }

// QueryNamed answers the query called room/name from the published tables.
func (v *Vintage) QueryNamed(ctx context.Context, name string, args ...any) (*sql.Rows, error) {
	body, err := duck.Statement(name)
	if err != nil {
		return nil, err
	}
	rows, err := v.db.QueryContext(ctx, body, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

// ClosedBy is the number of the decision that closed a period, 0 when it is open.
func (v *Vintage) ClosedBy(ctx context.Context, period string) (action int, err error) {
	err = duck.Each(ctx, v.db, "vintage/closed_by", func(rows *sql.Rows) error { return rows.Scan(&action) }, period)
	return action, err
}

// Kinds says how final each quarter and year is: preliminary, provisional or final.
func (v *Vintage) Kinds(ctx context.Context) (map[string]string, error) {
	kinds := map[string]string{}
	err := duck.Each(ctx, v.db, "vintage/kind", func(rows *sql.Rows) error {
		var label, kind string
		err := rows.Scan(&label, &kind)
		kinds[label] = kind
		return err
	})
	return kinds, err
}

// Rows are the published rows of a quarter or a year as texts, the column names first.
func (v *Vintage) Rows(ctx context.Context, p period.Period) ([][]string, error) {
	table, err := tableOf(p)
	if err != nil {
		return nil, err
	}
	rows, err := v.db.QueryContext(ctx, fmt.Sprintf("SELECT coalesce(COLUMNS(*)::VARCHAR, '') FROM %s WHERE period = ?", table), p.String())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", table, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	all := [][]string{columns}
	for rows.Next() {
		texts, targets := make([]string, len(columns)), make([]any, len(columns))
		for i := range texts {
			targets[i] = &texts[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		all = append(all, texts)
	}
	return all, rows.Err()
}

// Each calls scan for every row of the query called room/name.
func (v *Vintage) Each(ctx context.Context, name string, scan func(*sql.Rows) error, args ...any) error {
	return duck.Each(ctx, v.db, name, scan, args...)
}
