//go:build !windows

package service

import (
	"context"
	"io"
	"log/slog"
)

// Started says whether Windows' service manager has started this process. Elsewhere a service is a program like any
// other: systemd stops it by a signal and keeps what it prints.
func Started() bool { return false }

// Serve is only called where Started says so.
func Serve(serve func(ctx context.Context, log slog.Handler, problems io.Writer) int) int {
	return serve(context.Background(), slog.DiscardHandler, io.Discard)
}
