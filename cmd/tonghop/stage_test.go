package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	now  string        // the clock of its last command, with which a script goes on
	said string        // by its last command
	took time.Duration // that it was made in
	make func() error
}

// newStage is a stage in a folder of the test; prepare fills the folder, and returns what its last command said.
func newStage(t *testing.T, now string, prepare func(dir string) (said string, err error)) *stage {
	s := &stage{dir: durabletest.Folder(t), now: now}
	s.make = sync.OnceValue(func() (err error) {
		start := time.Now()
		s.said, err = prepare(s.dir)
		s.took = time.Since(start)
		return err
	})
	return s
}

// consolidated is the sample of Krông Bông after its first run, of workbooks that were received in the first night of
// July.
func consolidated(t *testing.T) *stage {
	const now = "2021-10-12T02:00:00Z"
	return newStage(t, now, func(dir string) (string, error) {
		if err := copySample("krong-bong-2021", dir); err != nil {
			return "", err
		}
		names, err := filepath.Glob(filepath.Join(dir, "inbox/*/*.xlsx"))
		if err != nil {
			return "", err
		}
		received := time.Date(2021, 7, 1, 2, 0, 0, 0, time.UTC)
		for _, name := range names {
			if err := os.Chtimes(name, received, received); err != nil {
				return "", err
			}
		}
		return carryOut(now, "run", dir)
	})
}

// reformed is the sample of the area whose communes were merged in 2025, after its first run.
func reformed(t *testing.T) *stage {
	const now = "2026-05-01T02:00:00Z"
	return newStage(t, now, func(dir string) (string, error) {
		if err := copySample("krong-bong-2025", dir); err != nil {
			return "", err
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
	return newStage(t, now, func(dir string) (string, error) {
		if err := s.copyTo(dir); err != nil {
			return "", err
		}
		_, err := carryOut(now, "close", "2021-Q1", "-C", dir, "--incomplete", "--reason", "chờ Phòng Tư pháp")
		if err != nil {
			return "", err
		}
		return carryOut(now, "close", "2021-Q2", "-C", dir, "--reason", "đã báo cáo huyện")
	})
}

// carryOut calls tonghop at a moment, and returns what it prints.
func carryOut(now string, args ...string) (said string, err error) {
	command := exec.Command("tonghop", args...)
	command.Env = append(os.Environ(), "USER=staff", "UNPRINTED=1", "NOW="+now)
	out, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("tonghop %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

func (s *stage) copyTo(dir string) error {
	if err := s.make(); err != nil {
		return err
	}
	return copyAlike(s.dir, dir)
}

// copy is the command of scripts that copies the stage into a folder and sets the clock: consolidated DIR, closed DIR.
// A file that is named behind the folder gets what the stage's last command said of $STAGE.
func (s *stage) copy(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(s.copyTo(ts.MkAbs(args[0])))
	ts.Setenv("NOW", s.now)
	if len(args) > 1 {
		ts.Setenv("STAGE", s.dir)
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(s.said), 0o644))
	}
}

// copyAlike copies a workspace with the times and modes of its files. The folders of the copy are writable. Files of
// the archive and of vintages, which are the most, are those of the workspace itself under a second name: nobody
// changes them where they stand, and scriptDamage puts another one in their place.
func copyAlike(from, to string) error {
	finished := regexp.MustCompile("^/(archive|published/vintages)/")
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
		case finished.MatchString(filepath.ToSlash(strings.TrimPrefix(name, from))):
			return os.Link(name, target)
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
