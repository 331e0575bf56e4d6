package schedule

import (
	"context"
	"time"
)

// Clock is the time as the program knows it. A test brings its own, so that a year of nights passes in a
// moment.
type Clock interface {
	Now() time.Time
	// Sleep returns at the given moment, or with the context's error when that ends first.
	Sleep(ctx context.Context, until time.Time) error
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now returns the current time.
func (SystemClock) Now() time.Time { return time.Now() }

// StoppedClock stands at a moment until whoever holds it moves it on: a closed period is made again as of its closing,
// and tests run at times of their own.
type StoppedClock struct{ At time.Time }

// Now returns the moment at which the clock stands.
func (c *StoppedClock) Now() time.Time { return c.At }

// Sleep ends with the context: no later moment ever comes.
func (c *StoppedClock) Sleep(ctx context.Context, _ time.Time) error {
	<-ctx.Done()
	return ctx.Err()
}

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
