package layout

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// width is how many characters a line of prose or SQL may have: two files fit side by side on a screen.
const width = 120

// wideSQL are the folders of SQL whose lines are not shortened yet. The list may only become shorter. The steps of the
// schema stay in it for good: a step is never changed once it is released.
var wideSQL = []string{"sql/models", "sql/schema"}

// Lines of prose in Markdown files, and lines of SQL, are not longer than width.
func TestLinesAreNotTooWide(t *testing.T) {
	if found := wideLines(t, "../..", wideSQL); len(found) > 0 {
		t.Errorf("longer than %d characters:\n%s", width, strings.Join(found, "\n"))
	}
}

// wideLines names the lines beneath root that are too wide. Folders of test data are left out, as are hidden ones and
// those that except names.
func wideLines(t *testing.T, root string, except []string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		file := filepath.ToSlash(relative)
		if entry.IsDir() {
			if file != "." && leftOut(file) || slices.Contains(except, file) {
				return filepath.SkipDir
			}
			return nil
		}
		wide := map[string]func(string) []int{".md": wideProse, ".sql": wideSQLLines}[filepath.Ext(name)]
		if wide == nil {
			return nil
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, line := range wide(string(body)) {
			found = append(found, fmt.Sprintf("%s:%d", file, line))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// wideProse lists the lines of a Markdown text that are too wide, counted from 1. Tables and code, which cannot be
// broken, are left out: code stands between fences, or four spaces to the right below an empty line.
func wideProse(text string) (wide []int) {
	fenced, indented, empty := false, false, true
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") {
			fenced = !fenced
			continue
		}
		indented = strings.HasPrefix(line, "    ") && (empty || indented)
		empty = trimmed == ""
		if !fenced && !indented && !strings.HasPrefix(trimmed, "|") && isWide(line) {
			wide = append(wide, i+1)
		}
	}
	return wide
}

// wideSQLLines lists the lines of an SQL text that are too wide, counted from 1. What a file's header says of the
// table, of a column or of the inputs is read line by line, and so left out.
func wideSQLLines(text string) (wide []int) {
	for i, line := range strings.Split(text, "\n") {
		isRead := slices.ContainsFunc([]string{"-- Table:", "-- Column:", "-- Inputs:", "-- Answers:"},
			func(key string) bool { return strings.HasPrefix(line, key) })
		if !isRead && isWide(line) {
			wide = append(wide, i+1)
		}
	}
	return wide
}

func isWide(line string) bool { return utf8.RuneCountInString(line) > width }

// Lines that are too wide are named with their files, and only those that are prose or SQL.
func TestWideLinesAreNamed(t *testing.T) {
	long, fits := strings.Repeat("ố", width+1), strings.Repeat("ố", width)
	root := t.TempDir()
	for name, text := range map[string]string{
		"a.md": fits + "\n\n" + long + "\n    " + long + "\n\n    " + long + "\n    " + long + "\n\n| " + long +
			" |\n```\n" + long + "\n```\n" + long + "\n",
		"sql/queries/b.sql":  "-- Inputs: " + long + "\n-- " + long + "\nSELECT\n    " + long + "\n",
		"sql/models/c.sql":   long + "\n",
		"x/testdata/d.md":    long + "\n",
		"sql/queries/e.json": long + "\n",
	} {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"a.md:3", "a.md:4", "a.md:13", "sql/queries/b.sql:2", "sql/queries/b.sql:4"}
	if got := wideLines(t, root, []string{"sql/models"}); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
