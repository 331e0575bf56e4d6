package publish

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// currentName is the link that all plain names go through, so that one rename moves them together.
const currentName = "current"

// Link makes the files of the current vintage reachable under the published folder by their plain names, and is repeated by
// every run: a killed one may have moved the pointer and not the links. A file system without links gets copies.
func Link(published string, p Pointer) error {
	if err := link(published, p); err != nil {
		return fmt.Errorf("published tables: %w", err)
	}
	return nil
}

func link(published string, p Pointer) error {
	linked := true
	if at, err := os.Readlink(filepath.Join(published, currentName)); err != nil || at != filepath.Join(vintages, p.ID) {
		linked = replaceLink(filepath.Join(vintages, p.ID), filepath.Join(published, currentName)) == nil
	}
	for name := range p.Manifest.Files {
		plain := filepath.Join(published, name)
		if !linked {
			if err := copyFile(filepath.Join(p.Dir, name), plain); err != nil {
				return err
			}
			continue
		}
		target := filepath.Join(currentName, name)
		if at, err := os.Readlink(plain); err == nil && at == target {
			continue
		}
		if err := replaceLink(target, plain); err != nil {
			return err
		}
	}
	return dropStale(published, p)
}

// dropStale removes plain names that the current vintage does not have.
func dropStale(published string, p Pointer) error {
	entries, err := os.ReadDir(published)
	if err != nil {
		return err
	}
	keep := []string{currentName, pointerName, vintages}
	for _, entry := range entries {
		if entry.Type()&os.ModeSymlink == 0 || slices.Contains(keep, entry.Name()) {
			continue
		}
		if _, there := p.Manifest.Files[entry.Name()]; !there {
			if err := os.Remove(filepath.Join(published, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// replaceLink puts a link in place in one step.
func replaceLink(target, name string) error {
	temporary := name + ".new"
	if err := os.RemoveAll(temporary); err != nil {
		return err
	}
	if err := os.Symlink(target, temporary); err != nil {
		return err
	}
	return os.Rename(temporary, name)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	temporary := to + ".new"
	out, err := os.Create(temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(temporary, to)
}
