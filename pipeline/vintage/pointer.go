package vintage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/workspace/durable"
)

// pointerName is the file that names the current vintage. It is the contract: a reader that follows it finds a whole
// vintage at any moment, on every file system. The plain names beside it are a convenience.
const pointerName = "current.json"

// pointerFile is current.json.
type pointerFile struct {
	ID   string `json:"id"`
	Path string `json:"path"` // below the published folder, with forward slashes
	// Journal is how far the journal had come when this was written.
	Journal journal.Head `json:"journal,omitzero"`
}

// Current follows the pointer; exists is false when nothing was published yet. Errors:
// *UnsoundError when it leads to no vintage, and those of the file system. The pointer is read
// once, so that a vintage which is published meanwhile does not mix with it.
func Current(published string) (current Folder, exists bool, err error) {
	name := filepath.Join(published, pointerName)
	body, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Folder{}, false, nil
	}
	if err != nil {
		return Folder{}, false, fmt.Errorf("published tables: %w", err)
	}
	var to pointerFile
	if err := json.Unmarshal(body, &to); err != nil {
		return Folder{}, false, &UnsoundError{name + " cannot be read", err}
	}
	if current, err = open(published, to.ID); err != nil {
		return Folder{}, false, &UnsoundError{name + " points to a vintage that cannot be opened", err}
	}
	if current.Manifest.ID != current.ID {
		return Folder{}, false, &UnsoundError{
			Problem: fmt.Sprintf("%s says that it is that of vintage %q", filepath.Join(current.Dir, manifestName),
				current.Manifest.ID),
		}
	}
	return current, true, nil
}

// PointedHead is how far the journal had come when the pointer was written; the zero head where it does not tell.
func PointedHead(published string) journal.Head {
	var to pointerFile
	body, err := os.ReadFile(filepath.Join(published, pointerName))
	if err != nil || json.Unmarshal(body, &to) != nil {
		return journal.Head{}
	}
	return to.Journal
}

// point makes a vintage the current one, in one step. The vintage must be on disk before: whoever
// reads the pointer opens it at once.
func point(published string, to Folder, head journal.Head) error {
	return writeJSON(filepath.Join(published, pointerName),
		pointerFile{ID: to.ID, Path: vintages + "/" + to.ID, Journal: head}, durable.PublicFile)
}
