package inbox

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tonghop/pipeline/workspace/durable"
)

// Check reads every file of the archive. found counts those that are as they were received, damaged
// names the others, strangers is what does not belong there. No file is held in memory. found is by
// SHA-256. Whether something is missing it cannot tell: that says the journal.
func (a Archive) Check() (found map[string]bool, damaged []*DamagedError, strangers []string, err error) {
	found = map[string]bool{}
	err = filepath.WalkDir(a.Root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		sum := entry.Name()
		switch {
		case strings.HasPrefix(sum, durable.Prefix): // a run is at it, or the next one clears it away
			return nil
		case len(sum) != sha256.Size*2 || path != a.Path(sum):
			strangers = append(strangers, path)
			return nil
		}
		if err := checkFile(path, sum); err != nil {
			damaged = append(damaged, &DamagedError{Path: path, SHA256: sum, Err: err})
			return nil
		}
		found[sum] = true
		return nil
	})
	return found, damaged, strangers, err
}

// checkFile is nil when a file has the bytes that its name stands for.
func checkFile(path, sum string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is no regular file")
	}
	got, _, err := durable.SumOfFile(path)
	if err == nil && got != sum {
		err = fmt.Errorf("it was changed: its SHA-256 is %s", got)
	}
	return err
}
