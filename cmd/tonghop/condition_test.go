package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tonghop/pipeline/workspace/durable/durabletest"
)

// The arguments with which each command asks something of a workspace. Those that ask nothing of one are listed apart.
var asking = map[string][]string{
	"run": {"--as-of", "2021-10-12"}, "status": nil, "sql": {"FROM unit"}, "explain": {"cu-pui", "2021-Q3", "admitted"},
	"diff": {"current", "current"}, "verify": {"2021-Q3"}, "units": nil, "rebuild": nil, "schedule": nil,
	"prune":  nil,
	"tables": {"--boundaries", "2020-12-31"},
	"close":  {"2021-Q3", "--reason", "x"}, "reopen": {"2021-Q3", "--reason", "x"},
	"forget": {"abcdef", "--reason", "x"},
	"accept": {"abcdef", "--reason", "x"}, "retract": {"abcdef", "--reason", "x"}, "unretract": {"abcdef", "--reason",
		"x"},
}

var withoutWorkspace = []string{"init", "backup", "restore", "doctor", "cells", "lake", "nation", respondName, "help",
	"completion", "version"}

// ask is a command line that asks something of the workspace in dir.
func ask(command, dir string, more ...string) []string {
	line := slices.Concat([]string{command}, asking[command], more)
	if command == "run" || command == "schedule" || command == "rebuild" {
		return append(line, dir)
	}
	return append(line, "-C", dir)
}

func TestEveryCommandIsAsked(t *testing.T) {
	for _, c := range rootCommand(environment{}).Commands() {
		if _, listed := asking[c.Name()]; !listed && !slices.Contains(withoutWorkspace, c.Name()) {
			t.Errorf("tonghop %s is in no list: say how it asks something of a workspace, or that it does not", c.Name())
		}
	}
}

// expectSame carries out command lines of which all meet the same condition; the first of them says what all have to
// say.
func expectSame(t *testing.T, condition string, status int, lines ...[]string) {
	t.Helper()
	_, _, first := called(lines[0]...)
	for _, line := range lines {
		got, stdout, said := called(line...)
		if got != status || said != first || stdout != "" {
			t.Errorf("%s, tonghop %q: exit status %d, prints %q and says %q; want %d and %q",
				condition, line, got, stdout, said, status, first)
		}
	}
}

// The same condition gives the same exit status and the same message, whichever command meets it.
func sameConditionSameAnswer(t *testing.T, published *stage) {
	t.Parallel()
	dir := sampleCopy(t)
	nowhere := filepath.Join(dir, "nowhere")
	var everywhere, early, ledger [][]string
	for command := range asking {
		everywhere = append(everywhere, ask(command, nowhere))
		if command != "schedule" && command != "units" { // one waits for its hour, the other asks the registry alone
			early = append(early, ask(command, dir))
		}
	}
	expectSame(t, "no workspace", statusMisused, everywhere...)
	expectSame(t, "nothing published yet", statusMisused, early...)
	askedTooEarly(t, dir)
	dir = durabletest.Folder(t)
	if err := published.copyTo(dir); err != nil {
		t.Fatal(err)
	}
	askedForNothing(t, dir)
	expectSame(t, "unknown unit", statusMisused, []string{"status", "--unit", "nobody", "-C", dir},
		[]string{"explain", "nobody", "2021-Q3", "admitted", "-C", dir}, ask("diff", dir, "--unit", "nobody"))
	expectSame(t, "unknown vintage", statusMisused, []string{"diff", "19990101T000000Z", "current", "-C", dir},
		[]string{"diff", "current", "19990101T000000Z", "-C", dir})
	for _, name := range []string{"warehouse.duckdb", "journal.jsonl"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range []string{"run", "close", "reopen", "retract", "unretract", "rebuild"} {
		ledger = append(ledger, ask(command, dir))
	}
	expectSame(t, "ledger missing", statusFailed, ledger...)
	if status, _, said := called(ask("status", dir)...); status != statusDone {
		t.Errorf("without the ledger, status reads what is published and ends with %d: %s", status, said)
	}
}
