package vintage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tonghop/pipeline/warehouse"
)

// newFolder is a folder as a vintage has it, with a database of one table.
func newFolder(t *testing.T) Folder {
	t.Helper()
	f := Folder{ID: "20211012T020000Z", Dir: t.TempDir()}
	db, err := warehouse.Open(t.Context(), f.TablesFile(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

// A vintage can be opened several times at once by one process, and none of its connections can be talked into more
// than reading it.
func TestTablesAreShutIn(t *testing.T) {
	f := newFolder(t)
	path := f.TablesFile()
	for range 3 {
		tables, err := f.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tables.Close()
		for _, query := range []string{
			"SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM glob('/etc/*')",
			"FROM 'https://example.com/a.csv'", "COPY ledger.run TO '" + path + ".csv'", "ATTACH '" + path + ".other'",
			"EXPORT DATABASE '" + path + ".export'", "INSTALL httpfs", "LOAD httpfs", "SET enable_external_access = true",
			"SET temp_directory = '/tmp'", "INSERT INTO ledger.unit_key VALUES (2, 'b')", "DROP TABLE ledger.run",
			"CREATE TABLE other AS SELECT 1",
		} {
			if _, err := count(tables, query); err == nil {
				t.Errorf("%s was carried out", query)
			}
		}
		if rows, err := count(tables, "SELECT count(*) FROM ledger.run"); rows != 1 || err != nil {
			t.Errorf("a query gives %d rows: %v", rows, err)
		}
	}
}

// What DuckDB would replay into the tables of a vintage is refused before they are opened.
func TestTablesWithALogBesideThemAreRefused(t *testing.T) {
	for _, name := range []string{".wal", ".wal.recovery", ".wal.checkpoint"} {
		f := newFolder(t)
		path := f.TablesFile() + name
		if err := os.WriteFile(path, []byte("forged"), 0o644); err != nil {
			t.Fatal(err)
		}
		var damaged *DamagedError
		if tables, err := f.Open(t.Context()); !errors.As(err, &damaged) || damaged.Path != path {
			t.Errorf("%s: opened as %v, %v", name, tables, err)
		}
		if body, err := os.ReadFile(path); err != nil || string(body) != "forged" {
			t.Errorf("%s: the file that shows who forged it is %q, %v", name, body, err)
		}
	}
}

func TestTablesThatAreNoDatabase(t *testing.T) {
	f := newFolder(t)
	if err := os.WriteFile(f.TablesFile(), []byte("not a database, whatever its name says"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open(t.Context()); err == nil || !filepath.IsAbs(f.TablesFile()) {
		t.Errorf("opened: %v", err)
	}
	if _, err := (Folder{ID: "gone", Dir: filepath.Join(f.Dir, "gone")}).Open(t.Context()); !errors.Is(err,
		os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// count is the number of rows that a query gives.
func count(tables *Tables, query string) (n int, err error) {
	rows, err := tables.Query(context.Background(), query)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}
