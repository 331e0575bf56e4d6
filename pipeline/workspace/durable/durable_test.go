package durable_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tonghop/pipeline/workspace/durable"
)

func TestWriteReplacesAlsoAReadOnlyFile(t *testing.T) {
	for name, write := range map[string]func(string, []byte, os.FileMode) error{
		"at once": durable.Write, "later": durable.WriteLater,
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "state.json")
			for _, text := range []string{"one", "two", ""} {
				if err := write(file, []byte(text), 0o444); err != nil {
					t.Fatal(err)
				}
				if err := durable.Flush(filepath.Dir(file)); err != nil {
					t.Fatal(err)
				}
				if got := read(t, file); got != text {
					t.Errorf("got %q, want %q", got, text)
				}
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o444 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			alone(t, file)
		})
	}
}

// A write that fails half way leaves the old file, and nothing beside it.
func TestAFailedWriteLeavesTheOldFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	if err := durable.Write(file, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left")
	err := durable.Replace(file, 0o644, func(w io.Writer) error {
		if _, err := io.WriteString(w, "ne"); err != nil {
			t.Error(err)
		}
		return full
	})
	if !errors.Is(err, full) || read(t, file) != "old" {
		t.Errorf("%v; the file says %q", err, read(t, file))
	}
	alone(t, file)
	if err := durable.Write(filepath.Join(file, "below a file"), nil, 0o644); err == nil {
		t.Error("wrote below a file")
	}
}

// A link at the place of the file is replaced; what it points to is not written into.
func TestWriteDoesNotFollowALink(t *testing.T) {
	dir := t.TempDir()
	other, link := filepath.Join(dir, "other"), filepath.Join(dir, "link")
	if err := os.WriteFile(other, []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if err := durable.Write(link, []byte("new"), 0o644); err != nil {
		t.Fatal(err)
	}
	if read(t, other) != "kept" || read(t, link) != "new" {
		t.Errorf("other %q, link %q", read(t, other), read(t, link))
	}
}

func TestSealRenameAndTidy(t *testing.T) {
	dir := t.TempDir()
	draft, final := filepath.Join(dir, "draft"), filepath.Join(dir, "final")
	for _, name := range []string{draft, final, filepath.Join(dir, durable.Prefix+"killed")} {
		if err := os.WriteFile(name, []byte(filepath.Base(name)), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := durable.Seal(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(durable.Rename(draft, final), durable.Tidy(dir)); err != nil {
		t.Fatal(err)
	}
	if got := read(t, final); got != "draft" {
		t.Errorf("got %q", got)
	}
	alone(t, final)
	if durable.Seal(draft) == nil || durable.Rename(draft, final) == nil {
		t.Error("a file that is gone was sealed or moved")
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// alone says that nothing is in a file's folder but the file.
func alone(t *testing.T, file string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside %s: %v, %v", file, entries, err)
	}
}
