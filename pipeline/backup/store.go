// Package backup keeps copies of a workspace in a folder elsewhere, and makes a workspace of such a copy again.
//
// A store is a folder with every content once, by its SHA-256 (objects/), and a list for each backup that says which
// content stood under which name (backups/). A backup reads only what has changed since the last one, never touches
// what is there, and counts once its list is on disk: one that is killed leaves nothing but contents that nobody lists.
//
// Begin reading with Save, then Restore.
package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace/durable"
)

// format is that of the lists that this program writes.
const format = 1

// List is backups/ID.json: one backup. A list names every file of the workspace, also those that
// did not change: any single one of them is enough to restore.
type List struct {
	Format  int       `json:"format"`
	ID      string    `json:"id"` // its time in UTC
	At      time.Time `json:"at"`
	Program string    `json:"program"` // version of tonghop
	Dir     string    `json:"dir"`     // the workspace
	Files   []File    `json:"files"`   // by path
	// Outside are folders of the workspace that stand elsewhere, by their name below the restored one.
	Outside map[string]string `json:"outside,omitempty"`
}

// File is one file of a backup, or a link.
type File struct {
	Path   string      `json:"path"` // below the workspace, with forward slashes; bytes that are no UTF-8 as \xe1
	SHA256 string      `json:"sha256,omitempty"`
	Size   int64       `json:"size"` // in bytes
	Mode   fs.FileMode `json:"mode"`
	Time   time.Time   `json:"time"`
	Link   string      `json:"link,omitempty"` // where a link leads; it has no content
}

// Store is a folder of backups.
type Store struct{ Root string }

// Where things stand in a store. The contents are spread over folders by the first two digits of
// their sums, so that no folder grows too large.
func (s Store) lists() string             { return filepath.Join(s.Root, "backups") }
func (s Store) listPath(id string) string { return filepath.Join(s.lists(), id+".json") }
func (s Store) objects() string           { return filepath.Join(s.Root, "objects") }
func (s Store) object(sum string) string  { return filepath.Join(s.objects(), sum[:2], sum) }
func (s Store) LockPath() string          { return filepath.Join(s.Root, ".backup.lock") }
func (s Store) has(sum string, size int64) bool {
	info, err := os.Lstat(s.object(sum))
	return err == nil && info.Mode().IsRegular() && info.Size() == size
}

// UnknownError says that there is no such backup, or none at all.
type UnknownError struct{ Store, ID string }

func (e *UnknownError) Error() string {
	if e.ID == "" {
		return e.Store + " holds no backup; \"tonghop backup " + e.Store + "\" makes one"
	}
	return fmt.Sprintf("%s holds no backup %s; the names of the files in its folder backups are those that there are",
		e.Store, e.ID)
}

// Kind is misuse: there is nothing of what was asked for.
func (e *UnknownError) Kind() fault.Kind { return fault.Misuse }

// IDs are the backups of the store, the oldest first. Identifiers are times in UTC, so that their
// order as texts is that of time.
func (s Store) IDs() ([]string, error) {
	entries, err := os.ReadDir(s.lists())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("backups: %w", err)
	}
	var ids []string
	for _, entry := range entries {
		if id, is := strings.CutSuffix(entry.Name(), ".json"); is && !strings.HasPrefix(id, ".") {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Open reads the list of a backup; id "" is the last one. Errors: *UnknownError, and those of a damaged list.
func (s Store) Open(id string) (List, error) {
	if id == "" {
		ids, err := s.IDs()
		if err != nil {
			return List{}, err
		}
		if len(ids) == 0 {
			return List{}, &UnknownError{Store: s.Root}
		}
		id = ids[len(ids)-1]
	}
	if filepath.Base(id) != id {
		return List{}, &UnknownError{s.Root, id}
	}
	body, err := os.ReadFile(s.listPath(id))
	if errors.Is(err, fs.ErrNotExist) {
		return List{}, &UnknownError{s.Root, id}
	}
	if err != nil {
		return List{}, fmt.Errorf("backup: %w", err)
	}
	var sealed sealedList
	if err := json.Unmarshal(body, &sealed); err != nil {
		return List{}, fmt.Errorf("backup %s: %s cannot be read (%w): use the backup before it", id, s.listPath(id), err)
	}
	return sealed.open(s.listPath(id))
}

// write puts the list of a backup into the store. From then on it counts. The contents are on disk
// before it is called.
func (s Store) write(l List) error {
	sealed, err := seal(l)
	if err != nil {
		return err
	}
	body, err := json.Marshal(sealed)
	if err != nil {
		return err
	}
	if err := durable.MakeFolder(s.lists(), durable.PrivateFolder); err != nil {
		return err
	}
	return durable.Write(s.listPath(l.ID), append(body, '\n'), durable.PrivateFile)
}
