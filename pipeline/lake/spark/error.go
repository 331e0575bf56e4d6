package spark

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/apache/spark-connect-go/spark/sparkerrors"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"tonghop/pipeline/vocabulary/fault"
)

// again is how every failure in the middle ends: nothing that was finished is lost.
const again = "nothing was published; run the same command again: tables and years that were finished are kept"

// NoServerError says that nobody answers where the server should be.
type NoServerError struct {
	Server string
	Err    error
}

func (e *NoServerError) Error() string {
	return fmt.Sprintf("Spark Connect: no server answers at %s; start one (docs/spark.md says how; it takes some ten "+
		"seconds until its port is open) or correct the address: %v", e.Server, e.Err)
}

func (e *NoServerError) Unwrap() error    { return e.Err }
func (e *NoServerError) Kind() fault.Kind { return fault.Failed }

// AddressError says that the address of the server cannot be read.
type AddressError struct {
	Server string
	Err    error
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("the address of the Spark Connect server: read %q, expected sc://host:port such as "+
		"sc://spark.example.vn:15002: %v", e.Server, e.Err)
}

func (e *AddressError) Unwrap() error    { return e.Err }
func (e *AddressError) Kind() fault.Kind { return fault.Misuse }

// VersionError says that the server is of a version on which the tables were never compared with DuckDB's.
type VersionError struct{ Server, Found string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("Spark Connect at %s: read version %s, expected %s: tables are known to be equal to DuckDB's on "+
		"that one only; start a server of %s, such as PyPI's pyspark[connect]==%s.0",
		e.Server, e.Found, Version, Version, Version)
}

func (e *VersionError) Kind() fault.Kind { return fault.Refused }

// LostError says that the server answered before and does not any more, or no longer knows the session.
type LostError struct {
	Server, Table string
	Err           error
}

func (e *LostError) Error() string {
	return fmt.Sprintf("Spark Connect at %s: the session was lost at table %s; see whether the server still runs and "+
		"what its log says (a driver without memory ends itself); %s: %v", e.Server, e.Table, again, e.Err)
}

func (e *LostError) Unwrap() error    { return e.Err }
func (e *LostError) Kind() fault.Kind { return fault.Failed }

// StageError says that Spark could not make a table.
type StageError struct {
	Table string
	Year  int // 0: the table is not made by year
	Err   error
}

func (e *StageError) Error() string {
	of := e.Table
	if e.Year != 0 {
		of = fmt.Sprintf("%s of %d", e.Table, e.Year)
	}
	return fmt.Sprintf("Spark could not make table %s: %s; the server's log has the stage that failed; %s", of,
		e.reason(), again)
}

// reason is what Spark says, without the plan that it appends. Of causes that an office can do
// something about it says what that is.
func (e *StageError) reason() string {
	text := e.Err.Error()
	known := (*sparkerrors.SparkError)(nil)
	if errors.As(e.Err, &known) {
		text = known.Message
	}
	first, _, _ := strings.Cut(text, "\n")
	switch {
	case strings.Contains(text, "ARITHMETIC_OVERFLOW") || strings.Contains(text, "NUMERIC_VALUE_OUT_OF_RANGE"):
		return first + " (a sum passes 10^20: a workbook has a number that cannot be meant)"
	case strings.Contains(text, "OutOfMemory") || strings.Contains(text, "memory"):
		return first + " (give the executors more memory, or set spark.sql.shuffle.partitions higher)"
	case strings.Contains(text, "FileNotFound") || strings.Contains(text, "PATH_NOT_FOUND"):
		return first + " (the executors must see the lake and the folder of results under the same names as this computer)"
	}
	return first
}

func (e *StageError) Unwrap() error    { return e.Err }
func (e *StageError) Kind() fault.Kind { return fault.Failed }

// NotSeenError says that Spark has written a table that is not to be had here.
type NotSeenError struct {
	Folder string
	Err    error
}

func (e *NotSeenError) Error() string {
	return fmt.Sprintf("Spark has written a table, but it cannot be taken from there: %v; this computer and the "+
		"executors must see the folder of results %s under one name, and both may write there; %s", e.Err, e.Folder, again)
}

func (e *NotSeenError) Unwrap() error    { return e.Err }
func (e *NotSeenError) Kind() fault.Kind { return fault.Failed }

// PathError says that a folder's name has a character that Spark takes for a pattern.
type PathError struct{ Path string }

func (e *PathError) Error() string {
	return fmt.Sprintf("Spark cannot read from a folder whose name has one of { } [ ] * ? \\ or a comma: read %q; give "+
		"the folder another name", e.Path)
}

func (e *PathError) Kind() fault.Kind { return fault.Misuse }

// lost says whether an error is of the connection and not of what was asked. It goes by texts and
// codes, because the client has no error types for it. A context that ended is no lost connection.
func lost(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return false
	}
	text := err.Error()
	for _, sign := range []string{"INVALID_HANDLE.SESSION_", "INVALID_HANDLE.OPERATION_", "stopped SparkContext"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	known := (*sparkerrors.SparkError)(nil)
	if errors.As(err, &known) {
		return known.Code == codes.Unavailable || known.Code == codes.Aborted
	}
	return status.Code(err) == codes.Unavailable || strings.Contains(text, "code = Unavailable")
}
