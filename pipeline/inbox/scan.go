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
	"sort"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"tonghop/pipeline/vocabulary/fault"
)

// File is one file in the inbox.
type File struct {
	Path    string // below the inbox, with forward slashes, as the file system spells it
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
	Temporary Reason = "skipped_temporary"  // a download or copy under way, or litter of the operating system
	Symlink   Reason = "skipped_symlink"    // a link could point anywhere
	Special   Reason = "skipped_special"    // a pipe, socket or device
	Folder    Reason = "skipped_folder"     // a folder that is named like a workbook; what is inside it is read
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
	case Special:
		return "is no file: put the workbook itself into the inbox"
	}
	return "is a folder that is named like a workbook: what is inside it is read"
}

// Scan lists the files below root in path order. It reads no content.
func Scan(ctx context.Context, root string) ([]File, []Skipped, error) {
	var files []File
	var skipped []Skipped
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || name == root {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		reason, skip := passOver(entry)
		if skip {
			skipped = append(skipped, Skipped{Path: relative, Reason: reason})
		}
		if entry.IsDir() {
			if skip && reason == Temporary {
				return fs.SkipDir
			}
			return nil
		}
		if skip {
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone since the folder was listed
		}
		if err != nil {
			return err
		}
		files = append(files, File{Path: relative, Size: info.Size(), ModTime: stamp(info.ModTime())})
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("inbox %s: %w", root, err)
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files, skipped, nil
}

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
	case strings.HasPrefix(name, "."), temporaryName(name):
		return Temporary, true
	case mode.IsDir():
		return Folder, workbookName(name)
	case !mode.IsRegular():
		return Special, true
	}
	return "", false
}

func temporaryName(name string) bool {
	switch name {
	case "thumbs.db", "desktop.ini", "__macosx":
		return true
	}
	switch path.Ext(name) {
	case ".tmp", ".temp", ".part", ".partial", ".crdownload", ".download":
		return true
	}
	return false
}

func workbookName(name string) bool {
	switch path.Ext(name) {
	case ".xlsx", ".xlsm", ".xls", ".csv", ".tsv":
		return true
	}
	return false
}

// Name is the file's own name in Unicode NFC: some systems store it decomposed.
func (f File) Name() string { return norm.NFC.String(path.Base(f.Path)) }

// UnstableError says that a file is still being written. It is read at the next run.
type UnstableError struct{ Path string }

func (e *UnstableError) Error() string {
	return fmt.Sprintf("%s changed while it was being read; it is still being copied and will be read at the next run", e.Path)
}

// Kind is refused: the file is left out of this run.
func (e *UnstableError) Kind() fault.Kind { return fault.Refused }

// TooLargeError says that a file passes the bound on file size, so that not even its bytes are kept.
type TooLargeError struct {
	Path        string
	Size, Limit int64
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s has %d bytes, at most %d are allowed (limits: file_bytes)", e.Path, e.Size, e.Limit)
}

// Kind is refused: the file is left out.
func (e *TooLargeError) Kind() fault.Kind { return fault.Refused }

// Read returns a file's bytes, or an error when it changed since Scan or meanwhile.
func Read(root string, file File, limit int64) ([]byte, error) {
	if file.Size > limit {
		return nil, &TooLargeError{Path: file.Path, Size: file.Size, Limit: limit}
	}
	name := filepath.Join(root, filepath.FromSlash(file.Path))
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() { // not even opened: a pipe would make us wait for ever
		return nil, &UnstableError{Path: file.Path}
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, fmt.Errorf("read from the inbox: %w", err)
	}
	if int64(len(data)) != file.Size || !unchanged(name, file) {
		return nil, &UnstableError{Path: file.Path}
	}
	return data, nil
}

func unchanged(name string, file File) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode().IsRegular() && info.Size() == file.Size && stamp(info.ModTime()).Equal(file.ModTime)
}
