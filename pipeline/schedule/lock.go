package schedule

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"

	"tonghop/pipeline/vocabulary/fault"
)

// Holder says who holds a workspace's lock.
type Holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	User    string    `json:"user"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// HeldError is returned when somebody else is changing the workspace.
type HeldError struct {
	Path   string
	Holder Holder // zero when the holder has not written its name yet
}

func (e *HeldError) Error() string {
	if e.Holder.PID == 0 {
		return "another tonghop is working in this workspace; wait for it to end and try again"
	}
	return fmt.Sprintf("%q of %s (process %d on %s) has been working in this workspace since %s; wait for it to end and try again",
		e.Holder.Command, e.Holder.User, e.Holder.PID, e.Holder.Host, e.Holder.Since.Format("2006-01-02 15:04:05 -07:00"))
}

// Kind is refused: the same command succeeds later.
func (e *HeldError) Kind() fault.Kind { return fault.Refused }

// Lock keeps one writer at a time in a workspace. The operating system releases it when the process ends, in
// whatever way, so a killed run leaves nothing to clean up.
type Lock struct{ file *flock.Flock }

// Acquire takes the lock at path or returns a *HeldError that names its holder.
func Acquire(path string, holder Holder) (*Lock, error) {
	file := flock.New(path)
	taken, err := file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !taken {
		return nil, &HeldError{Path: path, Holder: readHolder(path)}
	}
	text, err := json.Marshal(holder)
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o644)
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, errors.Join(err, file.Unlock()))
	}
	return &Lock{file: file}, nil
}

func readHolder(path string) Holder {
	text, err := os.ReadFile(path)
	if err != nil {
		return Holder{}
	}
	var holder Holder
	if json.Unmarshal(text, &holder) != nil {
		return Holder{}
	}
	return holder
}

// Release lets the next one in.
func (l *Lock) Release() error { return l.file.Unlock() }
