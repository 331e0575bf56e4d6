package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tonghop/pipeline/workspace/durable/durabletest"
)

// stage is a workspace as earlier commands have left it. It is made once, when the first script begins there, and
// copied for each: a run costs far more than a copy of what it made.
type stage struct {
	dir  string
	now  string // the clock of its last command, with which a script goes on
	make func() error
}

// newStage is a stage in a folder of the test; prepare fills the folder.
func newStage(t *testing.T, now string, prepare func(dir string) error) *stage {
	dir := durabletest.Folder(t)
	return &stage{dir: dir, now: now, make: sync.OnceValue(func() error { return prepare(dir) })}
}

// consolidated is the sample of Krông Bông after its first run, of workbooks that were received in the first night of
// July.
func consolidated(t *testing.T) *stage {
	const now = "2021-10-12T02:00:00Z"
	return newStage(t, now, func(dir string) error {
		if err := copySample("krong-bong-2021", dir); err != nil {
			return err
		}
		names, err := filepath.Glob(filepath.Join(dir, "inbox/*/*.xlsx"))
		if err != nil {
			return err
		}
		received := time.Date(2021, 7, 1, 2, 0, 0, 0, time.UTC)
		for _, name := range names {
			if err := os.Chtimes(name, received, received); err != nil {
				return err
			}
		}
		return carryOut(now, "run", dir)
	})
}

// reformed is the sample of the area whose communes were merged in 2025, after its first run.
func reformed(t *testing.T) *stage {
	const now = "2026-05-01T02:00:00Z"
	return newStage(t, now, func(dir string) error {
		if err := copySample("krong-bong-2025", dir); err != nil {
			return err
		}
		return carryOut(now, "run", dir)
	})
}

// copySample copies what an office writes and receives of a sample's workspace.
func copySample(name, dir string) error {
	for _, part := range []string{"tonghop.yaml", "registry", "forms", "inbox"} {
		if err := copyTree(filepath.Join("../../samples", name, part), filepath.Join(dir, part)); err != nil {
			return err
		}
	}
	return nil
}

// closed is what the stage is after the first two quarters have been closed, the first of them without the report of
// Phòng Tư pháp, which was rejected.
func (s *stage) closed(t *testing.T) *stage {
	const now = "2021-10-13T02:00:00Z"
	return newStage(t, now, func(dir string) error {
		if err := s.copyTo(dir); err != nil {
			return err
		}
		if err := carryOut(now, "close", "2021-Q1", "-C", dir, "--incomplete", "--reason", "chờ Phòng Tư pháp"); err != nil {
			return err
		}
		return carryOut(now, "close", "2021-Q2", "-C", dir, "--reason", "đã báo cáo huyện")
	})
}

// carryOut calls tonghop at a moment.
func carryOut(now string, args ...string) error {
	command := exec.Command("tonghop", args...)
	command.Env = append(os.Environ(), "USER=staff", "UNPRINTED=1", "NOW="+now)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("tonghop %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

func (s *stage) copyTo(dir string) error {
	if err := s.make(); err != nil {
		return err
	}
	return copyAlike(s.dir, dir)
}

// copy is the command of scripts that copies the stage into a folder and sets the clock: consolidated DIR, closed DIR.
func (s *stage) copy(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(s.copyTo(ts.MkAbs(args[0])))
	ts.Setenv("NOW", s.now)
}

// copyAlike copies a folder with the times and modes of its files. The folders of the copy are writable.
func copyAlike(from, to string) error {
	return filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := to + strings.TrimPrefix(name, from)
		info, err := entry.Info()
		if err != nil {
			return err
		}
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type() == fs.ModeSymlink:
			link, err := os.Readlink(name)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, body, info.Mode().Perm()); err != nil {
			return err
		}
		return os.Chtimes(target, info.ModTime(), info.ModTime())
	})
}
