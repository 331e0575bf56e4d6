package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"tonghop/pipeline"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
	"tonghop/samples/effort"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == respondName {
		tonghop() // tonghop sql has started the executable of this test, whatever name it has
	}
	testscript.Main(m, map[string]func(){"tonghop": tonghop, "tonghop-held": held})
}

// tonghop is the program with the clock of $NOW, when that is set; with $UNPRINTED it prints no workbooks. The tables
// of tests are small: threads of DuckDB would only wait for each other.
func tonghop() {
	env := environment{args: os.Args[1:], stdout: os.Stdout, stderr: os.Stderr, clock: schedule.SystemClock{}, threads: 1}
	env.unprinted = os.Getenv("UNPRINTED") != ""
	if now := os.Getenv("NOW"); now != "" {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			panic(err)
		}
		env.clock = &schedule.StoppedClock{At: at}
	}
	os.Exit(runUntilSignal(env))
}

// held is tonghop run DIR, which stays in the middle of its reading until the file "go" stands beside the workspace; it
// makes the file "inside" when it is there.
func held() {
	dir := os.Args[1]
	space, err := workspace.Open(dir)
	if err == nil {
		options := pipeline.Options{Clock: schedule.SystemClock{}, Actor: pipeline.Actor{User: "night", Host: "server"},
			Program: "test"}
		options.Progress = func(done, total int) {
			if done != total {
				return
			}
			os.WriteFile("inside", nil, 0o644)
			for range 600 {
				if _, err := os.Stat("go"); err == nil {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
		}
		_, err = pipeline.Run(context.Background(), space, options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestScripts carries out the scripts, and what else begins with one of their stages.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	shared, err := filepath.Abs("../../../shared")
	if err != nil {
		t.Fatal(err)
	}
	first := consolidated(t)
	closed := first.closed(t)
	t.Run("killed runs", func(t *testing.T) { killedRuns(t, first) })
	t.Run("the same condition gets the same answer", func(t *testing.T) { sameConditionSameAnswer(t, first) })
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLES", samples)
			env.Setenv("SHARED", shared)
			env.Setenv("SPARK", os.Getenv("TONGHOP_SPARK"))
			env.Setenv("USER", "staff")
			env.Setenv("UNPRINTED", "1") // a script about printed workbooks clears it
			return nil
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "shared":
				_, err := os.Stat(shared)
				return err == nil, nil
			case "long":
				return effort.Long(), nil
			case "stories":
				return effort.Stories(), nil
			case "spark": // .ci/spark says where a server is
				return os.Getenv("TONGHOP_SPARK") != "", nil
			}
			return false, fmt.Errorf("unknown condition %s", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sample": scriptSample, "consolidated": first.copy, "closed": closed.copy, "reformed": reformed(t).copy,
			"setcell": scriptSetCell, "waitfor": scriptWaitFor, "damage": scriptDamage, "received": scriptReceived,
			"edit": scriptEdit, "pack": scriptPack, "badname": scriptBadName, "decide": scriptDecide,
			"decomposed": scriptDecomposed, "unseal": scriptUnseal, "query": scriptQuery, "province": scriptProvince,
		},
	})
}

// scriptSample copies a sample's workspace: sample NAME DIR.
func scriptSample(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(copySample(args[0], ts.MkAbs(args[1])))
}

func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := to + strings.TrimPrefix(name, from)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, body, 0o644)
	})
}

// scriptSetCell changes cells of a workbook: setcell FILE A1=value…; a value of digits is a number.
func scriptSetCell(ts *testscript.TestScript, _ bool, args []string) {
	file, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	sheet := file.GetSheetName(0)
	for _, pair := range args[1:] {
		at, text, _ := strings.Cut(pair, "=")
		if number, err := strconv.Atoi(text); err == nil {
			ts.Check(file.SetCellValue(sheet, at, number))
			continue
		}
		ts.Check(file.SetCellValue(sheet, at, text))
	}
	ts.Check(file.Save())
}

// scriptWaitFor waits for a file to be there.
func scriptWaitFor(ts *testscript.TestScript, _ bool, args []string) {
	for range 600 {
		if _, err := os.Stat(ts.MkAbs(args[0])); !errors.Is(err, fs.ErrNotExist) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear within 30 seconds", args[0])
}

// scriptDamage puts a file in the place of another one from which it differs in the byte in its middle.
func scriptDamage(ts *testscript.TestScript, _ bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) == 0 {
		ts.Fatalf("%s: no such file", args[0])
	}
	body, err := os.ReadFile(found[0])
	ts.Check(err)
	body[len(body)/2] ^= 1
	folder := filepath.Dir(found[0])
	info, err := os.Stat(folder)
	ts.Check(err)
	ts.Check(os.Chmod(folder, 0o755)) // that of a vintage is closed
	ts.Check(os.Remove(found[0]))
	ts.Check(os.WriteFile(found[0], body, 0o644))
	ts.Check(os.Chmod(folder, info.Mode().Perm()))
}

// scriptUnseal lets a script change vintages that are finished: unseal FOLDER.
func scriptUnseal(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(durable.Unseal(ts.MkAbs(args[0])))
}

// scriptReceived sets the time at which files arrived: received TIME FILE….
func scriptReceived(ts *testscript.TestScript, _ bool, args []string) {
	at, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	for _, pattern := range args[1:] {
		names, err := filepath.Glob(ts.MkAbs(pattern))
		ts.Check(err)
		if len(names) == 0 {
			ts.Fatalf("%s: no such file", pattern)
		}
		for _, name := range names {
			ts.Check(os.Chtimes(name, at, at))
		}
	}
}

// scriptEdit changes a text in a file: edit FILE OLD NEW.
func scriptEdit(ts *testscript.TestScript, _ bool, args []string) {
	body, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	if !strings.Contains(string(body), args[1]) {
		ts.Fatalf("%s does not contain %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(string(body), args[1], strings.ReplaceAll(args[2],
		"${NL}", "\n"), 1)), 0o644))
}

// scriptBadName writes a file whose name has escapes of Go strings in it: badname FOLDER NAME [FILE]. Without FILE it
// holds its own name.
func scriptBadName(ts *testscript.TestScript, _ bool, args []string) {
	name, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	body := []byte(args[1])
	if len(args) > 2 {
		body, err = os.ReadFile(ts.MkAbs(args[2]))
		ts.Check(err)
	}
	name = strings.ReplaceAll(name, "/", "⁄") // it would be a folder
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), name), body, 0o644))
}

// scriptDecide calls tonghop with a submission that a query named: decide KIND QUERY.csv FLAG…. The query's last line
// is the submission_id. What it prints can be looked at as after exec, also when it fails.
func scriptDecide(ts *testscript.TestScript, neg bool, args []string) {
	lines := strings.Fields(ts.ReadFile(args[1]))
	err := ts.Exec("tonghop", append([]string{args[0], lines[len(lines)-1]}, args[2:]...)...)
	switch {
	case err == nil && neg:
		ts.Fatalf("%s was expected to fail", args[0])
	case err != nil && !neg:
		ts.Fatalf("%s: %v", args[0], err)
	}
}

// scriptQuery answers a query from the published tables as tonghop sql --format csv does, without the two processes
// that it takes: query DIR QUERY.
func scriptQuery(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: query DIR QUERY")
	}
	tables, err := vintage.OpenCurrent(context.Background(), filepath.Join(ts.MkAbs(args[0]), "published"))
	ts.Check(err)
	defer tables.Close()
	to := formats()["csv"](ts.Stdout())
	ts.Check(tables.Answer(context.Background(), args[1], to))
	ts.Check(to.end())
}

// scriptDecomposed copies a file and decomposes the accents of its new name, as some systems store them:
// decomposed FROM TO.
func scriptDecomposed(ts *testscript.TestScript, _ bool, args []string) {
	body, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(norm.NFD.String(args[1])), body, 0o644))
}

// scriptPack makes a workbook of a folder of parts: pack FOLDER FILE.
func scriptPack(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	archive := zip.NewWriter(file)
	ts.Check(archive.AddFS(os.DirFS(ts.MkAbs(args[0]))))
	ts.Check(archive.Close())
	ts.Check(file.Close())
}
