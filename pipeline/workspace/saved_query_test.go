package workspace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tonghop/pipeline/workspace"
)

// What Notepad writes is read, with or without its mark; what has lost its letters is refused with the line.
func TestSavedQueries(t *testing.T) {
	space := &workspace.Workspace{Dir: t.TempDir()}
	if saved, err := space.SavedQueries(); len(saved) > 0 || err != nil {
		t.Errorf("without a folder there are %d queries, %v", len(saved), err)
	}
	folder := filepath.Join(space.Dir, "queries")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("muộn.sql", "\ufeffSELECT 1")
	write("notes.txt", "not a query")
	write(".muộn.sql", "what an editor keeps")
	saved, err := space.SavedQueries()
	want := []workspace.SavedQuery{{Name: "muộn", File: "queries/muộn.sql", Text: "SELECT 1"}}
	if diff := cmp.Diff(want, saved); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	for name, bad := range map[string]struct{ text, problem string }{
		"letters that were lost": {"SELECT 1\n-- mu\xe9n", "queries/x.sql:2:1: this line is not written in UTF-8"},
		"a file of another kind": {strings.Repeat("x", 1<<20+1), "x.sql has 1048577 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			write("x.sql", bad.text)
			if _, err := space.SavedQueries(); err == nil || !strings.Contains(err.Error(), bad.problem) {
				t.Errorf("%v, expected %s", err, bad.problem)
			}
		})
	}
}
