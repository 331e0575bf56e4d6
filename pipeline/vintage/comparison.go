package vintage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/warehouse/duck"
)

// Comparison is two vintages, open side by side as before and after. A comparison works on one
// connection, on which the two files are attached under the names before and after; the queries of
// sql/queries/trace/revision name them so.
type Comparison struct {
	conn   *sql.Conn
	close  func() error
	writes bool // the later one's table revision
}

// OpenComparison opens the tables of two vintages for reading.
func OpenComparison(ctx context.Context, before, after Folder) (*Comparison, error) {
	if err := errors.Join(before.refuseLogs(), after.refuseLogs()); err != nil {
		return nil, err
	}
	conn, letGo, err := warehouse.OpenScratch(ctx, warehouse.Options{})
	if err != nil {
		return nil, err
	}
	return openComparison(ctx, &Comparison{conn: conn, close: letGo}, before.TablesFile(), after.TablesFile())
}

// OpenRevision opens the tables of a vintage that nobody reads yet, to write its table revision,
// beside the one before and beside the ledger, which is open. That vintage is not published yet.
func OpenRevision(ctx context.Context, before Folder, after *Draft, ledger *warehouse.Warehouse) (*Comparison, error) {
	if err := before.refuseLogs(); err != nil {
		return nil, err
	}
	conn, leave, err := ledger.Beside(ctx)
	if err != nil {
		return nil, err
	}
	c := &Comparison{conn: conn, writes: true, close: func() error {
		return errors.Join(dropTemporary(context.WithoutCancel(ctx), conn), leave("before", "after"))
	}}
	if c, err = openComparison(ctx, c, before.TablesFile(), Folder{Dir: after.Dir}.TablesFile()); err != nil {
		return nil, err
	}
	// Each batch by itself would be brought to disk, and what it changed of a column written again.
	if err := duck.Script(ctx, conn, "BEGIN TRANSACTION"); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// dropTemporary drops what the questions of a comparison have made on their connection. The
// connection is the ledger's, and whoever gets it next would find their tables.
func dropTemporary(ctx context.Context, conn *sql.Conn) error {
	drop := ""
	err := duck.Each(ctx, conn, "vintage/temporary_table", func(rows *sql.Rows) error {
		var statement string
		err := rows.Scan(&statement)
		drop += statement + ";\n"
		return err
	})
	if err != nil || drop == "" {
		return err
	}
	return duck.Script(ctx, conn, drop)
}

// openComparison attaches both files, and lets go of everything when one of them cannot be opened.
func openComparison(ctx context.Context, c *Comparison, before, after string) (*Comparison, error) {
	if err := errors.Join(c.attach(ctx, before, "before", false), c.attach(ctx, after, "after", c.writes)); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// attach opens one file. It has to be there: DuckDB would make an empty database of a name that is
// not.
func (c *Comparison) attach(ctx context.Context, path, name string, writes bool) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	mode := "READ_ONLY"
	if writes {
		mode = warehouse.WrittenVintage
	}
	if _, err := c.conn.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS %s (%s)", duck.Quoted(path), name, mode)); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	return nil
}

// Comparable says whether both vintages were made by a program that writes the tables which a comparison reads.
func (c *Comparison) Comparable(ctx context.Context) (bool, error) {
	tables := 0
	err := duck.Each(ctx, c.conn, "trace/revision/comparable", func(rows *sql.Rows) error { return rows.Scan(&tables) })
	return tables == 2, err
}

// Each calls scan for every row of the query called room/name.
func (c *Comparison) Each(ctx context.Context, name string, scan func(*sql.Rows) error, args ...any) error {
	return duck.Each(ctx, c.conn, name, scan, args...)
}

// Execute carries out the query called room/name, which makes a temporary table for the queries that follow.
func (c *Comparison) Execute(ctx context.Context, name string, args ...any) error {
	return duck.Execute(ctx, c.conn, name, args...)
}

// ExecuteNarrowed is Execute for a query that reads few rows of large tables: see duck.Narrowed. near are parameters
// of the condition for these rows.
func (c *Comparison) ExecuteNarrowed(ctx context.Context, name, condition string, near []any, args ...any) error {
	return duck.ExecuteNarrowed(ctx, c.conn, name, condition, near, args...)
}

// AppendRevisions writes rows of the table revision of the later vintage.
func (c *Comparison) AppendRevisions(rows []duck.Row) error {
	return duck.Append(c.conn, duck.Table{Catalog: "after", Schema: "main", Name: "revision"}, rows)
}

// Close lets go of both files; what was written is in the later one's file itself, with no log beside it.
func (c *Comparison) Close() error {
	var err error
	if c.writes {
		if err = duck.Script(context.Background(), c.conn, "COMMIT;\nCHECKPOINT after"); err != nil {
			_, _ = c.conn.ExecContext(context.Background(), "ROLLBACK") // which has nothing to do where COMMIT has ended it
		}
	}
	return errors.Join(err, c.close())
}
