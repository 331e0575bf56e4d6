package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"tonghop/pipeline"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace"
)

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{fault.New(fault.Misuse, "x"), statusMisused},
		{fault.New(fault.Refused, "x"), statusFailed},
		{fault.New(fault.Failed, "x"), statusFailed},
		{errors.New("disk full"), statusFailed},
		{fmt.Errorf("run: %w", &usageError{problem: "x"}), statusMisused},
		{&workspace.ConfigError{Err: &workbook.LimitError{}}, statusMisused},
		{&pipeline.ConfigurationError{Err: errors.New("x")}, statusMisused},
		{pipeline.ErrNoReason, statusMisused},
		{&schedule.HeldError{}, statusFailed},
		{fmt.Errorf("a.xlsx: %w", &workbook.ReadError{}), statusFailed},
		{errNotVerified, statusFailed},
		{fmt.Errorf("reading: %w", context.Canceled), statusFailed},
		{&rejectedError{rejected: 1}, statusRejected},
	} {
		if got, _ := exitStatus(c.err); got != c.want {
			t.Errorf("%#v: exit status %d, want %d", c.err, got, c.want)
		}
	}
	if _, text := exitStatus(context.Canceled); text != "stopped; nothing of this run was kept" {
		t.Errorf("a stopped command says %q", text)
	}
}

// askedTooEarly asks a workspace before its first run: that is misuse, whatever the command.
func askedTooEarly(t *testing.T, dir string) {
	t.Helper()
	early := [][]string{
		{"status"}, {"sql", "FROM unit"}, {"explain", "cu-pui", "2021-Q3", "admitted"}, {"diff", "current", "current"},
		{"verify", "2021-Q3"}, {"close", "2021-Q3", "--reason", "x"}, {"reopen", "2021-Q3", "--reason", "x"},
		{"retract", "abcdef", "--reason", "x"}, {"unretract", "abcdef", "--reason", "x"},
	}
	for _, args := range early {
		checkMisuse(t, "before the first run", append(args, "-C", dir))
	}
	checkMisuse(t, "before the first run", []string{"run", "--as-of", "2021-10-12", dir})
	for _, args := range early[:5] { // those that ask the published tables
		want := "tonghop: nothing is published in " + filepath.Join(dir, "published") + " yet: call tonghop run first\n"
		if _, _, stderr := called(append(args, "-C", dir)...); stderr != want {
			t.Errorf("before the first run, tonghop %q says %q, want %q", args, stderr, want)
		}
	}
}

// askedForNothing asks a workspace, after a run, about something that there is not: that is misuse, whatever the
// command.
func askedForNothing(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{
		{"status", "--unit", "nobody"}, {"status", "--period", "2021-Q5"},
		{"status", "--form", "none"}, {"status", "--level", "none"},
		{"explain", "nobody", "2021-Q3", "admitted"}, {"explain", "cu-pui", "2021-Q4", "admitted"},
		{"explain", "cu-pui", "quý III", "admitted"}, {"explain", "cu-pui", "2021-Q3", "none"},
		{"diff", "19990101T000000Z", "current"}, {"verify", "2021-Q3"}, {"verify", "never"},
		{"close", "2031-Q3", "--reason", "x"}, {"close", "never", "--reason", "x"},
		{"reopen", "2021-Q3", "--reason", "x"}, {"retract", "abcdef", "--reason", "x"}, {"retract", "abcdef"}, {"unretract",
			"ab", "--reason", "x"},
	} {
		checkMisuse(t, "after a run", append(args, "-C", dir))
	}
	checkMisuse(t, "after a run", []string{"run", "--as-of", "1999-01-01", dir})
	checkMisuse(t, "nowhere", []string{"run", dir + "/nowhere"})
	checkMisuse(t, "nowhere", []string{"cells", dir + "/nowhere.xlsx"})
}

func checkMisuse(t *testing.T, when string, args []string) {
	t.Helper()
	status, stdout, stderr := called(args...)
	if status != statusMisused || stdout != "" || stderr == "" {
		t.Errorf("%s, tonghop %q: exit status %d, want %d; it prints %q and says %q",
			when, args, status, statusMisused, stdout, stderr)
	}
}
