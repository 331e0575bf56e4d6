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

// Inspection is what a thorough look at one vintage found.
type Inspection struct {
	Folder
	Damage    []string // files that are not as they were published, or that DuckDB would replay
	Strangers []string // what else stands beside them and changes nothing, such as a folder of a program's own
}

// Inspect looks at every file of every vintage, by its sum. A folder whose manifest cannot be read is damage, too. The
// order is that of the names, the oldest first.
func Inspect(published string) (all []Inspection, err error) {
	entries, err := os.ReadDir(filepath.Join(published, vintages))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("published tables: %w", err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), partialPrefix) { // a run is at it, or the next one clears it away
			continue
		}
		f, err := open(published, entry.Name())
		if err != nil {
			f = Folder{ID: entry.Name(), Dir: filepath.Join(published, vintages, entry.Name())}
			all = append(all, Inspection{Folder: f, Damage: []string{err.Error()}})
			continue
		}
		all = append(all, f.inspect())
	}
	return all, nil
}

// inspect looks at one vintage: first at the files that its manifest names, and then at what else
// stands there.
func (f Folder) inspect() Inspection {
	found := Inspection{Folder: f}
	for _, name := range slices.Sorted(maps.Keys(f.Manifest.Files)) {
		if !f.Unchanged(name) {
			found.Damage = append(found.Damage,
				filepath.Join(f.Dir, name)+" is missing or has other contents than were published")
		}
	}
	entries, err := os.ReadDir(f.Dir)
	if err != nil {
		found.Damage = append(found.Damage, err.Error())
	}
	for _, entry := range entries {
		name := filepath.Join(f.Dir, entry.Name())
		_, named := f.Manifest.Files[entry.Name()]
		switch {
		case named, entry.Name() == manifestName:
		case isLog(entry.Name()):
			found.Damage = append(found.Damage, (&DamagedError{name}).Error())
		default:
			found.Strangers = append(found.Strangers, name)
		}
	}
	return found
}

// Bundles are the folders of closed periods, by their path below the folder of all bundles.
func Bundles(closed string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(closed, "*", "*", bundleName))
	if err != nil {
		return nil, err
	}
	for i, name := range found {
		found[i] = filepath.Dir(name)
	}
	return found, nil
}
