package pipeline

import (
	"context"
	"fmt"
	"time"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace"
)

// Night is told what happens while a schedule is served. All three are called by the goroutine that
// calls Serve.
type Night struct {
	Waiting func()               // once, when the expression has been understood
	Done    func(*Report)        // a run that succeeded
	Ended   func(schedule.Event) // after every run, with its error where it failed
}

// Nights are the last night that was served and the next one that is due, in the workspace's time zone; zero: there is
// none.
type Nights struct{ Last, Next time.Time }

// NightsAt are the nights of a workspace at a moment, by its cron expression and by what the
// scheduler wrote down. Errors: *ConfigurationError when the expression cannot be read. It asks
// nothing of the service itself, and so works on a machine on which none runs.
func NightsAt(space *workspace.Workspace, now time.Time) (Nights, error) {
	expression, err := scheduleOf(space)
	if err != nil {
		return Nights{}, err
	}
	last, err := schedule.State{Path: space.ScheduleState}.Load()
	if err != nil {
		return Nights{}, err
	}
	nights := Nights{Next: expression.Plan(last, now).Next}
	if !last.IsZero() {
		nights.Last = last.In(space.Location)
	}
	return nights, nil
}

// scheduleOf reads the cron expression of tonghop.yaml in the workspace's time zone.
func scheduleOf(space *workspace.Workspace) (schedule.Expression, error) {
	expression, err := schedule.Parse(space.Schedule.Cron, space.Location)
	if err != nil {
		return expression, &ConfigurationError{Err: fmt.Errorf("%s: schedule: %w", workspace.ConfigName, err)}
	}
	return expression, nil
}

// Serve carries out Run by the cron expression of the workspace, until ctx ends. The configuration
// is read anew each night: staff edit it by day. A run that fails does not end the loop. Errors:
// *ConfigurationError when the expression cannot be read. The error of a run is handed to
// night.Ended and to nobody else.
func Serve(ctx context.Context, space *workspace.Workspace, options Options, night Night) error {
	expression, err := scheduleOf(space)
	if err != nil {
		return err
	}
	night.Waiting()
	loop := schedule.Loop{
		Expression: expression, Clock: options.Clock, State: schedule.State{Path: space.ScheduleState}, Report: night.Ended,
	}
	loop.Run = func(ctx context.Context) error {
		// The expression itself is not read again: a changed one takes effect when the service is
		// started again.
		current, err := workspace.Open(space.Dir)
		if err != nil {
			return err
		}
		report, err := Run(ctx, current, options)
		if err == nil {
			night.Done(report)
		}
		return err
	}
	return loop.Serve(ctx)
}
