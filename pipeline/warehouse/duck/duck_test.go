package duck

import (
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// inMemory is a connection to a database in memory with one table.
func inMemory(t *testing.T) *sql.Conn {
	t.Helper()
	db, err := Open(t.Context(), "", Settings{Connection: []string{
		"CREATE TABLE IF NOT EXISTS amount (name VARCHAR NOT NULL, value DECIMAL(18, 4), since DATE, tags VARCHAR[], rank INTEGER DEFAULT 7)",
	}})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); db.Close() })
	return conn
}

func one(t *testing.T, q Querier, query string) string {
	t.Helper()
	text := ""
	if err := q.QueryRowContext(t.Context(), query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAppendByName(t *testing.T) {
	conn := inMemory(t)
	day := time.Date(2021, 10, 12, 0, 0, 0, 0, time.UTC)
	err := Append(conn, Table{Name: "amount"}, []Row{
		{"value": Decimal(big.NewInt(288000), 18, 4), "tags": []string{"a", "b"}, "name": "xã", "since": day},
		{"since": nil, "name": "huyện", "tags": []string{}, "value": nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := one(t, conn, "SELECT string_agg(a::VARCHAR, '; ' ORDER BY name) FROM amount AS a")
	want := "{'name': huyện, 'value': NULL, 'since': NULL, 'tags': [], 'rank': 7}; " +
		"{'name': xã, 'value': 28.8000, 'since': 2021-10-12, 'tags': [a, b], 'rank': 7}"
	if got != want {
		t.Errorf("got %s, expected %s", got, want)
	}
}

func TestAppendSaysWhatIsWrong(t *testing.T) {
	for name, test := range map[string]struct {
		table Table
		rows  []Row
		want  []string
	}{
		"a column that is not there": {Table{Name: "amount"}, []Row{{"name": "a", "colour": "red"}},
			[]string{"append to amount (colour, name)", "column must exist"}},
		"a row that lacks a column": {Table{Name: "amount"}, []Row{{"name": "a", "rank": int32(1)}, {"name": "b"}},
			[]string{"a row has 1 columns, the first one has 2"}},
		"a row with another column": {Table{Name: "amount"}, []Row{{"name": "a"}, {"rank": int32(1)}},
			[]string{"lacks the column name"}},
		"a table that is not there": {Table{Schema: "ledger", Name: "nothing"}, []Row{{"name": "a"}},
			[]string{"append to ledger.nothing"}},
		"nothing where something must be": {Table{Name: "amount"}, []Row{{"rank": int32(1)}}, []string{"append to amount",
			"NOT NULL", "name"}},
		"a text where a number must be": {Table{Name: "amount"}, []Row{{"name": "a", "rank": "one"}},
			[]string{"append to amount"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := Append(inMemory(t), test.table, test.rows)
			for _, want := range test.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, expected %q in it", err, want)
				}
			}
		})
	}
}

// A relation has every value once, also beyond the rows of one batch, and is gone afterwards.
func TestRelation(t *testing.T) {
	conn := inMemory(t)
	type cell struct{ n int }
	columns := []Column[cell]{
		Int32("small", func(c *cell) int32 { return int32(c.n) }),
		Int64("large", func(c *cell) int64 { return int64(c.n) * 10_000_000 }),
		Text("ref", func(c *cell) string { return fmt.Sprint("D", c.n) }),
	}
	for _, rows := range []int{0, 1, 100_000, 250_001} {
		cells := make([]*cell, rows)
		for i := range cells {
			cells[i] = &cell{i}
		}
		got := ""
		err := WithRelation(t.Context(), conn, "incoming", columns, slices.Values(cells), func() error {
			got = one(t, conn, `SELECT concat_ws(' ', count(*), count(DISTINCT ref), coalesce(sum(small), 0), coalesce(sum(large), 0))
				FROM incoming WHERE ref = 'D' || small`)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(rows) * int64(rows-1) / 2
		if want := fmt.Sprint(rows, rows, sum, " ", sum*10_000_000); got != want && rows > 0 {
			t.Errorf("%d rows: got %s, expected %s", rows, got, want)
		}
		if _, err := conn.ExecContext(t.Context(), "FROM incoming"); err == nil {
			t.Error("the relation outlives its use")
		}
	}
}

// Another process has the file, whatever the folder is called.
func TestOpenBusy(t *testing.T) {
	if path := os.Getenv("DUCK_HOLD"); path != "" {
		hold(t, path)
		return
	}
	for _, folder := range []string{"plain", "blocks", "Could not set lock on file"} {
		t.Run(folder, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), folder, "warehouse.duckdb")
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			holder := exec.Command(os.Args[0], "-test.run", "^TestOpenBusy$")
			holder.Env = append(os.Environ(), "DUCK_HOLD="+path)
			in, err := holder.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := holder.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := holder.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { in.Close(); holder.Wait() }()
			if _, err := out.Read(make([]byte, 5)); err != nil {
				t.Fatal(err)
			}
			var busy *BusyError
			if _, err := Open(t.Context(), path, Settings{}); !errors.As(err, &busy) {
				t.Errorf("got %v, expected that another program has it", err)
			}
		})
	}
}

// hold keeps a file open until the test that started it closes its input.
func hold(t *testing.T, path string) {
	db, err := Open(t.Context(), path, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	fmt.Println("held")
	os.Stdin.Read(make([]byte, 1))
}

// What is wrong with a file is told by DuckDB's message without the path, which may hold any word.
func TestOpenErrors(t *testing.T) {
	garbage := func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("rubbish ", 4096)), 0o644) }
	for name, test := range map[string]struct {
		folder string
		make   func(path string) error
		want   any // kind of error; nil: neither busy nor damaged
		says   string
	}{
		"no database":                        {"plain", garbage, new(*DamagedError), "put the last backup"},
		"no database, in a folder of blocks": {"blocks", garbage, new(*DamagedError), "put the last backup"},
		"a flipped byte":                     {"blocks", flipped, new(*DamagedError), "put the last backup"},
		"a folder in its place": {"blocks", func(path string) error { return os.Mkdir(path, 0o755) }, nil,
			"open "},
		"a folder that is not there": {"blocks/locks/Corrupt database file/Could not set lock on file", nil, nil,
			"open "},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), filepath.FromSlash(test.folder), "warehouse.duckdb")
			if test.make != nil {
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), test.make(path)); err != nil {
					t.Fatal(err)
				}
			}
			db, err := Open(t.Context(), path, Settings{})
			if err == nil {
				db.Close()
				t.Fatal("it opened")
			}
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, expected %q", err, test.says)
			}
			var busy *BusyError
			var damaged *DamagedError
			if test.want == nil && (errors.As(err, &busy) || errors.As(err, &damaged)) || test.want != nil && !errors.As(err,
				test.want) {
				t.Errorf("got %T: %v", err, err)
			}
		})
	}
}

// flipped makes a database with a changed byte in its first header.
func flipped(path string) error {
	connector, err := duckdb.NewConnector(path, nil)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	if _, err := db.Exec("CREATE TABLE t AS FROM range(100000)"); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	body[20] ^= 0xff
	return os.WriteFile(path, body, 0o644)
}

// An I/O failure of which DuckDB tells where in the file it was ("block at location") locks nothing.
func TestMessagesAreReadWithoutThePath(t *testing.T) {
	const path = "/srv/blocks/Could not set lock on file/warehouse.duckdb"
	for text, want := range map[string]string{
		`IO Error: Could not read from file "` + path + `": Input/output error`:                            "other",
		"IO Error: Could not read enough bytes from block at location 12288":                               "other",
		`IO Error: Cannot open file "` + path + `": Permission denied`:                                     "other",
		`IO Error: Could not set lock on file "` + path + `": Conflicting lock is held in duckdb (PID 7)`:  "busy",
		`IO Error: Cannot open file "` + path + `": because it is being used by another process.`:          "busy",
		`IO Error: The file "` + path + `" exists, but it is not a valid DuckDB database file!`:            "damaged",
		"IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block 3": "damaged",
	} {
		kind := duckdb.ErrorTypeIO
		err := fmt.Errorf("could not connect: %w", &duckdb.Error{Type: kind, Msg: text})
		got := "other"
		var busy *BusyError
		var damaged *DamagedError
		switch opened := openError(path, err); {
		case errors.As(opened, &busy):
			got = "busy"
		case errors.As(opened, &damaged):
			got = "damaged"
		}
		if got != want {
			t.Errorf("%s: got %s, expected %s", text, got, want)
		}
	}
	if isBusy(path, errors.New("Could not set lock on file")) {
		t.Error("a text that is no error of DuckDB counts as one")
	}
}

func TestStatements(t *testing.T) {
	conn := inMemory(t)
	if err := Execute(t.Context(), conn, "nothing"); err == nil || !strings.Contains(err.Error(), "nothing.sql") {
		t.Errorf("got %v, expected the name of the statement that is not there", err)
	}
	err := Each(t.Context(), conn, "warehouse/unit_key", func(*sql.Rows) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "warehouse/unit_key: ") {
		t.Errorf("got %v, expected the name of the statement that failed", err)
	}
}
