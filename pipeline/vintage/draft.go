package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Draft is a vintage that nobody sees yet.
type Draft struct {
	ID        string
	Dir       string // where its files are written
	published string
}

// partialPrefix begins the name of an unfinished vintage.
const partialPrefix = ".partial-"

// NewID names a vintage by its time in UTC; a second one in the same second gets a suffix.
func NewID(published string, now time.Time) string {
	stamp := now.UTC().Format("20060102T150405Z")
	for i, id := 2, stamp; ; i++ {
		if _, err := os.Stat(filepath.Join(published, vintages, id)); err != nil {
			return id
		}
		id = fmt.Sprintf("%s-%d", stamp, i)
	}
}

// Begin makes an empty draft and clears away what killed runs left. The caller holds the workspace's lock.
func Begin(published, id string) (*Draft, error) {
	root := filepath.Join(published, vintages)
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, fmt.Errorf("published tables: %w", err)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, fmt.Errorf("published tables: %w", err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), partialPrefix) {
			if err := os.RemoveAll(filepath.Join(root, entry.Name())); err != nil {
				return nil, fmt.Errorf("published tables: %w", err)
			}
		}
	}
	d := &Draft{ID: id, Dir: filepath.Join(root, partialPrefix+id), published: published}
	if err := os.Mkdir(d.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("published tables: %w", err)
	}
	return d, nil
}

// Publish makes the draft the current vintage.
func (d *Draft) Publish(m Manifest) (Pointer, error) {
	p, err := d.Keep(m)
	if err != nil {
		return p, err
	}
	if err := writeFile(filepath.Join(d.published, pointerName), pointerFile{ID: p.ID, Path: vintages + "/" + p.ID}); err != nil {
		return p, fmt.Errorf("publish: %w", err)
	}
	return p, Link(d.published, p)
}

// Keep finishes the draft; the current vintage stays the current one.
func (d *Draft) Keep(m Manifest) (Pointer, error) {
	final := filepath.Join(d.published, vintages, d.ID)
	if err := d.seal(&m); err != nil {
		return Pointer{}, fmt.Errorf("publish: %w", err)
	}
	if err := os.Rename(d.Dir, final); err != nil {
		return Pointer{}, fmt.Errorf("publish: %w", err)
	}
	if err := syncPath(filepath.Dir(final)); err != nil {
		return Pointer{}, fmt.Errorf("publish: %w", err)
	}
	return Pointer{ID: d.ID, Dir: final, Manifest: m}, nil
}

// seal sums every file, makes it read-only, writes the manifest, and brings all of it to disk.
func (d *Draft) seal(m *Manifest) error {
	entries, err := os.ReadDir(d.Dir)
	if err != nil {
		return err
	}
	m.Files = map[string]FileInfo{}
	for _, entry := range entries {
		name := filepath.Join(d.Dir, entry.Name())
		if strings.HasSuffix(name, ".wal") {
			return fmt.Errorf("%s: a snapshot must be closed before it is published", name)
		}
		if m.Files[entry.Name()], err = sum(name); err != nil {
			return err
		}
		if err := errors.Join(os.Chmod(name, 0o444), syncPath(name)); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(d.Dir, manifestName), m)
}

// sum reads a file to its end.
func sum(name string) (info FileInfo, err error) {
	file, err := os.Open(name)
	if err != nil {
		return info, err
	}
	hash := sha256.New()
	info.Size, err = io.Copy(hash, file)
	info.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return info, errors.Join(err, file.Close())
}
