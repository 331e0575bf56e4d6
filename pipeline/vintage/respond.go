package vintage

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse/duck"
)

// inquiry is what the process that answers a query is told, as one line of JSON.
type inquiry struct {
	ID, Dir string // of the vintage
	Query   string
	Bounds  Bounds
	CSV     *csvWanted `json:",omitempty"` // nil: values are wanted
}

// csvWanted says how an answer is wanted that is to come as the text of a CSV file.
type csvWanted struct{ AsTyped bool }

// failure is an error on its way between two processes.
type failure struct {
	Kind  fault.Kind
	Text  string
	Bound *BoundError `json:",omitempty"`
}

// err is the error as the asking process returns it: a bound as it was, and otherwise the text with
// its kind.
func (f failure) err() error {
	if f.Bound != nil {
		return f.Bound
	}
	return fault.New(f.Kind, "%s", f.Text)
}

// statusOverMemory ends a process that has taken more memory than it may.
const statusOverMemory = 77

// rareCollection is by how many percent the memory of Go may grow before its garbage is collected.
const rareCollection = 400

// watchEvery is how often the memory of the process is looked at.
const watchEvery = 20 * time.Millisecond

// Respond is the other side of Folder.Ask: it reads one inquiry, answers it, and ends the process when nobody is there
// any more to take the answer, or when it has taken more memory than it may. Errors are those of reading and writing;
// what is wrong with the query is part of the answer.
func Respond(ctx context.Context, in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read the query: %w", err)
	}
	var asked inquiry
	if err := json.Unmarshal(line, &asked); err != nil {
		return fmt.Errorf("read the query: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, lines) // returns when the asking process closes its end, or has ended
		os.Exit(0)
	}()
	go watchMemory(asked.Bounds.Memory)
	// Rows are garbage as soon as they are sent, and little else is kept: collecting them rarely costs a few megabytes.
	debug.SetGCPercent(rareCollection)
	s := &sender{to: out, meter: meter{bounds: asked.Bounds}}
	err = asked.answer(ctx, s)
	if err == nil {
		return s.block(blockDone, nil)
	}
	failed := failure{Kind: fault.Of(err), Text: err.Error()}
	errors.As(err, &failed.Bound)
	body, err := json.Marshal(failed)
	if err != nil {
		return err
	}
	return s.block(blockFailed, body)
}

// answer opens the vintage and carries out the query within the bound on time. What DuckDB says of
// a query that was interrupted is of no use to anybody, so that the bound that interrupted it is
// the error.
func (asked *inquiry) answer(ctx context.Context, s *sender) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, asked.Bounds.Time, asked.Bounds.timeError())
	defer cancel()
	tables, err := Folder{ID: asked.ID, Dir: asked.Dir}.open(ctx, asked.Bounds.Memory)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tables.Close()) }()
	err = asked.tell(ctx, tables, s)
	switch cause := context.Cause(ctx); {
	case err == nil:
		return nil
	case errors.As(cause, new(*BoundError)):
		return cause
	case duck.OutOfMemory(err):
		return asked.Bounds.memoryError()
	}
	return err
}

// tell answers the query in the form in which it is wanted. What was read of an answer that is cut
// short is sent too. The last rows are flushed also after an error, since they were counted as
// given.
func (asked *inquiry) tell(ctx context.Context, tables *Tables, s *sender) error {
	if asked.CSV == nil {
		return errors.Join(tables.Answer(ctx, asked.Query, s), s.flush())
	}
	text := NewCSV(textSender{s}, asked.CSV.AsTyped)
	text.meter = &s.meter
	return errors.Join(tables.Answer(ctx, asked.Query, text), text.Flush())
}

// watchMemory ends the process once it has taken more than it may: DuckDB bounds what it keeps of
// tables, and not what a single function makes. It runs beside the query until the process ends.
// The other process tells such an end from a crash by its status.
func watchMemory(most int64) {
	for range time.Tick(watchEvery) {
		if taken, known := residentBytes(); known && taken > most {
			os.Exit(statusOverMemory)
		}
	}
}
