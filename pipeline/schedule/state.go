package schedule

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"tonghop/pipeline/workspace/durable"
)

// State is the file in which a scheduler keeps the last time that it served, so that a stop is noticed at the next
// start.
type State struct{ Path string }

// stateFile is what the file holds, as JSON.
type stateFile struct {
	LastServed time.Time `json:"last_served"`
}

// Load returns the last time served, zero when there was none. A file that cannot be read is an error and not
// "never": otherwise a missed run would be left out in silence.
func (s State) Load() (time.Time, error) {
	text, err := os.ReadFile(s.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("schedule state: %w", err)
	}
	var state stateFile
	if err := json.Unmarshal(text, &state); err != nil {
		return time.Time{}, fmt.Errorf("schedule state %s: %w; remove the file to start anew", s.Path, err)
	}
	return state.LastServed, nil
}

// Save replaces the file in one step. It is on disk when Save returns, so that no run is made up twice after a power
// cut.
func (s State) Save(served time.Time) error {
	text, err := json.Marshal(stateFile{LastServed: served.UTC()})
	if err == nil {
		err = durable.Write(s.Path, append(text, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("schedule state: %w", err)
	}
	return nil
}
