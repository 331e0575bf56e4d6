package durable_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"tonghop/pipeline/workspace/durable"
)

// asAnotherAccount takes the privileges of root from this test, which modes do not bind: for the file system it is then
// account 65534. The thread is not used again.
func asAnotherAccount(t *testing.T, folders ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const nobody = 65534
	for _, name := range folders {
		if err := os.Chown(name, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	runtime.LockOSThread() // and never unlocked: the thread ends with the test
	if _, err := unix.SetfsuidRetUid(nobody); err != nil {
		t.Fatal(err)
	}
}

func TestRemoveAll(t *testing.T) {
	// beside the folders of tests, into which another account may not go
	dir, err := os.MkdirTemp("", "remove")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	asAnotherAccount(t, dir)
	sealed, outside := filepath.Join(dir, "vintage"), filepath.Join(dir, "outside")
	inner := filepath.Join(sealed, "inner")
	for _, err := range []error{
		os.MkdirAll(inner, 0o755), os.WriteFile(filepath.Join(inner, "a.csv"), nil, 0o444),
		os.MkdirAll(outside, 0o755), os.WriteFile(filepath.Join(outside, "kept"), nil, 0o444), os.Chmod(outside, 0o555),
		os.Symlink(outside, filepath.Join(sealed, "link")),
		durable.SealFolder(inner), durable.SealFolder(sealed),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(sealed, "tonghop.duckdb.wal"), nil, 0o644); err == nil {
		t.Error("a sealed folder was written into")
	}
	if err := os.RemoveAll(sealed); err == nil {
		t.Fatal("a sealed folder was removed without the remover, so that this test tells nothing")
	}
	if err := durable.RemoveAll(sealed); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(sealed); err == nil {
		t.Errorf("%s is still there", sealed)
	}
	if info, err := os.Stat(outside); err != nil || info.Mode().Perm()&fs.FileMode(0o777) != 0o555 {
		t.Errorf("behind the link: %v, %v", info, err)
	}
	if err := durable.RemoveAll(sealed); err != nil {
		t.Errorf("what is not there: %v", err)
	}
}
