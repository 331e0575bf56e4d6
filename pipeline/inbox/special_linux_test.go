package inbox

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is no regular file is passed over by name and never opened: reading a pipe would wait for ever.
func TestScanOfSpecialFiles(t *testing.T) {
	root, elsewhere := t.TempDir(), t.TempDir()
	write(t, elsewhere, "a.xlsx", "a")
	if err := os.Symlink(elsewhere, filepath.Join(root, "folder")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe.xlsx"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, skipped, err := Scan(t.Context(), root)
	if err != nil || len(files) != 0 {
		t.Errorf("found %v, %v", files, err)
	}
	if diff := cmp.Diff([]Skipped{{"folder", Symlink}, {"pipe.xlsx", Special}}, skipped); diff != "" {
		t.Error(diff)
	}
}

// Between listing and reading, a file may be taken away or replaced by a link.
func TestReadOfReplacedFiles(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a.xlsx", "aaaa")
	write(t, root, "b.xlsx", "bbbb")
	files, _, err := Scan(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(root, "a.xlsx")); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(root, files[0], 100); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("taken away: %v", err)
	}
	if err := errors.Join(os.Rename(filepath.Join(root, "b.xlsx"), filepath.Join(root, "c")), os.Symlink("c",
		filepath.Join(root, "b.xlsx"))); err != nil {
		t.Fatal(err)
	}
	var unstable *UnstableError
	if _, err := Read(root, files[1], 100); !errors.As(err, &unstable) {
		t.Errorf("replaced by a link: %v", err)
	}
	pipe := filepath.Join(root, "b.xlsx")
	if err := errors.Join(os.Remove(pipe), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(root, files[1], 100); !errors.As(err, &unstable) {
		t.Errorf("replaced by a pipe: %v", err)
	}
}
