package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"tonghop/pipeline/workspace/durable"

	"tonghop/pipeline/vocabulary/fault"
)

// Archive keeps the bytes of every submission in a folder, by their SHA-256: <2 hex>/<64 hex>.
type Archive struct{ Root string }

// DamagedError says that archived bytes are no longer those that were received.
type DamagedError struct{ Path, Want, Got string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("archived workbook %s was changed: its SHA-256 is %s; restore the file from a backup", e.Path,
		e.Got)
}

// Kind is failed: a file is no longer what tonghop wrote.
func (e *DamagedError) Kind() fault.Kind { return fault.Failed }

// Sum is the name of a content: the SHA-256 in lower-case hex.
func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Path is where the content named sum is kept.
func (a Archive) Path(sum string) string { return filepath.Join(a.Root, sum[:2], sum) }

// Keep stores data under its sum, and Sync brings it to disk. A content that is already there in full is left alone, so
// a killed run may be repeated.
func (a Archive) Keep(sum string, data []byte) error {
	name := a.Path(sum)
	if info, err := os.Stat(name); err == nil && info.Size() == int64(len(data)) {
		return nil
	}
	if err := durable.MakeFolder(filepath.Dir(name), durable.PrivateFolder); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if err := durable.WriteLater(name, data, durable.PrivateFile); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// Sync brings everything that was kept to disk.
func (a Archive) Sync() error {
	if err := durable.Flush(a.Root); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// Read returns the content named sum, checked against it.
func (a Archive) Read(sum string) ([]byte, error) {
	data, err := os.ReadFile(a.Path(sum))
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	if got := Sum(data); got != sum {
		return nil, &DamagedError{Path: a.Path(sum), Want: sum, Got: got}
	}
	return data, nil
}

// Has says whether the content named sum is kept.
func (a Archive) Has(sum string) bool {
	_, err := os.Stat(a.Path(sum))
	return err == nil
}

// Tidy removes what a killed run left half written. The caller holds the workspace's lock.
func (a Archive) Tidy() error {
	if err := durable.Tidy(filepath.Join(a.Root, "*")); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}
