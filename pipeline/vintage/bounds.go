package vintage

import (
	"fmt"
	"time"

	"tonghop/pipeline/vocabulary/fault"
)

// Bounds are what answering one query may cost. They are set in tonghop.yaml, under sql.
type Bounds struct {
	Memory int64 // bytes that the process which answers may take
	Time   time.Duration
	Rows   int64 // of the answer, over all statements of the query
	Bytes  int64 // of the values of the answer
}

// BoundError says that a query was stopped because it reached a bound. What was given of its answer is not all of it.
type BoundError struct{ Setting, Reached string }

func (e *BoundError) Error() string {
	return fmt.Sprintf("the query was stopped at %s; what is shown is not the whole answer: ask for less, "+
		"or raise sql.%s in tonghop.yaml", e.Reached, e.Setting)
}

// Kind is refused: the question is a right one, and asks for too much.
func (e *BoundError) Kind() fault.Kind { return fault.Refused }

// memoryError is the bound on memory that was reached.
func (b Bounds) memoryError() error {
	return &BoundError{"memory_bytes", fmt.Sprintf("%d bytes of memory", b.Memory)}
}

// timeError is the bound on time that was reached.
func (b Bounds) timeError() error { return &BoundError{"time", b.Time.String()} }

// meter counts an answer against its bounds. It counts what is sent and not what DuckDB reads,
// since a query may look at millions of rows to answer with one.
type meter struct {
	bounds      Bounds
	rows, bytes int64
}

// add counts one row of so many bytes. The error is a *BoundError: that row is not a part of the
// answer any more.
func (m *meter) add(bytes int) error {
	m.rows++
	m.bytes += int64(bytes)
	switch {
	case m.rows > m.bounds.Rows:
		return &BoundError{"rows", fmt.Sprintf("%d rows", m.bounds.Rows)}
	case m.bytes > m.bounds.Bytes:
		return &BoundError{"bytes", fmt.Sprintf("%d bytes of values", m.bounds.Bytes)}
	}
	return nil
}
