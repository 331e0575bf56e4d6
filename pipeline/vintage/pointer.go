// Package publish makes vintages: folders that are complete before anybody sees them and never change afterwards, and the
// pointer to the current one.
package publish

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tonghop/pipeline/warehouse"
)

// Manifest is manifest.json of a vintage: what it was made of, and the sum of each of its files.
type Manifest struct {
	ID        string              `json:"id"`
	CreatedAt time.Time           `json:"created_at"`
	AsOf      time.Time           `json:"as_of,omitzero"` // the tables are those of this moment
	Program   string              `json:"program"`
	State     string              `json:"state"` // equal for vintages made of equal inputs
	Kinds     map[string]string   `json:"kinds"` // period → preliminary, provisional or final
	Files     map[string]FileInfo `json:"files"`

	Years   map[int]warehouse.PublishedYear `json:"years,omitempty"`   // what the tables have of each year
	Printed map[int]string                  `json:"printed,omitempty"` // equal for equal attainment-YYYY.xlsx
}

// FileInfo is one file of a vintage.
type FileInfo struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Pointer is where a vintage is.
type Pointer struct {
	ID       string
	Dir      string
	Manifest Manifest
}

// pointerFile is current.json.
type pointerFile struct {
	ID   string `json:"id"`
	Path string `json:"path"` // below the published folder, with forward slashes
}

const (
	pointerName  = "current.json"
	manifestName = "manifest.json"
	vintages     = "vintages"
)

// Current follows the pointer; exists is false when nothing was published yet.
func Current(published string) (p Pointer, exists bool, err error) {
	body, err := os.ReadFile(filepath.Join(published, pointerName))
	if errors.Is(err, fs.ErrNotExist) {
		return Pointer{}, false, nil
	}
	if err != nil {
		return Pointer{}, false, fmt.Errorf("published tables: %w", err)
	}
	var to pointerFile
	if err := json.Unmarshal(body, &to); err != nil {
		return Pointer{}, false, fmt.Errorf("%s: %w", filepath.Join(published, pointerName), err)
	}
	p, err = Open(published, to.ID)
	return p, err == nil, err
}

// Open finds a vintage by its ID.
func Open(published, id string) (Pointer, error) {
	if id == "" || filepath.Base(id) != id || id[0] == '.' {
		return Pointer{}, fmt.Errorf("vintage %q: expected the name of a folder under %s", id, filepath.Join(published, vintages))
	}
	p := Pointer{ID: id, Dir: filepath.Join(published, vintages, id)}
	body, err := os.ReadFile(filepath.Join(p.Dir, manifestName))
	if err != nil {
		return Pointer{}, fmt.Errorf("vintage %s: %w", id, err)
	}
	if err := json.Unmarshal(body, &p.Manifest); err != nil {
		return Pointer{}, fmt.Errorf("vintage %s: %s: %w", id, manifestName, err)
	}
	return p, nil
}

// Unchanged says whether files of the vintage are there as they were published.
func (p Pointer) Unchanged(names ...string) bool {
	for _, name := range names {
		was, listed := p.Manifest.Files[name]
		if is, err := sum(filepath.Join(p.Dir, name)); err != nil || !listed || is != was {
			return false
		}
	}
	return true
}

// writeFile replaces a small file in one step, and is on disk when it returns.
func writeFile(name string, value any) error {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	temporary := name + ".new"
	if err := os.WriteFile(temporary, append(body, '\n'), 0o644); err != nil {
		return err
	}
	if err := syncPath(temporary); err != nil {
		return err
	}
	if err := os.Rename(temporary, name); err != nil {
		return err
	}
	return syncPath(filepath.Dir(name))
}

// syncPath brings a file or folder to disk.
func syncPath(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
