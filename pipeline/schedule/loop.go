package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Event is something that the loop tells its caller, who logs it: a run that succeeded, failed, or was left
// out.
type Event struct {
	Due    time.Time // the time that was served
	Missed int       // how many times had passed, Due included
	Next   time.Time
	Err    error // why the run failed or was left out; nil when it succeeded
}

// Loop runs a job by a cron expression until its context ends. All fields are needed. Run and Report are called
// by Serve, one after the other, never at the same time.
type Loop struct {
	Expression Expression
	Clock      Clock
	State      State
	Run        func(ctx context.Context) error
	Report     func(Event)
}

// retryAfter is how long the loop waits for somebody else who is working in the workspace.
const retryAfter = 5 * time.Minute

// Serve makes up a missed run once, then runs at each time of the expression. A failing run does not end the loop: it
// is reported and the next time is waited for. One that finds the workspace taken is tried again until it is free.
// Serve returns nil when ctx ends, after the run under way has returned, and an error when the state cannot be kept.
func (l Loop) Serve(ctx context.Context) error {
	last, err := l.start()
	if err != nil {
		return err
	}
	for {
		plan := l.Expression.Plan(last, l.Clock.Now())
		if plan.Due.IsZero() {
			if err := l.Clock.Sleep(ctx, plan.Next); err != nil {
				return ignoreEnd(err)
			}
			continue
		}
		// A time is owed. The run reads everything that has arrived, so that one run serves however many times
		// were missed.
		runErr := l.Run(ctx)
		if ctx.Err() != nil && runErr != nil {
			return nil // the run was stopped, not served: it is made up at the next start
		}
		if held := (*HeldError)(nil); errors.As(runErr, &held) {
			again := l.Clock.Now().Add(retryAfter)
			l.Report(Event{Due: plan.Due, Missed: plan.Missed, Next: again, Err: runErr})
			if err := l.Clock.Sleep(ctx, again); err != nil {
				return ignoreEnd(err)
			}
			continue
		}
		last = l.Clock.Now()
		l.Report(Event{Due: plan.Due, Missed: plan.Missed, Next: l.Expression.Plan(last, last).Next, Err: runErr})
		if err := l.State.Save(last); err != nil {
			return err
		}
	}
}

// start returns the last time served. On the very first start that is now, so that the first run is owed at its time.
func (l Loop) start() (time.Time, error) {
	last, err := l.State.Load()
	if err != nil {
		return time.Time{}, err
	}
	if last.IsZero() {
		last = l.Clock.Now()
		if err := l.State.Save(last); err != nil {
			return time.Time{}, err
		}
	}
	return last, nil
}

// ignoreEnd makes no error of a wait that ended because the program is to stop.
func ignoreEnd(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return fmt.Errorf("wait for the next run: %w", err)
}
