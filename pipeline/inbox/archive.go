package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workspace/durable"
	"tonghop/pipeline/workspace/regular"
)

// maxArchived bounds what is read into memory of a file in the archive, in bytes. No workbook that a run took in is as
// large, so that only a damaged file is.
const maxArchived = 4 << 30

// Archive keeps the bytes of every submission in a folder, by their SHA-256: <2 hex>/<64 hex>. A
// content is never changed: only a damaged one is written again, and only tonghop forget takes one
// out. Several goroutines may use it at once.
type Archive struct{ Root string }

// DamagedError says that the archive no longer has the bytes that were received: the file is gone, changed, or cannot
// be read. The workbook can be put back, into the archive from a backup or into the inbox as it was sent.
type DamagedError struct {
	Path   string // of the archived file
	SHA256 string // of the bytes that belong there
	Err    error  // what is wrong with it
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("archived workbook %s: %v; restore the file from a backup, or put the same workbook into the "+
		"inbox again", e.Path, e.Err)
}

// Kind is failed: a file is no longer what tonghop wrote.
func (e *DamagedError) Kind() fault.Kind { return fault.Failed }

func (e *DamagedError) Unwrap() error { return e.Err }

// Sum is the name of a content: the SHA-256 in lower-case hex.
func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Path is where the content named sum is kept.
func (a Archive) Path(sum string) string { return filepath.Join(a.Root, sum[:2], sum) }

// Keep stores data under its sum, and Sync brings it to disk. A content that is there as it was
// received is left alone, so a killed run may be repeated; one that is damaged is replaced. written
// says whether it was not there as it was. sum must be Sum(data); who calls has it already, so that
// it is not computed twice.
func (a Archive) Keep(sum string, data []byte) (written bool, err error) {
	name := a.Path(sum)
	if _, err := a.Read(sum); err == nil {
		return false, nil
	}
	if err := durable.MakeFolder(filepath.Dir(name), durable.PrivateFolder); err != nil {
		return false, fmt.Errorf("archive: %w", err)
	}
	if err := durable.WriteLater(name, data, durable.PrivateFile); err != nil {
		return false, fmt.Errorf("archive: %w", err)
	}
	return true, nil
}

// Sync brings everything that was kept to disk.
func (a Archive) Sync() error {
	if err := durable.Flush(a.Root); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// Read returns the content named sum, checked against it. The error is a *DamagedError, whatever keeps the bytes from
// being had.
func (a Archive) Read(sum string) ([]byte, error) {
	data, err := regular.Read(a.Path(sum), maxArchived)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("it is missing (%w)", fs.ErrNotExist)
	}
	if err != nil {
		return nil, &DamagedError{Path: a.Path(sum), SHA256: sum, Err: err}
	}
	if got := Sum(data); got != sum {
		return nil, &DamagedError{Path: a.Path(sum), SHA256: sum, Err: fmt.Errorf("it was changed: its SHA-256 is %s", got)}
	}
	return data, nil
}

// Tidy removes what a killed run left half written. The caller holds the workspace's lock.
func (a Archive) Tidy() error {
	if err := durable.Tidy(filepath.Join(a.Root, "*")); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}
