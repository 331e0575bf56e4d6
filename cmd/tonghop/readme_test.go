package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/schedule"
)

// The output that README.md shows is what the program prints; "…" stands for lines that are left out there.
func TestReadmeShowsTheRealOutput(t *testing.T) {
	body, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(body), "```\n")
	shown, _, fenced := strings.Cut(rest, "```")
	if !fenced {
		t.Fatal("README.md shows no output")
	}
	var out, problems bytes.Buffer
	clock := &schedule.StoppedClock{At: time.Date(2021, 10, 12, 2, 0, 0, 0, time.UTC)}
	env := environment{
		args: []string{"run", sampleCopy(t)}, stdout: &out, stderr: &problems, clock: clock, threads: 1, unprinted: true,
	}
	if status := run(context.Background(), env); status != statusDone {
		t.Fatalf("status %d: %s", status, problems.String())
	}
	printed := out.String()
	for line := range strings.Lines(shown) {
		line = strings.TrimRight(line, "\n")
		if line == "…" || strings.HasPrefix(line, "published") {
			continue
		}
		before, after, found := strings.Cut(printed, line+"\n")
		if !found || !strings.Contains(shown, "…") && strings.TrimSpace(before) != "" {
			t.Fatalf("README.md shows a line that is not printed there:\n%s\nthe rest of the output is:\n%s", line, printed)
		}
		printed = after
	}
}
