//go:build spark

package spark_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tonghop/pipeline/lake/spark"
	"tonghop/pipeline/lake/spark/job"
)

// line is a connection to a server that can be cut.
type line struct {
	listener net.Listener
	mutex    sync.Mutex
	open     []net.Conn
}

// newLine passes on what comes to an address of its own.
func newLine(t *testing.T, server string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{listener: listener}
	t.Cleanup(l.cut)
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return // the line was cut
			}
			far, err := net.Dial("tcp", strings.TrimPrefix(server, "sc://"))
			if err != nil {
				_ = near.Close()
				return
			}
			l.mutex.Lock()
			l.open = append(l.open, near, far)
			l.mutex.Unlock()
			go func() { _, _ = io.Copy(near, far) }()
			go func() { _, _ = io.Copy(far, near) }()
		}
	}()
	return l
}

func (l *line) address() string { return "sc://" + l.listener.Addr().String() }

func (l *line) cut() {
	_ = l.listener.Close()
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, c := range l.open {
		_ = c.Close()
	}
}

// twoYears is a job of a table by year and one that is published of it; value is what stands in each row.
func twoYears(t *testing.T, server, value string) job.Job {
	t.Helper()
	dir := t.TempDir()
	return job.Job{Server: server, Options: few(), Folder: dir + "/made", State: dir + "/state", Models: []job.Model{
		{Name: "core.period", Rebuild: job.Whole,
			Body: "SELECT CAST(year AS INTEGER) AS year, 3 AS month FROM (VALUES (2021), (2022)) AS v (year)"},
		{Name: "core.number", Rebuild: job.ByYear, Inputs: []string{"core.period"},
			Body: "SELECT year, " + value + " AS value FROM core.period WHERE year = getvariable('year')"},
		{Name: "number", Rebuild: job.Published, Inputs: []string{"core.number"},
			Body: "SELECT year, value FROM core.number"},
	}}
}

// published are the files of the published table of a job.
func published(t *testing.T, todo job.Job) []string {
	t.Helper()
	files, err := filepath.Glob(todo.Folder + "/*/marts/number/*.parquet")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A run whose connection is cut in its second year says so, has published nothing, and is taken up from there; so is
// one that was interrupted. What a statement of the lost session may still write is not mixed with it.
func TestTakenUp(t *testing.T) {
	address := server(t)
	cut := newLine(t, address)
	todo := twoYears(t, cut.address(), "year - 2000")
	lost := (*spark.LostError)(nil)
	_, err := spark.Make(t.Context(), todo, func(part string) {
		if part == "core.number, 2022" {
			cut.cut()
		}
	})
	if !errors.As(err, &lost) || lost.Table != "core.number" || len(published(t, todo)) > 0 {
		t.Fatalf("lost: %v, published %v", err, published(t, todo))
	}
	todo.Server = address
	ctx, interrupt := context.WithCancel(t.Context())
	_, err = spark.Make(ctx, todo, func(part string) {
		if part == "core.number, 2022" {
			interrupt()
		}
	})
	if !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "anceled") || len(published(t, todo)) > 0 {
		t.Fatalf("interrupted: %v, published %v", err, published(t, todo))
	}
	result, err := spark.Make(t.Context(), todo, func(string) {})
	if err != nil || result.Kept != 2 || result.Made != 2 {
		t.Fatalf("taken up: %+v (%v)", result, err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	o := &office{t: t}
	if rows := o.ask(db, "SELECT string_agg(concat(year, ' ', value), ', ' ORDER BY year) FROM read_parquet('"+
		result.Marts+"/number/*.parquet')"); rows != "2021 21, 2022 22" {
		t.Errorf("made %s", rows)
	}
	todo.Server = "sc://127.0.0.1:1" // nobody is asked when all is there
	if again, err := spark.Make(t.Context(), todo, func(string) {}); err != nil || again.Kept != 4 || again.Made != 0 {
		t.Errorf("once more: %+v (%v)", again, err)
	}
	if tries, _ := filepath.Glob(todo.Folder + "/*/try-*"); len(tries) > 0 {
		t.Errorf("left behind: %v", tries)
	}
}

// A stage that fails names its table and year, and nothing is published; years before it are kept.
func TestStageFails(t *testing.T) {
	todo := twoYears(t, server(t), "CAST(100000 * (year - 2021) AS DECIMAL(5, 0))")
	for range 2 {
		stage := (*spark.StageError)(nil)
		_, err := spark.Make(t.Context(), todo, func(string) {})
		if !errors.As(err, &stage) || stage.Table != "core.number" || stage.Year != 2022 ||
			!strings.Contains(err.Error(), "OVERFLOW") && !strings.Contains(err.Error(), "OUT_OF_RANGE") {
			t.Fatalf("%v", err)
		}
		if files := published(t, todo); len(files) > 0 {
			t.Fatalf("published %v", files)
		}
	}
	if kept, _ := filepath.Glob(todo.Folder + "/*/core/number/year=*"); len(kept) != 1 {
		t.Errorf("years that are kept: %v", kept)
	}
}

// Where this computer cannot take what Spark wrote, it says what is expected of the folder.
func TestFolderIsNotSeen(t *testing.T) {
	todo := twoYears(t, server(t), "1")
	unseen := (*spark.NotSeenError)(nil)
	_, err := spark.Make(t.Context(), todo, func(string) {
		known, err := filepath.Glob(todo.State + "/*.done")
		if err != nil || len(known) != 1 {
			t.Fatalf("jobs that are known: %v (%v)", known, err)
		}
		root := filepath.Join(todo.Folder, strings.TrimSuffix(filepath.Base(known[0]), ".done"))
		if err := os.MkdirAll(root, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(root+"/core", nil, 0o644); err != nil { // in the way of the tables' folder
			t.Fatal(err)
		}
	})
	if !errors.As(err, &unseen) || !strings.Contains(err.Error(), todo.Folder+" under one name") {
		t.Errorf("%v", err)
	}
}
