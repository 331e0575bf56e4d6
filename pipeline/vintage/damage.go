package vintage

import (
	"fmt"
	"os"
	"path/filepath"

	"tonghop/pipeline/vocabulary/fault"
)

// DamagedError says that something stands beside the tables of a vintage from which DuckDB would change them.
type DamagedError struct{ Path string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s does not belong there: DuckDB would change the published numbers by it; "+
		"move it away and find out who wrote it", e.Path)
}

// Kind is failed: a file is there that tonghop did not write.
func (e *DamagedError) Kind() fault.Kind { return fault.Failed }

// refuseLogs refuses a vintage beside whose tables something stands that DuckDB would replay into
// them. A folder for temporary files, as other programs make one, changes nothing and is tolerated.
// Every way to open a vintage goes through it. Whoever may write beside a vintage could otherwise
// change each number for each later reader, while the file's own sum stays the same.
func (f Folder) refuseLogs() error {
	entries, err := os.ReadDir(f.Dir)
	if err != nil {
		return fmt.Errorf("vintage %s: %w", f.ID, err)
	}
	for _, entry := range entries {
		if isLog(entry.Name()) {
			return &DamagedError{filepath.Join(f.Dir, entry.Name())}
		}
	}
	return nil
}
