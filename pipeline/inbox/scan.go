// Package inbox finds the workbooks that have arrived, knows which are new, and keeps every received byte by its
// SHA-256.
package inbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace/regular"
)

// File is one file in the inbox.
type File struct {
	Path    string // below the inbox, with forward slashes; bytes that are no UTF-8 are written \xe1
	Size    int64
	ModTime time.Time // in UTC, to the microsecond, as the warehouse keeps it
}

// Skipped is an entry that is not a submission, and why.
type Skipped struct {
	Path   string
	Reason Reason
}

// Reason why an entry of the inbox is passed over.
type Reason string

const (
	OwnerFile Reason = "skipped_owner_file" // ~$…: Excel's lock file while somebody has the workbook open
	Temporary Reason = "skipped_temporary"  // a download or copy under way
	Symlink   Reason = "skipped_symlink"    // a link could point anywhere
	Special   Reason = "skipped_special"    // a pipe, socket or device
	// Unreadable is a folder that may not be listed. Nothing is known of what is in it.
	Unreadable Reason = "skipped_unreadable"
	Folder     Reason = "skipped_folder" // a folder that is named like a workbook; what is inside it is read
)

// Text goes on after the entry's path.
func (r Reason) Text() string {
	switch r {
	case OwnerFile:
		return "is Excel's lock file: somebody has the workbook open"
	case Temporary:
		return "is a download or copy under way: it is read once it has its own name"
	case Symlink:
		return "is a link, which could point anywhere: put the workbook itself into the inbox"
	case Unreadable:
		return "cannot be listed, so that nothing in it was read: give the user of tonghop the right to read it"
	case Special:
		return "is no file: put the workbook itself into the inbox"
	}
	return "is a folder that is named like a workbook: what is inside it is read"
}

// RootError says that what stands in the place of the inbox is no folder that can be read.
type RootError struct {
	Path string
	Err  error // nil: it is something else than a folder
}

func (e *RootError) Error() string {
	text := "the inbox " + e.Path + " is no folder"
	if e.Err != nil {
		text = fmt.Sprintf("the inbox %s cannot be read: %v", e.Path, e.Err)
	}
	return text + "; put the folder in its place, correct the link, or state another inbox in tonghop.yaml"
}

// Kind is misuse: the office puts its folder in its place.
func (e *RootError) Kind() fault.Kind { return fault.Misuse }

func (e *RootError) Unwrap() error { return e.Err }

// Scan lists the files below root in path order. It reads no content. Root may be a link to a
// folder, as to that of a share; a link within it is passed over. Errors: *RootError, and those of
// the context. Every file that is not passed over is listed, whatever it is called: what is no
// workbook is refused with a finding when it is read, so that its sender hears of it.
func Scan(ctx context.Context, root string) ([]File, []Skipped, error) {
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, nil, &RootError{root, err}
	}
	if info, err := os.Stat(real); err != nil || !info.IsDir() {
		return nil, nil, &RootError{root, err}
	}
	s := scan{root: real}
	err = filepath.WalkDir(real, func(name string, entry fs.DirEntry, err error) error {
		if stopped := ctx.Err(); stopped != nil {
			return stopped
		}
		return s.visit(name, entry, err)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("inbox %s: %w", root, err)
	}
	sort.Slice(s.files, func(i, j int) bool { return s.files[i].Path < s.files[j].Path })
	return s.files, s.skipped, nil
}

// scan is a walk through the inbox under way.
type scan struct {
	root    string
	files   []File
	skipped []Skipped
}

// visit takes note of one entry. A folder that cannot be listed is left out, with what is in it.
func (s *scan) visit(name string, entry fs.DirEntry, err error) error {
	relative, outside := filepath.Rel(s.root, name)
	switch {
	case name == s.root && err != nil:
		return &RootError{s.root, err}
	case name == s.root, errors.Is(err, fs.ErrNotExist): // gone since the folder above was listed
		return nil
	case outside != nil:
		return outside
	}
	relative = pathOf(filepath.ToSlash(relative))
	if err != nil {
		s.skipped = append(s.skipped, Skipped{relative, Unreadable})
		return fs.SkipDir
	}
	reason, skip := passOver(entry)
	if skip && reason != litter {
		s.skipped = append(s.skipped, Skipped{relative, reason})
	}
	switch {
	case entry.IsDir() && skip && reason != Folder:
		return fs.SkipDir
	case entry.IsDir(), skip:
		return nil
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s.files = append(s.files, File{Path: relative, Size: info.Size(), ModTime: stamp(info.ModTime())})
	return nil
}

// stamp cuts a time to what the warehouse keeps, so that a file's time compares equal the next
// night.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// passOver says whether an entry is no submission. Whether a regular file is a workbook is told by its content, not
// here.
func passOver(entry fs.DirEntry) (Reason, bool) {
	name := strings.ToLower(entry.Name())
	switch mode := entry.Type(); {
	case mode&fs.ModeSymlink != 0:
		return Symlink, true
	case strings.HasPrefix(name, "~$"):
		return OwnerFile, true
	case litterName(name):
		return litter, true
	case strings.HasPrefix(name, "."), temporaryName(name):
		return Temporary, true
	case mode.IsDir():
		return Folder, WorkbookName(name)
	case !mode.IsRegular():
		return Special, true
	}
	return "", false
}

// litter is what operating systems, file managers and version control leave in folders: nobody needs to be told of it.
const litter Reason = ""

// litterName says whether a name, in small letters, is one of what programs leave beside a user's
// files.
func litterName(name string) bool {
	switch name {
	case "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", ".ds_store", ".localized", ".directory", ".git",
		".gitkeep", ".gitignore", ".keep":
		return true
	}
	return strings.HasPrefix(name, "._") // what macOS keeps beside a file on a foreign disk
}

// temporaryName says whether a name, in small letters, is that of a file that is still being
// written or fetched.
func temporaryName(name string) bool {
	switch path.Ext(name) {
	case ".tmp", ".temp", ".part", ".partial", ".crdownload", ".download":
		return true
	}
	return false
}

// WorkbookEndings are the ends of names of the files that the program reads, in small letters and without the dot. What
// a file is read as, its first bytes say, whatever its name: the ends are for telling names apart.
func WorkbookEndings() []string { return []string{"xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv"} }

// WorkbookName says whether a name, in any letters, ends like that of a workbook. A folder of such a name is one that
// was unpacked by mistake.
func WorkbookName(name string) bool {
	return slices.Contains(WorkbookEndings(), strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")))
}

// UnstableError says that a file is still being written. It is read at the next run.
type UnstableError struct{ Path string }

func (e *UnstableError) Error() string {
	return fmt.Sprintf("%s changed while it was being read; it is still being copied and will be read at the next run",
		Shown(e.Path))
}

// Kind is refused: the file is left out of this run.
func (e *UnstableError) Kind() fault.Kind { return fault.Refused }

// TooLargeError says that a file passes the bound on file size, so that not even its bytes are kept.
type TooLargeError struct {
	Path        string
	Size, Limit int64
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s has %d bytes, at most %d are allowed (limits: file_bytes)", Shown(e.Path), e.Size, e.Limit)
}

// Kind is refused: the file is left out.
func (e *TooLargeError) Kind() fault.Kind { return fault.Refused }

// Read returns a file's bytes, or an error when it changed since Scan or meanwhile. A file that is
// still being copied must not be taken for a whole one: size and time have to be those of Scan
// before and after it was read. Errors: *TooLargeError, *UnstableError, and those of the file
// system.
func Read(root string, file File, limit int64) ([]byte, error) {
	if file.Size > limit {
		return nil, &TooLargeError{Path: file.Path, Size: file.Size, Limit: limit}
	}
	name := filepath.Join(root, filepath.FromSlash(bytesOf(file.Path)))
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() { // not even opened: a pipe would make us wait for ever
		return nil, &UnstableError{Path: file.Path}
	}
	var data []byte
	if err == nil {
		data, err = regular.Read(name, limit)
	}
	if err != nil {
		return nil, fmt.Errorf("read from the inbox: %w", err)
	}
	if int64(len(data)) != file.Size || !unchanged(name, file) {
		return nil, &UnstableError{Path: file.Path}
	}
	return data, nil
}

// unchanged says whether a file still has the size and the time that Scan found.
func unchanged(name string, file File) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode().IsRegular() && info.Size() == file.Size && stamp(info.ModTime()).Equal(file.ModTime)
}
