//go:build !windows

package durable_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"tonghop/pipeline/workspace/durable"
)

// Folders and files get the mode that was asked for under any umask, and what is there stays.
func TestModesAreExact(t *testing.T) {
	for _, umask := range []int{0, 0o077} {
		before := syscall.Umask(umask)
		dir := t.TempDir()
		public, private := filepath.Join(dir, "published", "vintages"), filepath.Join(dir, "archive", "af")
		file := filepath.Join(public, "a.csv")
		for _, err := range []error{durable.MakeFolder(public, durable.PublicFolder), durable.MakeFolder(private,
			durable.PrivateFolder),
			durable.Write(file, []byte("1"), durable.PublicFile), durable.Write(filepath.Join(private, "b"), nil,
				durable.PrivateFile)} {
			if err != nil {
				t.Error(err)
			}
		}
		syscall.Umask(before)
		for name, want := range map[string]os.FileMode{
			filepath.Dir(public): durable.PublicFolder, public: durable.PublicFolder, file: durable.PublicFile,
			filepath.Dir(private): durable.PrivateFolder, private: durable.PrivateFolder, filepath.Join(private,
				"b"): durable.PrivateFile,
		} {
			expectMode(t, name, want)
		}
	}
}

func TestMakePrivate(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "warehouse.duckdb")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, dir, filepath.Join(dir, "not there")} {
		if err := durable.MakePrivate(name); err != nil {
			t.Error(err)
		}
	}
	expectMode(t, file, durable.PrivateFile)
	expectMode(t, dir, durable.PrivateFolder)
}

func TestShareWithGroup(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "archive")
	folder := filepath.Join(archive, "af")
	for _, err := range []error{durable.MakeFolder(folder, durable.PrivateFolder),
		durable.Write(filepath.Join(folder, "af00"), nil, durable.PrivateFile), durable.ShareWithGroup(archive),
		durable.ShareWithGroup(filepath.Join(archive, "not there"))} {
		if err != nil {
			t.Error(err)
		}
	}
	expectMode(t, archive, 0o750)
	expectMode(t, folder, 0o750)
	expectMode(t, filepath.Join(folder, "af00"), 0o640)
}

func expectMode(t *testing.T, name string, want os.FileMode) {
	t.Helper()
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
		t.Errorf("%s: %v, %v; want %v", name, info, err, want)
	}
}
