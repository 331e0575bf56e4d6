package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/guard"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// respondVariable makes the executable of this test the process that answers a query.
const respondVariable = "TONGHOP_TEST_RESPOND"

// respondInstead answers one query when the test was started for that, and does not return then.
func respondInstead() {
	if os.Getenv(respondVariable) == "" {
		return
	}
	if err := Respond(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// asked are published tables that hostile queries are tried on, with all files that they could reach.
type asked struct {
	*office
	space *workspace.Workspace
	dir   string // where the process works and has its temporary files
}

func newAsked(t testing.TB) *asked {
	t.Helper()
	o := openOffice(t, krongBong, false)
	o.receiveSome()
	o.run()
	return &asked{o, o.space(), t.TempDir()}
}

// of is the same tables for a part of a test, which may set bounds of its own.
func (a *asked) of(t *testing.T) *asked {
	o, space := *a.office, *a.space
	o.t = t
	return &asked{&o, &space, a.dir}
}

// start makes the process in which a query is answered.
func (a *asked) start(ctx context.Context) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0])
	command.Dir = a.dir
	command.Env = append(os.Environ(), respondVariable+"=1", "TMPDIR="+a.dir, "HOME="+a.dir)
	return command
}

// queries are those of a file of package guard, with the places that they name.
func (a *asked) queries(name string) (kinds, texts []string) {
	body, err := os.ReadFile(filepath.Join("vintage/guard/testdata", name))
	a.must(err)
	current, err := vintage.Find(a.space.Published, vintage.CurrentName)
	a.must(err)
	places := strings.NewReplacer(`\n`, "\n", `\\`, `\`, "$DB", current.TablesFile(), "$DIR", a.dir)
	for line := range strings.Lines(string(body)) {
		if kind, text, is := strings.Cut(strings.TrimSuffix(line, "\n"), " | "); is && line[0] != '#' {
			kinds, texts = append(kinds, kind), append(texts, places.Replace(text))
		}
	}
	return kinds, texts
}

// files are all files that a query could have made or changed, with size, time and mode, and the folders.
func (a *asked) files(t testing.TB) map[string]string {
	return a.each(t, func(_ string, info fs.FileInfo) (string, error) {
		if info.IsDir() {
			return "folder", nil
		}
		return fmt.Sprint(info.Size(), info.ModTime().UnixNano(), info.Mode()), nil
	})
}

// sums are the same files with their contents.
func (a *asked) sums(t testing.TB) map[string]string {
	return a.each(t, func(name string, info fs.FileInfo) (string, error) {
		if !info.Mode().IsRegular() {
			return "folder or link", nil
		}
		body, err := os.ReadFile(name)
		sum := sha256.Sum256(body)
		return hex.EncodeToString(sum[:]), err
	})
}

func (a *asked) each(t testing.TB, tell func(string, fs.FileInfo) (string, error)) map[string]string {
	all := map[string]string{}
	for _, root := range []string{a.office.dir, a.dir} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			if err == nil {
				all[name], err = tell(name, info)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// rows counts what an answer has.
type rows struct{ answers, rows int }

func (r *rows) Columns([]string) error { r.answers++; return nil }

func (r *rows) Row([]any) error { r.rows++; return nil }

// TestPublishedTablesAreAsked asks the same tables whatever there is to ask. What breaks them comes last. What is
// refused, and what a bound stops, is tried by default on the guard alone and by the tests of vintage.
func TestPublishedTablesAreAsked(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	a := newAsked(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *asked)
	}{
		{"honest queries are answered", honestQueriesAreAnswered},
		{"hostile queries leave nothing", hostileQueriesLeaveNothing},
		{"queries are bounded", queriesAreBounded},
		{"each bound is named", eachBoundIsNamed},
		{"a query is abandoned", aQueryIsAbandoned},
		{"failures are told", askFails},
		{"what the guard keeps away", whatTheGuardKeepsAway},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, a.of(t)) })
	}
}

func honestQueriesAreAnswered(t *testing.T, a *asked) {
	tables, err := vintage.OpenCurrent(t.Context(), a.space.Published)
	a.must(err)
	defer tables.Close()
	kinds, texts := a.queries("honest.txt")
	for i, text := range texts {
		var heard rows
		if i%effort.Pick(25, 1) == 0 {
			err = Ask(t.Context(), a.space, text, a.start, &heard)
		} else { // as the process does it
			err = tables.Answer(t.Context(), text, &heard)
		}
		several := strings.Count(text, ";") > 0 && kinds[i] == "several"
		if err != nil || heard.answers == 0 || heard.rows == 0 || several && heard.answers < 2 {
			t.Errorf("%s: %s: %+v, %v", kinds[i], text, heard, err)
		}
	}
}

// A hostile query is refused, or stopped at a bound, and no file is new or changed: neither the tables, nor anything
// beside them, nor where the process works.
func hostileQueriesLeaveNothing(t *testing.T, a *asked) {
	before, sums := a.files(t), a.sums(t)
	tables, err := vintage.OpenCurrent(t.Context(), a.space.Published)
	a.must(err)
	defer tables.Close()
	kinds, texts := a.queries("hostile.txt")
	for i, text := range texts {
		if kinds[i] == "bounded" {
			continue
		}
		var heard rows
		err := tables.Answer(t.Context(), text, &heard)
		if i%effort.Pick(50, 25) == 0 {
			err = errors.Join(err, Ask(t.Context(), a.space, text, a.start, &heard))
		}
		if !errors.As(err, new(*guard.RefusedError)) || heard != (rows{}) {
			t.Errorf("%s: %s: %+v, %v", kinds[i], text, heard, err)
		}
		if i%effort.Pick(10, 1) != 0 { // by default, files are looked at after every tenth one, and after the last one
			continue
		}
		if after := a.files(t); !maps.Equal(after, before) {
			t.Fatalf("%s: %s: files differ since the last look", kinds[i], text)
		}
	}
	if !maps.Equal(a.files(t), before) || !maps.Equal(a.sums(t), sums) {
		t.Error("files differ, or files of the same size and time have other contents")
	}
}

func queriesAreBounded(t *testing.T, a *asked) {
	a.space.Queries = workspace.QueryBounds{Memory: 256 << 20, Time: 400 * time.Millisecond, Rows: 100_000, Bytes: 8 << 20}
	before := a.files(t)
	kinds, texts := a.queries("hostile.txt")
	for i, text := range texts {
		if kinds[i] != "bounded" || i%effort.Pick(4, 1) != 0 {
			continue
		}
		begun := time.Now()
		var heard rows
		err := Ask(t.Context(), a.space, text, a.start, &heard)
		if took := time.Since(begun); took > a.space.Queries.Time+5*time.Second {
			t.Errorf("%s took %v", text, took)
		}
		if err == nil || heard.rows > 100_000 {
			t.Errorf("%s: %+v, %v", text, heard, err)
		}
	}
	if after := a.files(t); !maps.Equal(after, before) {
		t.Error("files differ")
	}
}

func eachBoundIsNamed(t *testing.T, a *asked) {
	wide := a.space.Queries
	for setting, bounds := range map[string]workspace.QueryBounds{
		"memory_bytes": {Memory: 200 << 20, Time: wide.Time, Rows: wide.Rows, Bytes: wide.Bytes},
		"time":         {Memory: wide.Memory, Time: 300 * time.Millisecond, Rows: wide.Rows, Bytes: wide.Bytes},
		"rows":         {Memory: wide.Memory, Time: wide.Time, Rows: 10, Bytes: wide.Bytes},
		"bytes":        {Memory: wide.Memory, Time: wide.Time, Rows: wide.Rows, Bytes: 1000},
	} {
		a.space.Queries = bounds
		query := map[string]string{
			"memory_bytes": "SELECT list(i) FROM range(1000000000) t(i)",
			"time":         "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 8",
		}[setting]
		if query == "" {
			query = "FROM range(1000)"
		}
		var bound *vintage.BoundError
		err := Ask(t.Context(), a.space, query, a.start, &rows{})
		if !errors.As(err, &bound) || bound.Setting != setting {
			t.Errorf("%s: %v", setting, err)
		}
		a.space.Queries = wide
		var heard rows
		if err := Ask(t.Context(), a.space, "FROM range(1000)", a.start, &heard); err != nil || heard.rows != 1000 {
			t.Errorf("within %s: %+v, %v", setting, heard, err)
		}
	}
}

// A statement that does not stop is left behind with its process soon after the person has had enough.
func aQueryIsAbandoned(t *testing.T, a *asked) {
	for _, query := range []string{
		"SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))", "SELECT count(*) FROM range(100000000000)",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		var stopped time.Time
		time.AfterFunc(300*time.Millisecond, func() { stopped = time.Now(); cancel() })
		err := Ask(ctx, a.space, query, a.start, &rows{})
		if late := time.Since(stopped); !errors.Is(err, context.Canceled) || late > 2*time.Second {
			t.Errorf("%s: %v, %v after the end", query, err, late)
		}
	}
}

// What a listener says ends the query, and a process that is none is said to be so.
func askFails(t *testing.T, a *asked) {
	full := errors.New("disk full")
	if err := Ask(t.Context(), a.space, "FROM range(100000000)", a.start, &failing{full}); !errors.Is(err, full) {
		t.Errorf("a listener that fails: %v", err)
	}
	other := func(ctx context.Context) *exec.Cmd { return exec.CommandContext(ctx, os.Args[0], "-test.run=^$") }
	if err := Ask(t.Context(), a.space, "SELECT 1", other, &rows{}); !errors.As(err, new(*vintage.CrashError)) {
		t.Errorf("another program: %v", err)
	}
	if err := Ask(t.Context(), a.space, "FROM nowhere", a.start, &rows{}); err == nil ||
		!strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a table that there is not: %v", err)
	}
}

type failing struct{ err error }

func (f *failing) Columns([]string) error { return nil }

func (f *failing) Row([]any) error { return f.err }

// The other tests would notice a file that a query made: this one is made by going around the guard.
func whatTheGuardKeepsAway(t *testing.T, a *asked) {
	before := a.files(t)
	tables, err := vintage.OpenCurrent(t.Context(), a.space.Published)
	a.must(err)
	durabletest.Unseal(t, filepath.Dir(tables.TablesFile()))
	around(t, tables, "COPY (SELECT 1) TO '"+tables.TablesFile()+".wal' (FORMAT csv)")
	a.must(tables.Close())
	if after := a.files(t); maps.Equal(after, before) {
		t.Error("DuckDB wrote a log beside the tables, and no file is new")
	}
	var damaged *vintage.DamagedError
	if err := Ask(t.Context(), a.space, "SELECT 1", a.start, &rows{}); !errors.As(err, &damaged) {
		t.Errorf("tables with a log beside them are asked: %v", err)
	}
}

// around carries out a statement that nobody has looked at.
func around(t *testing.T, tables *vintage.Tables, statement string) {
	t.Helper()
	rows, err := tables.Query(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// Whatever is typed, no file is new or changed.
func FuzzAsk(f *testing.F) {
	if flag.Lookup("test.fuzz").Value.String() == "" && !effort.Long() {
		f.Skip("without -fuzz, TestPublishedTablesAreAsked asks the same queries")
	}
	a := newAsked(f)
	for _, name := range []string{"honest.txt", "hostile.txt"} {
		kinds, texts := a.queries(name)
		for i, text := range texts {
			if kinds[i] != "bounded" && i%effort.Pick(25, 5) == 0 {
				f.Add(text)
			}
		}
	}
	tables, err := vintage.OpenCurrent(f.Context(), a.space.Published)
	a.must(err)
	f.Cleanup(func() { tables.Close() })
	before := a.files(f)
	f.Fuzz(func(t *testing.T, text string) {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		defer cancel()
		_ = tables.Answer(ctx, text, &few{}) // whether it is answered is another test's business
		if after := a.files(t); !maps.Equal(after, before) {
			t.Fatalf("%q: files differ", text)
		}
	})
}

// few takes a thousand rows and no more.
type few struct{ rows }

func (f *few) Row([]any) error {
	if f.rows.rows++; f.rows.rows > 1000 {
		return errors.New("enough")
	}
	return nil
}
