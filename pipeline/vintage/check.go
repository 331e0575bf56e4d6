package vintage

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// IDs are the names of the vintages' folders, also of those that cannot be opened. Drafts are left
// out, whose names begin with a dot.
func IDs(published string) (ids []string, err error) {
	entries, err := os.ReadDir(filepath.Join(published, vintages))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			ids = append(ids, entry.Name())
		}
	}
	return ids, err
}

// Differences names every file of the vintage that is not as its manifest says, and every one that
// the manifest does not name. A folder for temporary files, as other programs make one, changes
// nothing and is tolerated. It reads every byte. Each problem names the file with its path.
func (f Folder) Differences() (problems []string) {
	for _, name := range slices.Sorted(maps.Keys(f.Manifest.Files)) {
		path, was := filepath.Join(f.Dir, name), f.Manifest.Files[name]
		switch is, err := sum(path); {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, path+" is missing")
		case err != nil:
			problems = append(problems, fmt.Sprintf("%s cannot be read: %v", path, err))
		case is != was:
			problems = append(problems, fmt.Sprintf("%s was changed: its SHA-256 is %.12s…, that of the published file %.12s…",
				path, is.SHA256, was.SHA256))
		}
	}
	entries, err := os.ReadDir(f.Dir)
	if err != nil {
		return append(problems, err.Error())
	}
	for _, entry := range entries {
		name := entry.Name()
		if _, named := f.Manifest.Files[name]; named || name == manifestName {
			continue
		}
		if !entry.IsDir() || !strings.HasSuffix(name, ".tmp") {
			problems = append(problems, filepath.Join(f.Dir, name)+" does not belong to the vintage")
		}
	}
	return problems
}

// PlainDifferences names the plain names under published/ that do not show the files of the current
// vintage. A plain name may be a link or a copy; what counts is what somebody reads who opens it.
func PlainDifferences(published string, current Folder) (problems []string) {
	for _, name := range slices.Sorted(maps.Keys(current.Manifest.Files)) {
		plain := filepath.Join(published, name)
		at, err := filepath.EvalSymlinks(plain)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, plain+" is missing")
			continue
		case err != nil:
			problems = append(problems, fmt.Sprintf("%s cannot be read: %v", plain, err))
			continue
		}
		if is, err := sum(at); err != nil || is != current.Manifest.Files[name] {
			problems = append(problems, plain+" is not the file of the current vintage "+current.ID)
		}
	}
	return problems
}
