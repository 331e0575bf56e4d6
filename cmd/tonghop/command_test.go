package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"tonghop/pipeline/schedule"
)

// called runs a command line in this process and returns its exit status and what it prints.
func called(args ...string) (status int, stdout, stderr string) {
	var out, problems bytes.Buffer
	env := environment{args: args, stdout: &out, stderr: &problems, clock: schedule.SystemClock{}}
	status = run(context.Background(), env)
	return status, out.String(), problems.String()
}

func TestEveryCommandHasHelp(t *testing.T) {
	commands := rootCommand(environment{}).Commands()
	if len(commands) < 10 {
		t.Fatalf("only %d commands are found", len(commands))
	}
	for _, c := range commands {
		status, asked, stderr := called("help", c.Name())
		if status != statusDone || stderr != "" {
			t.Errorf("help %s: exit status %d: %s", c.Name(), status, stderr)
		}
		if _, flagged, _ := called(c.Name(), "--help"); flagged != asked {
			t.Errorf("%s --help and help %s differ:\n%s\n%s", c.Name(), c.Name(), flagged, asked)
		}
		for _, part := range []string{"usage: " + c.UseLine(), "-h, --help"} {
			if !strings.Contains(asked, part) {
				t.Errorf("help %s does not say %q:\n%s", c.Name(), part, asked)
			}
		}
		for line := range strings.Lines(asked) {
			if len([]rune(line)) > 121 {
				t.Errorf("help %s has a line of more than 120 columns: %s", c.Name(), line)
			}
		}
	}
}

// The line that says how to call a command names no flag that it does not have.
func TestUsageLinesNameTheirFlags(t *testing.T) {
	for _, c := range rootCommand(environment{}).Commands() {
		between := func(r rune) bool { return strings.ContainsRune(" []|", r) }
		for word := range strings.FieldsFuncSeq(c.UseLine(), between) {
			name, long := strings.CutPrefix(word, "--")
			short, isShort := strings.CutPrefix(word, "-")
			switch {
			case long && c.Flags().Lookup(name) == nil, !long && isShort && c.Flags().ShorthandLookup(short) == nil:
				t.Errorf("%s: there is no flag %s", c.UseLine(), word)
			}
		}
	}
}

// The flags are those of the release before: scripts of the offices call them.
func TestFlags(t *testing.T) {
	want := map[string]string{
		"answer-query": "",
		"backup":       "check directory json keep",
		"cells":        "json sheet",
		"close":        "directory incomplete json reason",
		"completion":   "",
		"diff":         "directory json unit",
		"doctor":       "directory json",
		"prune":        "directory dry-run json",
		"explain":      "breakdown current directory json",
		"help":         "",
		"init":         "",
		"lake":         "",
		"nation":       "engine full json",
		"accept":       "directory json reason unit",
		"reopen":       "directory json reason",
		"restore":      "backup json",
		"retract":      "directory json reason",
		"run":          "as-of dry-run full json strict",
		"schedule":     "",
		"sql":          "directory format list query",
		"units":        "at directory history json",
		"tables":       "as-of boundaries directory json",
		"status":       "directory form json level period unit xlsx",
		"unretract":    "directory json reason",
		"rebuild":      "json",
		"forget":       "directory json reason",
		"verify":       "directory json public-key",
		"version":      "",
	}
	for _, c := range rootCommand(environment{}).Commands() {
		got := strings.Join(flagNames(c), " ")
		if flags, known := want[c.Name()]; !known || got != flags {
			t.Errorf("%s has the flags %q, want %q", c.Name(), got, flags)
		}
		delete(want, c.Name())
	}
	if len(want) > 0 {
		t.Errorf("there are no commands for %v", want)
	}
}

func TestWrongCommandLines(t *testing.T) {
	for _, line := range []string{
		"", "rum", "--fast", "help rum", "help run now", "run --fast", "run a b", "run --json=perhaps", "schedule a b",
		"init", "cells", "status now", "sql", "sql --format xml QUERY", "sql --query audit QUERY",
		"explain a b", "diff a", "nation --engine fast", "nation a b", "lake", "lake verify now", "retract", "close a b", "verify", "version now", "completion", "completion tcsh",
	} {
		status, stdout, stderr := called(strings.Fields(line)...)
		if status != statusMisused || stdout != "" {
			t.Errorf("tonghop %s: exit status %d, want %d; printed %q", line, status, statusMisused, stdout)
		}
		if !strings.Contains(stderr, "\nusage: tonghop ") {
			t.Errorf("tonghop %s does not say how to call it: %s", line, stderr)
		}
	}
}

func flagNames(c *cobra.Command) []string {
	var names []string
	for word := range strings.FieldsSeq(c.LocalFlags().FlagUsages()) {
		if name, is := strings.CutPrefix(word, "--"); is {
			names = append(names, strings.TrimSuffix(name, "[=true|false]"))
		}
	}
	slices.Sort(names)
	return names
}
