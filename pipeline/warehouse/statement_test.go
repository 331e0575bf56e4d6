package warehouse

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	statements "tonghop/sql"
)

// Each query says in its first line what it is called and what it gives, and somebody asks it.
func TestEveryQueryIsAsked(t *testing.T) {
	code := goSources(t, "..")
	err := fs.WalkDir(statements.Files, "queries", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(file, "queries/staff") {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(file, "queries/"), ".sql")
		body, err := fs.ReadFile(statements.Files, file)
		if !strings.HasPrefix(string(body), "-- "+name+": ") {
			t.Errorf("sql/%s: expected -- %s: at its beginning, and what it gives", file, name)
		}
		if !strings.Contains(code, `"`+name+`"`) {
			t.Errorf("sql/%s: nobody asks it", file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// goSources is the text of every Go file beneath a folder but the tests.
func goSources(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		body, err := os.ReadFile(name)
		all.Write(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
