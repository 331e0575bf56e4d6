package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
)

// Comparison is two vintages, open side by side for reading, as before and after.
type Comparison struct {
	w    *Warehouse
	conn *sql.Conn
}

// OpenComparison opens the tonghop.duckdb of two vintages.
func OpenComparison(ctx context.Context, before, after string) (*Comparison, error) {
	w, err := Open(ctx, "", Options{})
	if err != nil {
		return nil, err
	}
	w.db.SetMaxOpenConns(1) // attached files and temporary tables belong to a connection
	c := &Comparison{w: w}
	if c.conn, err = w.db.Conn(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	for name, path := range map[string]string{"before": before, "after": after} {
		if _, err := os.Stat(path); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		if _, err := c.conn.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS %s (READ_ONLY)", quoted(path), name)); err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), c.Close())
		}
	}
	return c, nil
}

// Comparable says whether both vintages were made by a program that writes the tables which a comparison reads.
func (c *Comparison) Comparable(ctx context.Context) (bool, error) {
	tables := 0
	err := each(ctx, c.conn, "revision_comparable", func(rows *sql.Rows) error { return rows.Scan(&tables) })
	return tables == 2, err
}

// Each calls scan for every row of sql/queries/<name>.sql.
func (c *Comparison) Each(ctx context.Context, name string, scan func(*sql.Rows) error, args ...any) error {
	return each(ctx, c.conn, name, scan, args...)
}

// SetDiffering names the series (unit, indicator, breakdown) whose observations are asked for next.
func (c *Comparison) SetDiffering(ctx context.Context, series [][3]string) error {
	if err := execute(ctx, c.conn, "revision_differing_series"); err != nil {
		return err
	}
	rows := make([][]driver.Value, len(series))
	for i, s := range series {
		rows[i] = []driver.Value{s[0], s[1], s[2]}
	}
	return appendTo(c.conn, "", "differing_series", rows)
}

// Close lets go of both files.
func (c *Comparison) Close() error { return errors.Join(c.conn.Close(), c.w.Close()) }

// AppendRevisions writes rows of the table revision into the snapshot of a vintage that nobody reads yet.
func AppendRevisions(ctx context.Context, path string, rows [][]driver.Value) (err error) {
	db, err := openFile(ctx, path, Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := appendTo(conn, "", "revision", rows); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "CHECKPOINT")
	return err
}
