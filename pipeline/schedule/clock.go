package schedule

import (
	"context"
	"time"
)

// Clock is the time as the program knows it; a test brings its own.
type Clock interface {
	Now() time.Time
	// Sleep returns at the given moment, or with the context's error when that ends first.
	Sleep(ctx context.Context, until time.Time) error
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now returns the current time.
func (SystemClock) Now() time.Time { return time.Now() }

// napLength bounds one timer, so that a machine that was asleep or whose clock was set is noticed.
const napLength = time.Minute

// Sleep waits in short naps: a timer alone would oversleep when the machine is suspended.
func (SystemClock) Sleep(ctx context.Context, until time.Time) error {
	for {
		left := time.Until(until.Round(0))
		if left <= 0 {
			return ctx.Err()
		}
		timer := time.NewTimer(min(left, napLength))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}
