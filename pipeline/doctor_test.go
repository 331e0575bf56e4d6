package pipeline

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// kindOf is what a file of a workspace is for, so that one of each kind is tried by default; empty for the office's own
// files, which may change, and for what the next run makes anew without a word.
func kindOf(name string) string {
	name = filepath.ToSlash(name)
	first, rest, _ := strings.Cut(name, "/")
	switch {
	case first == "archive", name == "journal.jsonl", name == "warehouse.duckdb", name == "published/current.json":
		return first + filepath.Ext(name)
	case strings.HasPrefix(rest, "vintages/"):
		return "vintages/" + filepath.Ext(name)
	case first == "closed":
		return "closed/" + filepath.Ext(name)
	}
	return ""
}

// notedByDoctor says whether doctor finds an error.
func (o *office) notedByDoctor() bool {
	o.t.Helper()
	d, err := Doctor(o.t.Context(), o.dir, o.options())
	o.must(err)
	return d.Worst() == StateError
}

// noticed says whether somebody finds that a workspace was changed: doctor, or else verify.
func (o *office) noticed() bool {
	o.t.Helper()
	if o.notedByDoctor() {
		return true
	}
	v, err := Verify(o.t.Context(), o.space(), "2021-Q1", VerifyOptions{Program: "test"})
	return err != nil || !v.Passed()
}

// One flipped byte in any file that tonghop wrote is noticed, at its beginning, in its middle and at its end. In the
// warehouse, which has room that holds nothing, it is noticed or changes no table.
func everyFlippedByteIsNoticed(t *testing.T, o *office) {
	if by := o.notedByDoctor(); by {
		t.Fatal("before anything is changed, doctor says that something is")
	}
	v := o.verify()
	if !v.Passed() || v.Reading == nil || v.Reading.Problem != "" || len(v.Reading.Differences) != 0 ||
		v.Reading.Now != "later" {
		t.Fatalf("before anything is changed, verify says that something is: %s\n%+v", red(v), v.Reading)
	}
	durabletest.Unseal(t, o.dir)
	tried := map[string]bool{}
	o.must(filepath.WalkDir(o.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(o.dir, path)
		o.must(err)
		kind := kindOf(name)
		if kind == "" || tried[kind] && !effort.Long() {
			return nil
		}
		tried[kind] = true
		if len(tried)%3 != 0 && !effort.Stories() {
			return nil
		}
		o.flipEach(path, name)
		return nil
	}))
	if len(tried) < 12 {
		t.Errorf("only these kinds of files were tried: %v", tried)
	}
}

// flipEach changes one byte after the other, and puts the file back as it was, its time included.
func (o *office) flipEach(path, name string) {
	o.t.Helper()
	body, err := os.ReadFile(path)
	o.must(err)
	info, err := os.Stat(path)
	o.must(err)
	o.must(os.Chmod(path, info.Mode().Perm()|0o200))
	places := []int{len(body) / 2}
	if effort.Long() {
		places = []int{0, len(body) / 3, len(body) / 2, len(body) - 1}
	}
	for _, at := range places {
		body[at] ^= 1
		o.must(os.WriteFile(path, body, 0o644))
		o.must(os.Chtimes(path, info.ModTime(), info.ModTime()))
		if !o.noticed() && !(name == "warehouse.duckdb" && o.sameTables()) {
			o.t.Errorf("byte %d of %d of %s: nobody notices", at, len(body), name)
		}
		body[at] ^= 1
		o.must(os.WriteFile(path, body, 0o644))
		o.must(os.Chtimes(path, info.ModTime(), info.ModTime()))
	}
	o.must(os.Chmod(path, info.Mode().Perm()))
}

// sameTables says whether a copy of the workspace makes the tables that are published, or refuses to make any because
// it finds its warehouse damaged.
func (o *office) sameTables() bool {
	to := o.restored("published")
	to.clock.At = to.clock.At.Add(time.Hour)
	space, err := workspace.Open(to.dir)
	o.must(err)
	if _, err := Run(context.Background(), space, to.options()); err != nil {
		return strings.Contains(err.Error(), "Corrupt database file")
	}
	want := o.sums()
	for name, sum := range to.sums() {
		if want[name] != sum {
			return false
		}
	}
	return true
}
