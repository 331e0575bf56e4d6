package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"tonghop/pipeline/vocabulary/fault"
)

// sealedList is a list as it stands on disk: with its sum, so that a changed byte of it is noticed.
type sealedList struct {
	SHA256 string          `json:"sha256"` // of the list
	List   json.RawMessage `json:"list"`
}

// DamagedError says that something in the store is no longer what was written.
type DamagedError struct{ Path, Problem string }

func (e *DamagedError) Error() string { return e.Path + " " + e.Problem }

// Kind is failed: a file is no longer what tonghop wrote.
func (e *DamagedError) Kind() fault.Kind { return fault.Failed }

// seal sums a list as it is written.
func seal(l List) (sealedList, error) {
	body, err := json.Marshal(l)
	return sealedList{sumOf(body), body}, err
}

// open is the list, checked against its sum. Errors: *DamagedError, and one for a list of a later version.
func (s sealedList) open(path string) (l List, err error) {
	if sumOf(s.List) != s.SHA256 {
		return l, &DamagedError{path, "was changed; use the backup before it"}
	}
	if err := json.Unmarshal(s.List, &l); err != nil {
		return l, &DamagedError{path, fmt.Sprintf("cannot be read (%v); use the backup before it", err)}
	}
	if l.Format > format {
		return l, fmt.Errorf("%s was written by a later version of tonghop (format %d, this program knows %d): use that "+
			"version", path, l.Format, format)
	}
	return l, nil
}

// sumOf is the SHA-256 of bytes, in lower-case hexadecimal.
func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
