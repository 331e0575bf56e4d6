package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return err
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != sum {
		return fmt.Errorf("it was changed: its SHA-256 is %s", got)
	}
	return nil
}
