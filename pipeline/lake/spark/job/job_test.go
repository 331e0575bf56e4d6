package job

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/fault"
)

// program writes a shell script in the place of the program.
func program(t *testing.T, script string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the program of this test is a shell script")
	}
	name := filepath.Join(t.TempDir(), Program)
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// A result, an error with its kind, and a program that ends without either come back as what they are.
func TestCarry(t *testing.T) {
	var told []string
	tell := func(table string) { told = append(told, table) }
	good := program(t, `grep -q sc://x:1 && echo core.fact >&2 && echo '{"result":{"marts":"/m","made":3}}'`)
	result, err := Carry(t.Context(), good, Job{Server: "sc://x:1"}, tell)
	if err != nil || result.Marts != "/m" || result.Made != 3 || len(told) != 1 || told[0] != "core.fact" {
		t.Errorf("%+v, told %v (%v)", result, told, err)
	}
	refused := program(t, `echo '{"error":"version 3.5","kind":"refused"}'; exit 1`)
	if _, err := Carry(t.Context(), refused, Job{}, tell); fault.Of(err) != fault.Refused || err.Error() != "version 3.5" {
		t.Errorf("refused: %v", err)
	}
	silent := program(t, `echo core.tree >&2; exit 9`)
	if _, err := Carry(t.Context(), silent, Job{}, tell); err == nil || !strings.Contains(err.Error(), "core.tree") {
		t.Errorf("without an answer: %v", err)
	}
}

// An answer carries the kind of an error over to the other program.
func TestAnswerOf(t *testing.T) {
	if a := AnswerOf(Result{}, fault.New(fault.Misuse, "x")); a.Kind != fault.Misuse || a.Error != "x" {
		t.Errorf("%+v", a)
	}
	if a := AnswerOf(Result{Made: 1}, nil); a.Error != "" || a.Result.Made != 1 {
		t.Errorf("%+v", a)
	}
}

// A program that is nowhere is named with the places that were looked at.
func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	missing := (*MissingProgramError)(nil)
	if _, err := Find(); !errors.As(err, &missing) || len(missing.Looked) != 2 {
		t.Errorf("%v", err)
	}
}

// The result depends on models, inputs and variables, and not on where the server is.
func TestDigest(t *testing.T) {
	one := Job{Server: "sc://a:1", Models: []Model{{Name: "core.fact", Body: "SELECT 1"}}}
	moved, other := one, one
	moved.Server, moved.Folder = "sc://b:2", "/elsewhere"
	other.Models = []Model{{Name: "core.fact", Body: "SELECT 2"}}
	one.Variables = Variables{TimeZone: "Asia/Ho_Chi_Minh", Today: time.Date(2021, 10, 11, 23, 0, 0, 0, time.UTC)}
	other.Variables, moved.Variables = one.Variables, one.Variables
	moved.Variables.Today = moved.Variables.Today.Add(15 * time.Hour) // in the afternoon of the same day
	digests := map[string]bool{}
	for _, j := range []Job{one, moved, other} {
		d, err := j.Digest([]string{"f"})
		if err != nil {
			t.Fatal(err)
		}
		digests[d] = true
	}
	moved.Variables.Today = moved.Variables.Today.Add(8 * time.Hour)
	if tomorrow, err := moved.Digest([]string{"f"}); err != nil || digests[tomorrow] {
		t.Errorf("on the next day it is still %s (%v)", tomorrow, err)
	}
	if with, err := one.Digest([]string{"g"}); err != nil || digests[with] || len(digests) != 2 {
		t.Errorf("%v, with another function %s (%v)", digests, with, err)
	}
}
