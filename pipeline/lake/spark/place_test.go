package spark

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tonghop/pipeline/lake/spark/job"
)

// The files of an input are named one by one; a name in which Spark would see a pattern is refused.
func TestPatternOf(t *testing.T) {
	two := job.Input{Base: "/lake/ledger/unit", Files: []string{"province=a/1.parquet", "province=b/2.parquet"}}
	if got, err := patternOf(two); err != nil ||
		got != "/lake/ledger/unit/{province=a/1.parquet,province=b/2.parquet}" {
		t.Errorf("%s (%v)", got, err)
	}
	two.Base = "/la[k]e"
	refused := (*PathError)(nil)
	if _, err := patternOf(two); !errors.As(err, &refused) {
		t.Errorf("a pattern in a folder's name: %v", err)
	}
}

// Columns of a stepped model are read with their types, and written as Spark names them.
func TestTyped(t *testing.T) {
	got := typed("year INTEGER, flow DECIMAL(30, 10), names VARCHAR[], at TIMESTAMP")
	want := []job.Column{{Name: "year", Type: "INTEGER"}, {Name: "flow", Type: "DECIMAL(30, 10)"},
		{Name: "names", Type: "VARCHAR[]"}, {Name: "at", Type: "TIMESTAMP"}}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("read %v, want %v", got, want)
		}
	}
	if sparkType("VARCHAR[]") != "ARRAY<STRING>" || sparkType("TIMESTAMP") != "TIMESTAMP_NTZ" {
		t.Errorf("%s, %s", sparkType("VARCHAR[]"), sparkType("TIMESTAMP"))
	}
}

// What was finished is known again, and a line that a killed run did not write to its end is not.
func TestDoneIsRemembered(t *testing.T) {
	dir := t.TempDir()
	d, err := openDone(dir, "x")
	if err != nil {
		t.Fatal(err)
	}
	finished, of := part{"core.fact", 2021, 3}, origin{Of: "a"}
	if err := d.add(finished, of); err != nil {
		t.Fatal(err)
	}
	if _, err := d.file.WriteString("\n" + `{"table":"core.ta`); err != nil {
		t.Fatal(err)
	}
	if err := d.file.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := openDone(dir, "x")
	if err != nil || len(again.parts) != 1 || again.parts[finished] != of {
		t.Fatalf("%v (%v)", again.parts, err)
	}
	next := part{Table: "core.tree", Year: 2021}
	if err := again.add(next, origin{Of: "b", Day: "2021-10-12", Same: "c"}); err != nil {
		t.Fatal(err)
	}
	_ = again.file.Close()
	third, err := openDone(dir, "x")
	if err != nil || third.parts[next].Same != "c" || third.parts[finished] != of {
		body, _ := os.ReadFile(filepath.Join(dir, "x.done"))
		t.Fatalf("%v (%v): %s", third.parts, err, body)
	}
	if err := third.finish([]int{2021}); err != nil {
		t.Fatal(err)
	}
	_ = third.file.Close()
	whole, err := openDone(dir, "x")
	if err != nil || !whole.whole || len(whole.years) != 1 || len(whole.parts) != 2 {
		t.Fatalf("all parts are finished: %+v (%v)", whole, err)
	}
	whole.keep(func(p part) bool { return p != next })
	if whole.whole || len(whole.parts) != 1 {
		t.Errorf("a folder is gone: %+v", whole)
	}
	_ = whole.file.Close()
}

// When all tables of a job are there, those of an earlier one go, and nobody else's.
func TestTidy(t *testing.T) {
	folder, state := t.TempDir(), t.TempDir()
	m := &maker{job: job.Job{Folder: folder + "/", State: state}, root: root(folder + "/new")}
	for _, name := range []string{"/new/try-a/kept/x", "/new/try-b", "/new/marts", "/old/marts", "/somebody/marts"} {
		if err := os.MkdirAll(folder+name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, digest := range []string{"old", "new"} {
		if err := os.WriteFile(filepath.Join(state, digest+".done"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.tidy("new"); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(folder + "/*/*")
	if err != nil || len(left) != 2 || filepath.Base(filepath.Dir(left[1])) != "somebody" {
		t.Errorf("left %v (%v)", left, err)
	}
	if known, err := filepath.Glob(state + "/*"); err != nil || len(known) != 1 {
		t.Errorf("known %v (%v)", known, err)
	}
}
