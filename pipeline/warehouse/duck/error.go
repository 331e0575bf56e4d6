package duck

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"tonghop/pipeline/vocabulary/fault"
)

// BusyError says that another process has the database file open. DuckDB lets one process write or
// several read, never both.
type BusyError struct {
	Path string
	Err  error
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("%s is open in another program; only tonghop may open it, all others read the published tables: "+
		"close that program and run again (%v)", e.Path, e.Err)
}

// Kind is refused: the same command succeeds later.
func (e *BusyError) Kind() fault.Kind { return fault.Refused }

func (e *BusyError) Unwrap() error { return e.Err }

// DamagedError says that the file is no database, or no longer the one that was written.
type DamagedError struct {
	Path string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is no DuckDB database, or is damaged: put the last backup of it in its place and run again, "+
		"what arrived since is read from the inbox (%v)", e.Path, e.Err)
}

// Kind is failed: a file is no longer what tonghop wrote.
func (e *DamagedError) Kind() fault.Kind { return fault.Failed }

func (e *DamagedError) Unwrap() error { return e.Err }

// OutOfRange says whether DuckDB refused a statement because a number does not fit the type of its
// column. Other errors of conversion, such as a text that is no number, are told apart by the
// message only.
func OutOfRange(err error) bool {
	var refused *duckdb.Error
	return errors.As(err, &refused) &&
		refused.Type == duckdb.ErrorTypeConversion && strings.Contains(refused.Msg, "value is out of range")
}

// isBusy says whether DuckDB could not open a file because another process has it. DuckDB has no error type of its own
// for that: it is one of the I/O errors, which differ in their texts.
func isBusy(path string, err error) bool {
	return says(path, err, func(kind duckdb.ErrorType) bool { return kind == duckdb.ErrorTypeIO },
		"Could not set lock on file",    // Linux, macOS
		"Conflicting lock is held",      // the same, where the holder is known
		"being used by another process", // Windows
	)
}

// isDamaged says whether DuckDB found that a file is no database, or not as it was written. Where
// the damage lies decides which type of error it reports, so that the texts have to tell.
func isDamaged(path string, err error) bool {
	any := func(duckdb.ErrorType) bool { return true } // I/O, serialization or internal, by where the damage shows
	return says(path, err, any,
		"not a valid DuckDB database file", "Corrupt database file", "Corrupt WAL file", "does not match stored checksum",
		"- corrupt database file")
}

// says looks for phrases in the text of an error of DuckDB. The path of the file is taken out of
// the text first, since a folder may be called anything, "locks" too.
func says(path string, err error, kind func(duckdb.ErrorType) bool, phrases ...string) bool {
	var reported *duckdb.Error
	if !errors.As(err, &reported) || !kind(reported.Type) {
		return false
	}
	text := reported.Msg
	if path != "" {
		if absolute, err := filepath.Abs(path); err == nil {
			text = strings.ReplaceAll(text, absolute, "")
		}
		text = strings.ReplaceAll(text, path, "")
	}
	for _, phrase := range phrases {
		if strings.Contains(text, phrase) {
			return true
		}
	}
	return false
}
