package backup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
)

// Options say how a backup is made.
type Options struct {
	Now     time.Time
	Program string // version of tonghop
	Journal string // path of the journal
	// WithWarehouse is for a workspace without a journal: the caller holds its lock.
	WithWarehouse bool
	Forgotten     []string // SHA-256 of contents that the journal says are forgotten
	NotKept       []string // of lists of people, which lie in the inbox only
	Keep          int      // how many backups the store keeps, the last ones; 0: all
}

// Saved is what one backup did.
type Saved struct {
	ID      string            `json:"backup"`
	Store   string            `json:"store"`
	Files   int               `json:"files"`
	Bytes   int64             `json:"bytes"`     // of all files
	New     int               `json:"new"`       // contents that the store did not have
	NewSize int64             `json:"new_bytes"` // of those
	Skipped []string          `json:"skipped"`   // what is no file and no link, or changed while it was read
	Dropped []string          `json:"dropped"`   // earlier backups that are no longer kept
	Outside map[string]string `json:"outside,omitempty"`
}

// Save backs a workspace up. It needs no lock unless WithWarehouse says so: a run may be going on.
// What was copied before and has the same size and time is not read again. The caller sees to it
// that nobody else writes to the store. An error before its list is written leaves the backups of
// before as they were. The order is that of a commit: contents first, one sync for all of them, and
// the list last.
func (s Store) Save(ctx context.Context, space *workspace.Workspace, o Options) (*Saved, error) {
	before, err := s.Open("")
	var none *UnknownError
	if err != nil && !errors.As(err, &none) {
		before = List{} // damaged: everything is read again, and Check names it
	}
	p := places{space: space}
	if err := p.list(o.Journal, o.WithWarehouse); err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	saved := &Saved{Store: s.Root, Skipped: append([]string{}, p.skipped...), Dropped: []string{}, Outside: p.outside}
	known := map[string]File{}
	for _, f := range before.Files {
		known[f.Path] = f
	}
	l := List{Format: format, At: o.Now.UTC(), Program: o.Program, Dir: space.Dir, Outside: p.outside}
	for _, at := range p.found {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := s.keep(at, known[at.name], saved)
		if errors.Is(err, fs.ErrNotExist) { // removed since it was listed, as an old vintage is
			continue
		}
		if errors.Is(err, errUnstable) {
			saved.Skipped = append(saved.Skipped, at.name)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("backup of %s: %w", at.path, err)
		}
		if slices.Contains(o.NotKept, f.SHA256) || slices.Contains(o.Forgotten, f.SHA256) {
			continue
		}
		l.Files = append(l.Files, f)
		saved.Files++
		saved.Bytes += f.Size
	}
	slices.SortFunc(l.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	if err := durable.Flush(s.Root); err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	if l.ID, err = s.newID(o.Now); err != nil {
		return nil, err
	}
	if err := s.write(l); err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	saved.ID = l.ID
	return saved, s.drop(o, saved)
}

// Apart refuses a store within the workspace, and a workspace within the store. Otherwise each
// backup would hold all backups before it, or a disk that fails would take both.
func (s Store) Apart(space *workspace.Workspace) error {
	root, err := filepath.Abs(s.Root)
	if err != nil {
		return err
	}
	for _, pair := range [][2]string{{root, space.Dir}, {space.Dir, root}} {
		relative, err := filepath.Rel(pair[1], pair[0])
		if err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
			return &PlaceError{root, "it and the workspace lie in each other; expected a folder elsewhere, on another disk"}
		}
	}
	return nil
}

// newID names a backup by its time, always behind all that are there: a further one of the same
// second, or of a clock that was set back, is the last one with a number. The number has four
// digits, so that "-0010" sorts behind "-0009".
func (s Store) newID(now time.Time) (string, error) {
	ids, err := s.IDs()
	if err != nil {
		return "", err
	}
	stamp := now.UTC().Format("20060102T150405Z")
	if len(ids) == 0 || ids[len(ids)-1] < stamp {
		return stamp, nil
	}
	last, number, _ := strings.Cut(ids[len(ids)-1], "-")
	n, err := strconv.Atoi(cmp.Or(number, "1"))
	if err != nil {
		return "", &DamagedError{s.listPath(ids[len(ids)-1]), "is no name of a backup; move it away"}
	}
	return fmt.Sprintf("%s-%04d", last, n+1), nil
}

// errUnstable says that a file changed again and again while it was read.
var errUnstable = errors.New("the file changed while it was read")

// keep brings the content of a file into the store, unless the last backup knows it by size and
// time. A file is summed first and copied only when the store lacks its content. It may change
// between the two; then it is tried again, a few times, and left out in the end: the next backup
// takes it.
func (s Store) keep(at place, before File, saved *Saved) (File, error) {
	f := File{Path: at.name, Size: at.info.Size(), Mode: at.info.Mode().Perm(), Time: at.info.ModTime().UTC(),
		Link: at.link}
	if at.link != "" {
		f.Size = 0
		return f, nil
	}
	if before.SHA256 != "" && before.Size == f.Size && before.Time.Equal(f.Time) && s.has(before.SHA256, f.Size) {
		f.SHA256 = before.SHA256
		return f, nil
	}
	if at.data != nil {
		f.SHA256, f.Size = sumOf(at.data), int64(len(at.data))
		return f, s.copyBytes(f, at.data)
	}
	const tries = 3
	for range tries {
		sum, size, err := sumOfFile(at.path, f.Size)
		if err != nil {
			return f, err
		}
		f.SHA256, f.Size = sum, size
		if s.has(sum, size) {
			return f, nil
		}
		switch err := s.copyIn(at.path, sum, size); {
		case err == nil:
			saved.New++
			saved.NewSize += size
			return f, nil
		case !errors.Is(err, errUnstable):
			return f, err
		}
	}
	return f, errUnstable
}

// copyBytes puts a content into the store that was read already. It is not on disk before Save has
// called durable.Flush: one sync for many small files instead of one for each.
func (s Store) copyBytes(f File, data []byte) error {
	if s.has(f.SHA256, f.Size) {
		return nil
	}
	if err := durable.MakeFolder(filepath.Dir(s.object(f.SHA256)), durable.PrivateFolder); err != nil {
		return err
	}
	return durable.WriteLater(s.object(f.SHA256), data, durable.PrivateFile)
}

// sumOfFile is the sum of the first bytes of a file, as many as it had when it was listed: one that grows, as the
// journal does while a run goes on, is taken up to there.
func sumOfFile(path string, size int64) (sum string, read int64, err error) {
	in, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer in.Close()
	return durable.Sum(io.LimitReader(in, size))
}

// copyIn copies a content into the store. The error is errUnstable when it is no longer the one
// that was summed. A small file is read whole, so that nothing has to be written before its sum is
// known to be right; a large one is summed while it is written and thrown away when it is not.
func (s Store) copyIn(path, sum string, size int64) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	const small = 8 << 20
	if size <= small {
		data, err := io.ReadAll(io.LimitReader(in, size))
		if err != nil {
			return err
		}
		if sumOf(data) != sum {
			return errUnstable
		}
		return s.copyBytes(File{SHA256: sum, Size: size}, data)
	}
	if err := durable.MakeFolder(filepath.Dir(s.object(sum)), durable.PrivateFolder); err != nil {
		return err
	}
	return durable.Replace(s.object(sum), durable.PrivateFile, func(out io.Writer) error {
		hash := sha256.New()
		if _, err := io.Copy(io.MultiWriter(out, hash), io.LimitReader(in, size)); err != nil {
			return err
		}
		if hex.EncodeToString(hash.Sum(nil)) != sum {
			return errUnstable
		}
		return nil
	})
}

// PlaceError says that a folder cannot be used for a backup or for what is restored.
type PlaceError struct{ Path, Problem string }

func (e *PlaceError) Error() string { return e.Path + ": " + e.Problem }
