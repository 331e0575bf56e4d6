package pipeline

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/workspace"
	"tonghop/samples/effort"
)

// verify makes the closed quarter again.
func (o *office) verify() *Verification {
	o.t.Helper()
	space, err := workspace.Open(o.dir)
	o.must(err)
	v, err := Verify(context.Background(), space, "2021-Q1", VerifyOptions{Program: "later"})
	o.must(err)
	return v
}

// red are the names of the checks that did not pass, with their problems.
func red(v *Verification) string {
	var all []string
	for _, c := range v.Checks {
		if !c.Passed {
			all = append(all, c.Name+": "+strings.Join(c.Problems, "; "))
		}
	}
	return strings.Join(all, "\n")
}

// verifyBundle is the part of verify that looks at a bundle and at what it makes.
func (o *office) verifyBundle() *Verification {
	o.t.Helper()
	v, space := &Verification{}, o.space()
	a, err := readAccount(space)
	o.must(err)
	v.Bundle, err = a.bundleOf(o.t.Context(), space, nil, "2021-Q1")
	o.must(err)
	v.byBundle(o.t.Context(), space, a, VerifyOptions{Program: "later"})
	return v
}

// A closed period is made again from its bundle, and from nothing else. (Of a bundle that nobody touched that is tried
// by everyFlippedByteIsNoticed, before it flips a byte.)
func verifiedFromTheBundleAlone(t *testing.T, o *office) {
	// without the archive the numbers are still made again: they are in the bundle
	o.must(os.RemoveAll(filepath.Join(o.dir, "archive")))
	if effort.Stories() { // by default that the forged function below makes other numbers shows it
		if got := red(o.verifyBundle()); !strings.HasPrefix(got, "archived workbooks: ") || strings.Contains(got,
			"tables made again") {
			t.Errorf("without the archive: %s", got)
		}
	}
	bundle := o.firstBundle()
	functions := filepath.Join(bundle, "sql", "functions", "duckdb", "number.sql")
	forge(t, bundle, functions, "* 100 *", "* 200 *")
	// every sum in the bundle fits: what it makes tells, and the journal
	if got := red(o.verifyBundle()); !strings.Contains(got, "archived workbooks: ") ||
		!strings.Contains(got, "tables made again: sealed ") || !strings.Contains(got,
		"files of the bundle: bundle.json is not the one with which the period was closed") {
		t.Errorf("a forged function: %s", got)
	}
}

// forge changes a file of a bundle and adapts every sum to it.
func forge(t *testing.T, bundle, name, old, text string) {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := []byte(strings.Replace(string(body), old, text, 1))
	if string(changed) == string(body) {
		t.Fatalf("%s has no %q", name, old)
	}
	relative, err := filepath.Rel(bundle, name)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	described := filepath.Join(bundle, "bundle.json")
	if body, err = os.ReadFile(described); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	all["files"].(map[string]any)[filepath.ToSlash(relative)] = sumOf(changed)
	if body, err = json.Marshal(all); err != nil {
		t.Fatal(err)
	}
	rewrite(t, name, changed)
	rewrite(t, described, body)
	if summed, err := json.Marshal(sumOf(body)); err == nil && all["format"] != nil {
		rewrite(t, filepath.Join(bundle, "bundle.sha256"), summed)
	}
}

func sumOf(body []byte) vintage.FileInfo {
	sum := sha256.Sum256(body)
	return vintage.FileInfo{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(body))}
}

// rewrite replaces a file that is read-only.
func rewrite(t testing.TB, name string, body []byte) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

// One changed byte is noticed in every file of a bundle, be it at the beginning, in the middle or at the end; so is a
// file more or less.
func everyFileOfABundleIsSummed(t *testing.T, o *office) {
	bundle := o.firstBundle()
	_, damaged, err := vintage.OpenBundle(bundle)
	if err != nil || damaged != nil {
		t.Fatalf("%v %v", damaged, err)
	}
	files, folders := 0, map[string]bool{}
	err = filepath.WalkDir(bundle, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(bundle, name)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(relative))
		first := !folders[folder]
		files, folders[folder] = files+1, true
		if !first && files%effort.Pick(5, 1) != 0 {
			return nil // by default, the first of each folder and some others
		}
		at := []int{0, len(body) / 2, len(body) - 1}[files%3]
		flipped := append([]byte(nil), body...)
		flipped[at] ^= 1
		rewrite(t, name, flipped)
		if _, damaged, err := vintage.OpenBundle(bundle); err == nil && damaged == nil {
			t.Errorf("%s: a changed byte at %d goes unnoticed", relative, at)
		}
		if err := os.Remove(name); err != nil {
			return err
		}
		if _, damaged, err := vintage.OpenBundle(bundle); err == nil && damaged == nil {
			t.Errorf("%s: nobody misses it", relative)
		}
		return os.WriteFile(name, body, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{".", "ledger", "forms", "registry", "sql/schema", "sql/functions/duckdb",
		"sql/models/core"} {
		if !folders[folder] {
			t.Errorf("there is no file in %s", folder)
		}
	}
	if files < 80 {
		t.Errorf("only %d files", files)
	}
	if err := os.WriteFile(filepath.Join(bundle, "sql", "functions", "duckdb", "zzz.sql"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, damaged, err := vintage.OpenBundle(bundle); err != nil || len(damaged) != 1 {
		t.Errorf("a file more: %v %v", damaged, err)
	}
}

// A ledger that was lost and begun anew closes the period beside the bundle of the first closing, never over it.
func aBundleIsNeverOverwritten(t *testing.T, o *office) {
	bundle := o.firstBundle()
	before, err := os.ReadFile(filepath.Join(bundle, "bundle.json"))
	o.must(err)
	o.must(o.decide("reopen", "2021-Q1"))
	next := filepath.Join(filepath.Dir(bundle), "4") // where the next one would go
	o.must(os.CopyFS(next, os.DirFS(bundle)))
	o.must(o.decide("close", "2021-Q1"))
	after, err := os.ReadFile(filepath.Join(bundle, "bundle.json"))
	o.must(err)
	if string(after) != string(before) {
		t.Error("the bundle of the first closing is another one")
	}
	if v := o.verifyOnly("files of the bundle"); !v.Passed() || v.Bundle != next+".2" {
		t.Errorf("%s: %s", v.Bundle, red(v))
	}
}

// verifyOnly is the part of verify that has one check; the long size verifies everything.
func (o *office) verifyOnly(check string) *Verification {
	o.t.Helper()
	if effort.Long() {
		return o.verify()
	}
	v, space := &Verification{}, o.space()
	a, err := readAccount(space)
	if err != nil && check != "journal" {
		o.t.Fatal(err)
	}
	switch check {
	case "journal":
		v.journal(o.t.Context(), space)
	case "published files":
		v.publishedFiles(space, a)
	case "files of the bundle":
		v.Bundle, err = a.bundleOf(o.t.Context(), space, nil, "2021-Q1")
		o.must(err)
		v.filesOfBundle(space, a, VerifyOptions{})
	default:
		o.t.Fatalf("verify has no check %q of its own", check)
	}
	return v
}

// The bundle of a period that version 0.1.0 closed: without format and ledger, its functions among the steps of the
// schema.
func TestBundleOfAnEarlierProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unzip(t, filepath.Join("testdata", "bundle-0.1.0.zip"), dir)
	folder := filepath.Join(dir, "closed", "2021-Q2", "1")
	archive := inbox.Archive{Root: filepath.Join(dir, "archive")}
	bundle, damaged, err := vintage.OpenBundle(folder)
	if err != nil || damaged != nil || bundle.Format != 0 {
		t.Fatalf("format %d: %v %v", bundle.Format, damaged, err)
	}
	if effort.Stories() { // a forged number alone is a problem below, so that all others are made again
		if problems, err := remake(t.Context(), folder, archive, bundle); err != nil || problems != nil {
			t.Errorf("%v %v", problems, err)
		}
	}
	forge(t, folder, filepath.Join(folder, "table.csv"), "2021-Q2,2021,2,admitted,total,",
		"2021-Q2,2021,2,admitted,total,1")
	if problems, err := remake(t.Context(), folder, archive, bundle); err != nil || len(problems) != 2 {
		t.Errorf("a forged number: %v %v", problems, err)
	}
	forge(t, folder, filepath.Join(folder, "sql", "schema", "0002_macros.sql"), "MACRO percent_units(", "MACRO garbage(")
	if _, err := remake(t.Context(), folder, archive, bundle); err == nil {
		t.Error("a function that is gone goes unnoticed")
	}
}

func unzip(t *testing.T, name, dir string) {
	t.Helper()
	packed, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	if err := os.CopyFS(dir, packed); err != nil {
		t.Fatal(err)
	}
}
