package schedule

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace/durable"
)

// Holder says who holds a workspace's lock.
type Holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	User    string    `json:"user"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// HeldError is returned when somebody else is changing the workspace. It names the holder, so that staff know
// whom to ask.
type HeldError struct {
	Path   string
	Holder Holder // zero when the holder has not written its name yet
}

func (e *HeldError) Error() string {
	if e.Holder.PID == 0 {
		return "another tonghop is working in this workspace; wait for it to end and try again"
	}
	return fmt.Sprintf("%q of %s (process %d on %s) has been working in this workspace since %s; "+
		"wait for it to end and try again",
		e.Holder.Command, e.Holder.User, e.Holder.PID, e.Holder.Host, e.Holder.Since.Format("2006-01-02 15:04:05 -07:00"))
}

// Kind is refused: the same command succeeds later.
func (e *HeldError) Kind() fault.Kind { return fault.Refused }

// Lock keeps one writer at a time in a workspace. The operating system releases it when the process ends, in whatever
// way, so a killed run leaves nothing to clean up.
type Lock struct{ file *flock.Flock }

// holderSuffix ends the name of the file beside the lock that says who holds it. The name cannot stand in the lock file
// itself: Windows lets nobody read the bytes that somebody else has locked.
const holderSuffix = ".holder"

// Acquire takes the lock at path, or returns a *HeldError that names its holder. It returns a *NotAFileError when
// something else than a regular file stands at path, such as a link to a file elsewhere.
func Acquire(path string, holder Holder) (*Lock, error) {
	if err := regularOrNone(path); err != nil {
		return nil, err
	}
	file := flock.New(path, flock.SetPermissions(0o644))
	taken, err := file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !taken {
		return nil, &HeldError{Path: path, Holder: readHolder(path + holderSuffix)}
	}
	lock := &Lock{file: file}
	text, err := json.Marshal(holder)
	if err == nil {
		err = durable.Write(path+holderSuffix, append(text, '\n'), 0o644)
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, errors.Join(err, lock.Release()))
	}
	return lock, nil
}

// NotAFileError says that something else than a regular file stands where a file is expected.
type NotAFileError struct {
	Path string
	Mode fs.FileMode
}

func (e *NotAFileError) Error() string {
	return fmt.Sprintf("%s is no regular file (%s); remove it and try again", e.Path, e.Mode.Type())
}

// Kind is refused: nothing was touched, and somebody has to look at what stands there.
func (e *NotAFileError) Kind() fault.Kind { return fault.Refused }

// regularOrNone refuses whatever is there but a regular file: a link could make us open a file elsewhere, a pipe would
// make us wait for ever.
func regularOrNone(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("lock %s: %w", path, err)
	case !info.Mode().IsRegular():
		return &NotAFileError{Path: path, Mode: info.Mode()}
	}
	return nil
}

// readHolder is the zero Holder when the file does not say: its writer may be writing it at this moment.
func readHolder(path string) Holder {
	var holder Holder
	if regularOrNone(path) != nil {
		return Holder{}
	}
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &holder) != nil {
		return Holder{}
	}
	return holder
}

// Release lets the next one in. It is called once; the Lock is of no use afterwards.
func (l *Lock) Release() error {
	err := os.Remove(l.file.Path() + holderSuffix) // while the lock is ours: afterwards it may be the next one's
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, l.file.Unlock())
}

// Held says whether somebody holds the lock at path, and who. It changes nothing.
func Held(path string) (holder Holder, held bool, err error) {
	if err := regularOrNone(path); err != nil {
		return holder, false, err
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return holder, false, nil
	}
	file := flock.New(path)
	free, err := file.TryLock()
	if err != nil {
		return holder, false, fmt.Errorf("lock %s: %w", path, err)
	}
	if free {
		return holder, false, file.Unlock()
	}
	return readHolder(path + holderSuffix), true, nil
}
