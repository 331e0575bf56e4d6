package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
	"tonghop/pipeline/workspace/regular"
)

// place is one file to back up: its name in the backup, and where it stands.
type place struct {
	name string // with forward slashes
	path string
	info fs.FileInfo
	link string
	data []byte // of the pointer to the current vintage, as it was when the vintages were listed
}

// places lists the files of a workspace in an order in which nothing that is listed needs something that is not: what
// is published and what is closed before the journal, which notes them, and the archive, which holds the bytes that the
// journal notes, after it. While a run goes on each of them only grows, so that what is listed belongs together.
type places struct {
	space   *workspace.Workspace
	found   []place
	skipped []string // what is no file and no link
	outside map[string]string
}

// pointerName is the file that says which vintage is the current one. Unlike the others it is replaced while a run goes
// on, so that it is read when it is listed: before the vintages, and so it points to one of those that are.
const pointerName = "current.json"

// leftOut says whether a file is not copied: one that is being written, the lock and who holds it,
// and the warehouse, which is made again of journal and archive. Names are compared by how they
// begin, so that what stands beside the warehouse, such as its log, is left out with it.
func (p *places) leftOut(path string) bool {
	base := filepath.Base(path)
	return strings.HasPrefix(base, durable.Prefix) || strings.HasPrefix(base, ".partial-") ||
		strings.HasPrefix(path, p.space.Lock) || strings.HasPrefix(path, p.space.Warehouse)
}

// list goes over the workspace. withWarehouse is for one without a journal. Last come the files of
// the workspace that belong to none of the named folders, such as tonghop.yaml and the office's
// queries.
func (p *places) list(journalPath string, withWarehouse bool) error {
	p.outside = map[string]string{}
	special := map[string]string{ // by name in the backup, where the workspace has it
		"published": p.space.Published, "closed": p.space.Closed, "archive": p.space.Archive, "inbox": p.space.Inbox,
		"registry": p.space.RegistryDir, "forms": p.space.FormsDir,
	}
	add := func(name string) error { return p.folder(p.nameOf(name, special[name]), special[name], nil) }
	for _, name := range []string{"published", "closed"} {
		if err := add(name); err != nil {
			return err
		}
	}
	if err := p.file(filepath.Base(journalPath), journalPath); err != nil {
		return err
	}
	for _, name := range []string{"archive", "inbox", "registry", "forms"} {
		if err := add(name); err != nil {
			return err
		}
	}
	if withWarehouse {
		if err := p.file(p.nameOf("warehouse.duckdb", p.space.Warehouse), p.space.Warehouse); err != nil {
			return err
		}
	}
	listed := []string{journalPath}
	for _, path := range special {
		listed = append(listed, path)
	}
	return p.folder("", p.space.Dir, listed)
}

// nameOf is the name of a folder in the backup: the one that it has below the workspace, or its usual one where it
// stands outside.
func (p *places) nameOf(usual, path string) string {
	relative, err := filepath.Rel(p.space.Dir, path)
	if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		p.outside[usual] = path
		return usual
	}
	return filepath.ToSlash(relative)
}

// folder adds the files below a folder, but for the paths without. A folder that is not there has
// none; a link in the place of the folder itself is followed, as that of an inbox on a share. The
// paths without are changed in place where the folder is a link, so that they are still found.
func (p *places) folder(name, root string, without []string) error {
	if resolved, err := filepath.EvalSymlinks(root); err == nil {
		for i := range without {
			if relative, err := filepath.Rel(root, without[i]); err == nil {
				without[i] = filepath.Join(resolved, relative)
			}
		}
		root = resolved
	}
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // gone meanwhile, or never there
			return nil
		}
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		below := strings.TrimPrefix(name+"/"+inbox.Written(filepath.ToSlash(relative)), "/")
		for _, other := range without {
			if path == other {
				return skip(entry)
			}
		}
		if path != root && p.leftOut(path) {
			return skip(entry)
		}
		if entry.IsDir() {
			return nil
		}
		return p.entry(below, path)
	})
}

// skip passes over an entry, and over everything in it where it is a folder.
func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// file adds one file; one that is not there is none.
func (p *places) file(name, path string) error { return p.entry(name, path) }

// entry adds a regular file or a link; a pipe, socket or device is named as left out. A link is
// kept as a link and not followed, since it may lead out of the workspace.
func (p *places) entry(name, path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		link, err := os.Readlink(path)
		if err != nil {
			return err
		}
		p.found = append(p.found, place{name: name, path: path, info: info, link: filepath.ToSlash(link)})
	case info.Mode().IsRegular():
		at := place{name: name, path: path, info: info}
		if filepath.Dir(path) == p.space.Published && filepath.Base(path) == pointerName {
			if at.data, err = regular.Read(path, 1<<16); err != nil {
				return err
			}
		}
		p.found = append(p.found, at)
	default:
		p.skipped = append(p.skipped, name)
	}
	return nil
}
