package durable_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"tonghop/pipeline/workspace/durable"
)

// Where the file system can clone, copies take no room. TMPDIR says on which one this is tried.
func TestCopiesShareTheirBytes(t *testing.T) {
	dir := t.TempDir()
	from := filepath.Join(dir, "from")
	const size, copies = 8 << 20, 10
	body := make([]byte, size)
	rand.NewChaCha8([32]byte{}).Read(body) // what repeats itself a file system may compress
	if err := os.WriteFile(from, body, 0o644); err != nil {
		t.Fatal(err)
	}
	if !clones(t, from, filepath.Join(dir, "trial")) {
		t.Skip("this file system cannot clone: a copy takes its own room")
	}
	before := room(t, dir)
	for i := range copies {
		if err := durable.Copy(from, filepath.Join(dir, string(rune('a'+i))), 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if taken := before - room(t, dir); taken > size {
		t.Errorf("%d copies of %d bytes took %d bytes", copies, size, taken)
	}
}

// clones asks the file system itself.
func clones(t *testing.T, from, trial string) bool {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(trial)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	return unix.IoctlFileClone(int(out.Fd()), int(in.Fd())) == nil
}

// room is how many bytes are free.
func room(t *testing.T, dir string) int64 {
	t.Helper()
	file, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var fs unix.Statfs_t
	if err := unix.Syncfs(int(file.Fd())); err != nil {
		t.Fatal(err)
	}
	if err := unix.Statfs(dir, &fs); err != nil {
		t.Fatal(err)
	}
	return int64(fs.Bavail) * fs.Bsize
}
