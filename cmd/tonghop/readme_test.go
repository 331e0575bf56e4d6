package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// The output that README.md shows is what the program prints, as the script of the first run has it, which compares it
// with that of a real run; "…" stands for lines that are left out in README.md.
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
	script, err := txtar.ParseFile("testdata/script/run.txtar")
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(script.Files, func(f txtar.File) bool { return f.Name == "want" })
	if at < 0 || !strings.Contains(string(script.Comment), "cmpenv got want\n") {
		t.Fatal("run.txtar compares no output of the first run")
	}
	printed := string(script.Files[at].Data)
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
