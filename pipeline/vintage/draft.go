package vintage

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tonghop/pipeline/workspace/durable"
)

// Draft is a vintage that nobody sees yet. Its name begins with a dot, so that whoever lists the
// vintages passes it over.
type Draft struct {
	ID        string
	Dir       string // where its files are written
	published string
}

// partialPrefix begins the name of an unfinished vintage.
const partialPrefix = ".partial-"

// newID names a vintage by its time in UTC; a second one in the same second gets a suffix.
// "20211012T020000Z" and "20211012T020000Z-2" are two of one second.
func newID(published string, now time.Time) string {
	stamp := now.UTC().Format("20060102T150405Z")
	for i, id := 2, stamp; ; i++ {
		if _, err := os.Stat(filepath.Join(published, vintages, id)); err != nil {
			return id
		}
		id = fmt.Sprintf("%s-%d", stamp, i)
	}
}

// Begin makes an empty draft, named by its time, and clears away what killed runs left. The caller holds the
// workspace's lock.
func Begin(published string, now time.Time) (*Draft, error) {
	d, err := begin(published, now)
	if err != nil {
		return nil, fmt.Errorf("published tables: %w", err)
	}
	return d, nil
}

// begin is Begin without the words that its errors begin with.
func begin(published string, now time.Time) (*Draft, error) {
	root := filepath.Join(published, vintages)
	if err := durable.MakeFolder(root, durable.PublicFolder); err != nil {
		return nil, err
	}
	if err := durable.Tidy(published); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(root, partialPrefix+"*"))
	if err != nil {
		return nil, err
	}
	for _, name := range left {
		if err := durable.RemoveAll(name); err != nil {
			return nil, err
		}
	}
	id := newID(published, now)
	d := &Draft{ID: id, Dir: filepath.Join(root, partialPrefix+id), published: published}
	return d, durable.MakeFolder(d.Dir, durable.PublicFolder)
}

// Keep finishes the draft. It is published once current.json names it, for which there is Point;
// its plain names are linked apart from that, by Link. The manifest gets the sums of the files
// here; what else it says is the caller's. Up to the rename a killed run leaves a draft, which the
// next Begin clears away.
func (d *Draft) Keep(m Manifest) (Folder, error) {
	final := filepath.Join(d.published, vintages, d.ID)
	if err := d.seal(&m); err != nil {
		return Folder{}, fmt.Errorf("publish: %w", err)
	}
	if err := durable.Rename(d.Dir, final); err != nil {
		return Folder{}, fmt.Errorf("publish: %w", err)
	}
	return Folder{ID: d.ID, Dir: final, Manifest: m}, nil
}

// seal sums every file, makes it read-only, writes the manifest, brings all of it to disk, and
// closes the folder. A log beside the database means that it is still open: published like this it
// would change under its readers.
func (d *Draft) seal(m *Manifest) error {
	entries, err := os.ReadDir(d.Dir)
	if err != nil {
		return err
	}
	m.ID, m.Files = d.ID, map[string]FileInfo{}
	for _, entry := range entries {
		name := filepath.Join(d.Dir, entry.Name())
		if isLog(entry.Name()) {
			return fmt.Errorf("%s: a snapshot must be closed before it is published", name)
		}
		if m.Files[entry.Name()], err = sum(name); err != nil {
			return err
		}
		if err := durable.Seal(name); err != nil {
			return err
		}
	}
	if err := writeJSON(filepath.Join(d.Dir, manifestName), m, durable.PublicFile); err != nil {
		return err
	}
	return durable.SealFolder(d.Dir)
}

// isLog says whether DuckDB would replay a file of this name into the database beside it.
func isLog(name string) bool { return strings.Contains(name, ".wal") }
