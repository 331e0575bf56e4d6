package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/schedule"
)

// Keys of the log, the same everywhere.
const (
	keyDue      = "due"
	keyMissed   = "missed"
	keyNext     = "next"
	keyError    = "error"
	keyFound    = "found"
	keyNew      = "new"
	keyRejected = "rejected"
	keyVintage  = "vintage"
	keyCron     = "cron"
	keyFolder   = "folder"
)

const scheduleHelp = `Stays and calls what "tonghop run" does by the cron expression of tonghop.yaml, in the workspace's
time zone. A night that was missed is made up once at the next start. SIGTERM or Ctrl-C ends it
cleanly. DIR is the workspace, the current folder when it is left out.`

func scheduleCommand(env environment) *cobra.Command {
	return &cobra.Command{
		Use: "schedule [DIR]", Long: scheduleHelp, Args: oneFolder, ValidArgsFunction: folders,
		Short: "runs by the cron expression of tonghop.yaml until it is stopped",
		RunE:  func(c *cobra.Command, args []string) error { return serveSchedule(c.Context(), env, args) },
	}
}

func serveSchedule(ctx context.Context, env environment, args []string) error {
	space, err := openWorkspace(args)
	if err != nil {
		return err
	}
	expression, err := schedule.Parse(space.Schedule.Cron, space.Location)
	if err != nil {
		return &pipeline.ConfigurationError{Err: fmt.Errorf("tonghop.yaml: schedule: %w", err)}
	}
	log := slog.New(slog.NewTextHandler(env.stderr, nil))
	log.Info("waiting", keyCron, space.Schedule.Cron, keyFolder, space.Dir)
	loop := schedule.Loop{Expression: expression, Clock: env.clock, State: schedule.State{Path: space.ScheduleState}}
	loop.Run = func(ctx context.Context) error {
		// the configuration is read anew each night: staff edit it by day
		return nightlyRun(ctx, env, space.Dir, log)
	}
	loop.Report = func(e schedule.Event) { logNight(log, e) }
	return loop.Serve(ctx)
}

func logNight(log *slog.Logger, e schedule.Event) {
	if e.Err != nil {
		log.Error("run failed", keyDue, e.Due, keyMissed, e.Missed, keyNext, e.Next, keyError, e.Err)
		return
	}
	log.Info("run done", keyDue, e.Due, keyMissed, e.Missed, keyNext, e.Next)
}

func nightlyRun(ctx context.Context, env environment, dir string, log *slog.Logger) error {
	space, err := openWorkspace([]string{dir})
	if err != nil {
		return err
	}
	report, err := pipeline.Run(ctx, space, env.options())
	if err != nil {
		return err
	}
	log.Info("consolidated", keyFound, report.Found, keyNew, report.New, keyRejected, report.Rejected,
		keyVintage, report.Vintage)
	return nil
}
