package warehouse

import (
	"context"
	"database/sql"
	"errors"
)

// OpenScratch opens an empty database in memory, in which vintages can be attached and compared,
// and the one connection to work with: attached files and temporary tables belong to a connection.
// close lets go of both.
func OpenScratch(ctx context.Context, options Options) (conn *sql.Conn, close func() error, err error) {
	w, err := Open(ctx, "", options)
	if err != nil {
		return nil, nil, err
	}
	w.db.SetMaxOpenConns(1)
	if conn, err = w.db.Conn(ctx); err != nil {
		return nil, nil, errors.Join(err, w.Close())
	}
	return conn, func() error { return errors.Join(conn.Close(), w.Close()) }, nil
}
