package vintage_test

// The tests of the room guard stand here, for the reason that completeness_test.go gives.

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/vintage/guard"
)

func newChecker(t *testing.T) *guard.Checker {
	t.Helper()
	c, err := guard.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// guardedQuery is one of a file of the room's testdata.
type guardedQuery struct{ kind, sql string }

func readQueries(t testing.TB, name string) (all []guardedQuery) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("guard", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		if kind, text, is := strings.Cut(strings.TrimSuffix(line, "\n"), " | "); is && line[0] != '#' {
			all = append(all, guardedQuery{kind, strings.NewReplacer(`\n`, "\n", `\\`, `\`).Replace(text)})
		}
	}
	return all
}

func TestHonestQueriesAreAllowed(t *testing.T) {
	c := newChecker(t)
	for _, q := range readQueries(t, "honest.txt") {
		if got, err := c.Statements(t.Context(), q.sql); err != nil || len(got) == 0 {
			t.Errorf("%s: %s: %v", q.kind, q.sql, err)
		}
	}
}

func TestHostileQueriesAreRefused(t *testing.T) {
	c := newChecker(t)
	all := readQueries(t, "hostile.txt")
	if len(all) < 80 {
		t.Fatalf("there are %d", len(all))
	}
	for _, q := range all {
		var refused *guard.RefusedError
		got, err := c.Statements(t.Context(), q.sql)
		switch {
		case q.kind == "bounded" && err != nil:
			t.Errorf("bounded: %s is refused already: %v", q.sql, err)
		case q.kind != "bounded" && (!errors.As(err, &refused) || got != nil):
			t.Errorf("%s: %s: allowed as %q, %v", q.kind, q.sql, got, err)
		}
	}
}

func TestStatementsAreToldApart(t *testing.T) {
	c := newChecker(t)
	for text, want := range map[string][]string{
		"SELECT 1; SELECT 2":                 {"SELECT 1", " SELECT 2"},
		"SELECT ';' ; ; SELECT \";\" FROM a": {"SELECT ';' ", " SELECT \";\" FROM a"},
		"SELECT 'it''s;' ;SELECT E'\\';'":    {"SELECT 'it''s;' ", "SELECT E'\\';'"},
		"SELECT E'a''b\\';c' ;SELECT 1e5":    {"SELECT E'a''b\\';c' ", "SELECT 1e5"},
		"SELECT 1 --;\n+ 1; SELECT $a$;$a$":  {"SELECT 1 --;\n+ 1", " SELECT $a$;$a$"},
		"SELECT 1 /* ; /* ; */ ; */ ; ":      {"SELECT 1 /* ; /* ; */ ; */ "},
		"EXPLAIN  ANALYZE\tSELECT 1":         {"EXPLAIN ANALYZE SELECT 1"},
		"EXPLAIN (FORMAT json) SELECT 1":     {"EXPLAIN (FORMAT json) SELECT 1"},
	} {
		if got, err := c.Statements(t.Context(), text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
}

// A refusal says which statement it is about and what to write instead.
func TestRefusalsSayWhy(t *testing.T) {
	c := newChecker(t)
	for text, want := range map[string]string{
		"SELECT 1; DELETE FROM unit":                  "statement 2 of 2: DELETE is not carried out; only SELECT is",
		"SELECT 1 +\n  FROM":                          `syntax error at or near "FROM" (line 2, character 3)`,
		"SELECT * FROM enable_logging()":              `the table function "enable_logging" is not among those`,
		"EXPLAIN ANALYZE COPY unit TO 'a.csv'":        "EXPLAIN is carried out over a SELECT only",
		"SELECT write_log('a')":                       "the function write_log writes to DuckDB's log",
		"FROM 'a.csv'":                                `"a.csv" would be read as a file`,
		"FROM query_table('a.csv')":                   `"a.csv" would be read as a file`,
		" -- nothing":                                 "the query is empty",
		"SELECT 1\x00; COPY a TO 'b'":                 "NUL",
		"SELECT '\xff'":                               "UTF-8",
		"SELECT '" + strings.Repeat("x", 1<<20) + "'": "at most 1048576",
	} {
		if _, err := c.Statements(t.Context(), text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.50q: %v; want %q", text, err, want)
		}
	}
}

// Whatever the text, it is refused or made of statements that are each allowed by themselves, and the parser finds as
// many of them in the whole text.
func FuzzStatements(f *testing.F) {
	c, err := guard.Open(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { c.Close() })
	for _, name := range []string{"honest.txt", "hostile.txt"} {
		for _, text := range readQueries(f, name) {
			f.Add(text.sql)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := c.Statements(context.Background(), text)
		if err != nil {
			return
		}
		for _, one := range all {
			again, err := c.Statements(context.Background(), one)
			if err != nil || !slices.Equal(again, []string{one}) && !strings.HasPrefix(one, "EXPLAIN") {
				t.Errorf("%q is allowed, and %q of it alone is %q, %v", text, one, again, err)
			}
		}
	})
}
