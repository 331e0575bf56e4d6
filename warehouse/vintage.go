package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"
)

// Vintage is a published snapshot, open for reading: no statement can change it, or reach a file or the network.
type Vintage struct{ db *sql.DB }

// OpenVintage opens the tonghop.duckdb of a vintage. Any number of processes may do so at once, also during a run.
func OpenVintage(ctx context.Context, path string) (*Vintage, error) {
	connector, err := duckdb.NewConnector(path+"?access_mode=read_only", func(execer driver.ExecerContext) error {
		for _, setting := range []string{
			"SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET TimeZone = 'UTC'",
			"SET enable_external_access = false", "SET lock_configuration = true",
		} {
			if _, err := execer.ExecContext(ctx, setting, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return &Vintage{db}, nil
}

// Query answers a query from the published tables.
func (v *Vintage) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return v.db.QueryContext(ctx, query, args...)
}

// Close lets go of the file.
func (v *Vintage) Close() error { return v.db.Close() }

// QueryNamed answers sql/queries/<name>.sql from the published tables.
func (v *Vintage) QueryNamed(ctx context.Context, name string, args ...any) (*sql.Rows, error) {
	body, err := statement(name)
	if err != nil {
		return nil, err
	}
	rows, err := v.db.QueryContext(ctx, body, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}
