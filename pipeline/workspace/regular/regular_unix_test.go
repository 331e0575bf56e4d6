//go:build unix

package regular

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Only regular files are read, also through a link; nothing waits.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	err := errors.Join(
		os.WriteFile(at("file"), []byte("1234"), 0o600), os.Symlink("file", at("link")), os.Symlink("gone", at("broken")),
		syscall.Mkfifo(at("pipe"), 0o600), os.Symlink("pipe", at("link-to-pipe")), os.Mkdir(at("folder"), 0o700),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"file", "link"} {
		if data, err := Read(at(name), 4); err != nil || string(data) != "1234" {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	for _, name := range []string{"pipe", "link-to-pipe", "folder"} {
		if _, err := Read(at(name), 4); !errors.As(err, new(*SpecialError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(at("broken"), 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a broken link: %v", err)
	}
	if _, err := Read(at("file"), 3); !errors.As(err, new(*TooLargeError)) {
		t.Errorf("over the bound: %v", err)
	}
	if _, err := Read("/dev/zero", 3); !errors.As(err, new(*SpecialError)) {
		t.Errorf("a device: %v", err)
	}
}
