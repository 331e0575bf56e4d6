package service

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"

	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/debug"
	"golang.org/x/sys/windows/svc/eventlog"
)

// Serve carries out serve under the service manager, until that says stop; then the context ends. What is logged, and
// what would be printed as a problem, stands in the event log under the service's name. It returns the exit status, and
// an error when it was not the service manager that started this process.
func Serve(serve func(ctx context.Context, log slog.Handler, problems io.Writer) int) (int, error) {
	handler := &handler{serve: serve}
	if err := svc.Run("", handler); err != nil {
		return 0, fmt.Errorf("%s is for the service manager alone, leave it out: %w", Flag, err)
	}
	return handler.status, nil
}

// handler answers the service manager.
type handler struct {
	serve  func(ctx context.Context, log slog.Handler, problems io.Writer) int
	status int
}

// Execute is called by the service manager with the service's name first. It says at once that the
// service runs, before the workspace is read. After a stop it goes on answering until what is under
// way has ended.
func (h *handler) Execute(args []string, asked <-chan svc.ChangeRequest, tell chan<- svc.Status) (bool, uint32) {
	log := openLog(args[0])
	defer log.Close()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan int, 1)
	go func() { ended <- h.serve(ctx, newEventHandler(log), problemWriter{log}) }()
	tell <- svc.Status{State: svc.Running, Accepts: svc.AcceptStop | svc.AcceptShutdown}
	for {
		select {
		case h.status = <-ended:
			return true, uint32(h.status)
		case request := <-asked:
			switch request.Cmd {
			case svc.Interrogate:
				tell <- request.CurrentStatus
			case svc.Stop, svc.Shutdown:
				tell <- svc.Status{State: svc.StopPending}
				stop()
			}
		}
	}
}

// openLog is the event log, or nothing where it cannot be opened: a service must not fail for want of a log.
func openLog(name string) debug.Log {
	log, err := eventlog.Open(name)
	if err != nil {
		return debug.New(name)
	}
	return log
}

// eventID numbers every event: Windows wants a number, and ours are told apart by their text.
const eventID = 1

// problemWriter writes each text as one error of the event log.
type problemWriter struct{ log debug.Log }

// Write implements io.Writer.
func (w problemWriter) Write(text []byte) (int, error) {
	return len(text), w.log.Error(eventID, string(text))
}

// eventHandler writes records to the event log at their level, as slog.TextHandler formats them.
type eventHandler struct {
	slog.Handler // formats into line
	line         *bytes.Buffer
	log          debug.Log
}

// newEventHandler formats into a buffer, which Handle hands on line by line.
func newEventHandler(log debug.Log) *eventHandler {
	line := &bytes.Buffer{}
	return &eventHandler{Handler: slog.NewTextHandler(line, nil), line: line, log: log}
}

// Handle is called by one goroutine: the loop of the schedule logs, and nobody else.
func (h *eventHandler) Handle(ctx context.Context, record slog.Record) error {
	h.line.Reset()
	if err := h.Handler.Handle(ctx, record); err != nil {
		return err
	}
	switch {
	case record.Level >= slog.LevelError:
		return h.log.Error(eventID, h.line.String())
	case record.Level >= slog.LevelWarn:
		return h.log.Warning(eventID, h.line.String())
	}
	return h.log.Info(eventID, h.line.String())
}
