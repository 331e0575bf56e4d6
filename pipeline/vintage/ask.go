package vintage

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"tonghop/pipeline/vocabulary/fault"
)

// Starter makes the command of a process that calls Respond with its standard input and output, to be ended with the
// context. tonghop starts itself; a test, whose executable is not tonghop, brings its own.
type Starter func(context.Context) *exec.Cmd

// CrashError says that the process which answers a query ended without an answer. Said is how the
// process ended and the beginning of what it wrote on its standard error.
type CrashError struct{ Said string }

func (e *CrashError) Error() string {
	return "the query ended the process that answers it; the published tables are as they were: ask in another way (" +
		e.Said + ")"
}

// Kind is failed: no query should end DuckDB.
func (e *CrashError) Kind() fault.Kind { return fault.Failed }

// abandonAfter is how long a process that should have stopped by itself is waited for.
const abandonAfter = time.Second

// TextListener is a Listener to which an answer of Ask comes as the text of a CSV file, which it only passes on:
// writing out millions of values in one process and reading them again in another would cost more than the query.
type TextListener interface {
	Listener
	// CSVAsTyped says whether texts stay as they are: see CSV.
	CSVAsTyped() bool
	// Text takes the next piece. It is valid during the call only, and may end anywhere in a line.
	Text(piece []byte) error
}

// Ask answers a query from the vintage's tables, in a process of its own: a query that does not
// stop is left behind with it, within abandonAfter of the end of the context. Rows go to the
// listener as they come. Errors: those of Tables.Answer, *BoundError, *DamagedError, *CrashError.
// Bounds are kept twice: the other process stops itself when it reaches one, and this one ends it
// when it does not. The question goes as one line of JSON to the standard input of that process,
// and its answer comes in blocks (wire.go). Its input stays open until the answer has been read:
// that it closes is how the other process notices that nobody is there any more.
func (f Folder) Ask(ctx context.Context, query string, bounds Bounds, start Starter, listener Listener) error {
	if err := f.refuseLogs(); err != nil {
		return err
	}
	inner, cancel := context.WithTimeoutCause(ctx, bounds.Time+abandonAfter, bounds.timeError())
	defer cancel()
	command := start(inner)
	// Wait returns at the latest so long after the process was told to end, also where something
	// still holds its output open.
	command.WaitDelay = abandonAfter
	said := &tail{}
	command.Stderr = said
	in, err := command.StdinPipe()
	if err != nil {
		return err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start the process that answers queries: %w", err)
	}
	question := inquiry{ID: f.ID, Dir: f.Dir, Query: query, Bounds: bounds}
	if text, is := listener.(TextListener); is {
		question.CSV = &csvWanted{text.CSVAsTyped()}
	}
	err = json.NewEncoder(in).Encode(question)
	if err == nil {
		err = listen(out, listener)
	}
	if err != nil && !errors.As(err, new(*answeredError)) {
		cancel() // whatever it is doing, nobody takes the answer any more
	}
	_ = in.Close() // its process may have ended already, which is looked at next
	ended := command.Wait()
	return f.outcome(ctx, inner, err, ended, bounds, said)
}

// answeredError is what the other process said was wrong.
type answeredError struct{ error }

func (e *answeredError) Unwrap() error { return e.error }

// Kind is that of what was said.
func (e *answeredError) Kind() fault.Kind { return fault.Of(e.error) }

// outcome tells from what both processes saw what became of a query. heard is what went wrong in
// reading the answer, ended how the process ended. The order of the cases goes from what the user
// did (interrupted it) over what the other process said to what can only be concluded from its end.
func (f Folder) outcome(ctx, inner context.Context, heard, ended error, bounds Bounds, said *tail) error {
	var exit *exec.ExitError
	var answered *answeredError
	switch {
	case heard == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(heard, &answered):
		return answered.error
	case errors.As(context.Cause(inner), new(*BoundError)):
		return context.Cause(inner)
	case errors.As(ended, &exit) && exit.ExitCode() == statusOverMemory:
		return bounds.memoryError()
	case errors.Is(heard, io.EOF), errors.Is(heard, io.ErrUnexpectedEOF), errors.Is(heard, errWire):
		return &CrashError{fmt.Sprint(ended, ": ", said)}
	}
	return heard
}

// listen reads an answer to its end. An answer without a last block is io.EOF or
// io.ErrUnexpectedEOF: the other process died on the way, and what came is not all of it.
func listen(from io.Reader, listener Listener) error {
	reader := bufio.NewReaderSize(from, fullBlock)
	var buffer []byte
	var values []any
	for {
		kind, body, err := readBlock(reader, buffer)
		if err != nil {
			return err
		}
		buffer = body
		switch kind {
		case blockColumns:
			var names []string
			if err := json.Unmarshal(body, &names); err != nil {
				return errWire
			}
			values = make([]any, len(names))
			err = listener.Columns(names)
		case blockRows:
			err = hear(body, values, listener)
		case blockText:
			text, is := listener.(TextListener)
			if !is {
				return errWire
			}
			err = text.Text(body)
		case blockDone:
			return nil
		case blockFailed:
			var failed failure
			if err := json.Unmarshal(body, &failed); err != nil {
				return errWire
			}
			return &answeredError{failed.err()}
		default:
			return errWire
		}
		if err != nil {
			return err
		}
	}
}

// tail keeps the beginning of what a process says on its standard error.
type tail struct{ bytes.Buffer }

// maxSaid bounds what is kept, in bytes.
const maxSaid = 2000

// Write takes everything, so that the other process is never kept waiting, and keeps what there is
// room for.
func (t *tail) Write(p []byte) (int, error) {
	t.Buffer.Write(p[:min(len(p), max(0, maxSaid-t.Len()))])
	return len(p), nil
}

// String is what was kept, without the line break at its end.
func (t *tail) String() string { return strings.TrimSpace(t.Buffer.String()) }
