package vintage

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"tonghop/pipeline/workspace/durable"
)

// linkName is the link that all plain names go through, so that one rename moves them together.
const linkName = CurrentName

// linker puts a vintage's files under their plain names.
type linker struct {
	published string
	to        Folder
	symlink   func(target, name string) error // that of this system, but in a test of file systems without links
}

// Link makes the files of the current vintage reachable under the published folder by their plain names, and is
// repeated by every run: a killed one may have moved the pointer and not the links. A file system without links gets
// copies. lagging are the plain names that still show another vintage, because some program holds the file open or
// something else stands in its place; the next run tries again. Whoever follows current.json is not concerned.
func Link(published string, to Folder) (lagging []string, err error) {
	l := linker{published: published, to: to, symlink: symlink}
	if lagging, err = l.link(); err != nil {
		return nil, fmt.Errorf("published tables: %w", err)
	}
	return lagging, nil
}

// link goes through one link where there are any: published/current leads to the vintage's folder
// and every plain name through it, so that all of them change at once. Without links each file is
// copied, one after the other.
func (l *linker) link() (lagging []string, err error) {
	put := l.linkFile
	if l.replaceLink(filepath.Join(vintages, l.to.ID), linkName) != nil {
		put = l.copyFile
		// A link that was made elsewhere, before the folder was moved here, would stay behind for ever.
		if err := os.Remove(filepath.Join(l.published, linkName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			lagging = append(lagging, linkName)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.to.Manifest.Files)) {
		if put(name) != nil {
			lagging = append(lagging, name)
		}
	}
	stale, err := l.dropStale()
	return append(lagging, stale...), err
}

// linkFile puts a link through published/current in place of a plain name.
func (l *linker) linkFile(name string) error {
	return l.replaceLink(filepath.Join(linkName, name), name)
}

// copyFile puts a copy in place; one that is there already stays.
func (l *linker) copyFile(name string) error {
	plain := filepath.Join(l.published, name)
	if is, err := sum(plain); err == nil && is == l.to.Manifest.Files[name] {
		return nil
	}
	return durable.Copy(filepath.Join(l.to.Dir, name), plain, durable.PublicFile)
}

// replaceLink puts a link in place in one step. A link cannot be changed, so that a new one is made
// beside it and renamed over it: a reader finds the old or the new one.
func (l *linker) replaceLink(target, name string) error {
	name = filepath.Join(l.published, name)
	if at, err := os.Readlink(name); err == nil && at == target {
		return nil
	}
	temporary := name + ".new"
	if err := os.RemoveAll(temporary); err != nil {
		return err
	}
	if err := l.symlink(target, temporary); err != nil {
		return err
	}
	if err := os.Rename(temporary, name); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

// dropStale removes plain names that the current vintage does not have: links, and copies of files
// that some vintage has. Files that somebody else put there stay. lagging are those that could not
// be removed. Such are the workbooks of a year that the tables have no more.
func (l *linker) dropStale() (lagging []string, err error) {
	entries, err := os.ReadDir(l.published)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		if _, has := l.to.Manifest.Files[name]; has || entry.IsDir() || name == linkName || name == pointerName {
			continue
		}
		if entry.Type()&fs.ModeSymlink == 0 && !l.isCopy(name) {
			continue
		}
		if os.Remove(filepath.Join(l.published, name)) != nil {
			lagging = append(lagging, name)
		}
	}
	return lagging, nil
}

// isCopy says whether some vintage has a file of this name.
func (l *linker) isCopy(name string) bool {
	found, err := filepath.Glob(filepath.Join(l.published, vintages, "*", manifestName))
	return err == nil && slices.ContainsFunc(found, func(manifest string) bool {
		f, err := open(l.published, filepath.Base(filepath.Dir(manifest)))
		_, has := f.Manifest.Files[name]
		return err == nil && has
	})
}
