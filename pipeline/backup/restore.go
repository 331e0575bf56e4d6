package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/workspace/durable"
)

// Restored is what was made of a backup.
type Restored struct {
	ID      string            `json:"backup"`
	Dir     string            `json:"dir"`
	Files   int               `json:"files"`
	Bytes   int64             `json:"bytes"`
	Missing []string          `json:"missing"` // files that the store no longer has as they were, and why
	Outside map[string]string `json:"outside,omitempty"`
}

// Restore makes a workspace of a backup in a folder that is not there yet, or empty. Every content is checked against
// its sum. What the store has lost is named, and everything else is restored. Errors: *UnknownError, *PlaceError, and
// those of the file system.
func (s Store) Restore(ctx context.Context, id, dir string) (*Restored, error) {
	l, err := s.Open(id)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return nil, &PlaceError{dir, "something is in it; expected a new or empty folder"}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	r := &Restored{ID: l.ID, Dir: dir, Missing: []string{}, Outside: l.Outside}
	for _, f := range l.Files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := s.bring(f, dir)
		var damaged *DamagedError
		if errors.As(err, &damaged) {
			r.Missing = append(r.Missing, fmt.Sprintf("%s: %v", f.Path, err))
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("restore %s: %w", f.Path, err)
		}
		r.Files++
		r.Bytes += f.Size
	}
	if err := durable.Flush(dir); err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	return r, nil
}

// bring puts one file into its place, with its mode and time. A path that would leave the folder is
// refused, whatever the list says: a store may come from somebody else's hands. The content is
// summed while it is copied, and a file with a wrong sum is taken away again.
func (s Store) bring(f File, dir string) (err error) {
	relative := filepath.FromSlash(inbox.Bytes(f.Path))
	if !filepath.IsLocal(relative) {
		return &DamagedError{f.Path, "leads out of the workspace"}
	}
	name := filepath.Join(dir, relative)
	if err := os.MkdirAll(filepath.Dir(name), folderMode(f)); err != nil {
		return err
	}
	if f.Link != "" {
		if err := os.Symlink(filepath.FromSlash(f.Link), name); err != nil { // as on Windows without the right to make one
			return &DamagedError{f.Path,
				fmt.Sprintf("is a link, which cannot be made here (%v); a run makes what it needs", err)}
		}
		return nil
	}
	in, err := os.Open(s.object(f.SHA256))
	if errors.Is(err, os.ErrNotExist) {
		return &DamagedError{s.object(f.SHA256), "is missing"}
	}
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.Mode|0o200)
	if err != nil {
		return err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, hash), in)
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if hex.EncodeToString(hash.Sum(nil)) != f.SHA256 {
		return errors.Join(&DamagedError{s.object(f.SHA256), "was changed"}, os.Remove(name))
	}
	return errors.Join(os.Chmod(name, f.Mode), os.Chtimes(name, f.Time, f.Time))
}

// folderMode is that of a folder made for a file: closed to others where the file is. Every run
// sees to the modes again. The folders of vintages are open whatever their files are.
func folderMode(f File) os.FileMode {
	if f.Link == "" && f.Mode&0o077 == 0 && !strings.Contains(f.Path, "/vintages/") {
		return durable.PrivateFolder
	}
	return durable.PublicFolder
}
