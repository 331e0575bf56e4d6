package durable_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tonghop/pipeline/workspace/durable"
)

// A copy is a file of its own: what is written into one of the two, the other does not have.
func TestCopy(t *testing.T) {
	for name, copied := range map[string]func(string, string, fs.FileMode) error{
		"at once": durable.Copy, "later": durable.CopyLater,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
			body := bytes.Repeat([]byte("0123456789abcde\n"), 1<<12)
			err := errors.Join(os.WriteFile(from, body, 0o644), os.WriteFile(to, []byte("old"), 0o444))
			if err != nil {
				t.Fatal(err)
			}
			if err := copied(from, to, 0o600); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 || read(t, to) != string(body) {
				t.Errorf("%v, %v, with %d bytes", info.Mode(), err, info.Size())
			}
			change(t, to, "to")
			change(t, from, "from")
			if read(t, to) != "to"+string(body[2:]) || read(t, from) != "from"+string(body[4:]) {
				t.Error("what was written into one of the files stands in the other, or in none")
			}
			if err := copied(filepath.Join(dir, "none"), to, 0o600); !errors.Is(err, fs.ErrNotExist) ||
				read(t, to) != "to"+string(body[2:]) {
				t.Errorf("a file that there is not was copied: %v", err)
			}
		})
	}
}

// change writes over the beginning of a file.
func change(t *testing.T, name, text string) {
	t.Helper()
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteAt([]byte(text), 0)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}
