package warehouse

import (
	"context"
	"path/filepath"
	"testing"

	statements "tonghop/sql"
)

// A vintage can be opened several times at once by one process, and none of its connections can be talked into more than reading it.
func TestVintageIsShutIn(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "tonghop.duckdb")
	db, err := openFile(ctx, path, Options{SQL: statements.Files})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, "CREATE TABLE unit AS SELECT 1 AS n"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		vintage, err := OpenVintage(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		defer vintage.Close()
		for _, query := range []string{
			"SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM glob('/etc/*')", "FROM 'https://example.com/a.csv'",
			"COPY unit TO '" + path + ".csv'", "ATTACH '" + path + ".other'", "EXPORT DATABASE '" + path + ".export'", "INSTALL httpfs", "LOAD httpfs",
			"SET enable_external_access = true", "SET temp_directory = '/tmp'", "INSERT INTO unit VALUES (2)", "DROP TABLE unit", "CREATE TABLE other AS SELECT 1",
		} {
			if _, err := count(vintage, query); err == nil {
				t.Errorf("%s was carried out", query)
			}
		}
		if rows, err := count(vintage, "FROM unit"); rows != 1 || err != nil {
			t.Errorf("the table has %d rows: %v", rows, err)
		}
	}
}

// count is the number of rows that a query gives.
func count(vintage *Vintage, query string) (n int, err error) {
	rows, err := vintage.Query(context.Background(), query)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}
