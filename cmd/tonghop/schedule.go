package main

import (
	"context"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/schedule/service"
)

// Keys of the log, the same everywhere. Whoever searches the log of a service by them must not have
// to guess which spelling a message uses.
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
	keyLagging  = "lagging"
	keyFinding  = "finding"
)

const scheduleHelp = `Stays and calls what "tonghop run" does by the cron expression of tonghop.yaml, in the workspace's
time zone. A night that was missed is made up once at the next start. SIGTERM or Ctrl-C ends it
cleanly. DIR is the workspace, the current folder when it is left out.

"tonghop schedule install" lets the operating system start it with the machine: systemd on Linux, the
service manager on Windows. "tonghop schedule status" says whether it is installed and when it runs
next, "tonghop schedule uninstall" takes it away.`

// scheduleCommand is tonghop schedule, with the commands that make a service of it.
func scheduleCommand(env environment) *cobra.Command {
	c := &cobra.Command{
		Use: "schedule [DIR]", Long: scheduleHelp, Args: oneFolder, ValidArgsFunction: folders,
		Short: "runs by the cron expression of tonghop.yaml until it is stopped",
		Example: "  tonghop schedule /srv/thongke\n  tonghop schedule install /srv/thongke\n" +
			"  tonghop schedule status /srv/thongke",
		RunE: func(c *cobra.Command, args []string) error { return serveSchedule(c.Context(), env, args) },
	}
	// How the process is started is seen to before the command line is read: see start.
	name := strings.TrimLeft(service.Flag, "-")
	c.Flags().Bool(name, false, "")
	c.Flags().Lookup(name).Hidden = true
	c.AddCommand(installCommand(env), uninstallCommand(env), serviceStatusCommand(env))
	return c
}

// serveSchedule stays until ctx ends, and writes to a log what tonghop run would print: nobody sits
// before a service. A failed night is logged and the next one waited for. Only an expression that
// cannot be read ends it.
func serveSchedule(ctx context.Context, env environment, args []string) error {
	space, err := openWorkspace(args)
	if err != nil {
		return err
	}
	handler := env.log
	if handler == nil {
		handler = slog.NewTextHandler(env.stderr, nil)
	}
	log := slog.New(handler)
	return pipeline.Serve(ctx, space, env.options(), pipeline.Night{
		Waiting: func() { log.Info("waiting", keyCron, space.Schedule.Cron, keyFolder, space.Dir) },
		Done:    func(report *pipeline.Report) { logReport(log, report) },
		Ended:   func(e schedule.Event) { logNight(log, e) },
	})
}

// logNight tells of a night that is over: when it was due, how many times had passed by then, this
// one included (one run serves them all), and when the next one is due.
func logNight(log *slog.Logger, e schedule.Event) {
	if e.Err != nil {
		log.Error("run failed", keyDue, e.Due, keyMissed, e.Missed, keyNext, e.Next, keyError, e.Err)
		return
	}
	log.Info("run done", keyDue, e.Due, keyMissed, e.Missed, keyNext, e.Next)
}

// logReport keeps of a report what an administrator has to know: counts, and what is not as it
// should be. What is wrong in single workbooks is for the office, which reads it in the tables.
func logReport(log *slog.Logger, r *pipeline.Report) {
	log.Info("consolidated", keyFound, r.Found, keyNew, r.New, keyRejected, r.Rejected, keyVintage, r.Vintage)
	for _, f := range r.Office {
		log.Warn("the office's own files", keyFinding, f.Text)
	}
	if r.Healed != "" {
		log.Warn("the published tables were damaged and are whole again", keyFinding, r.Healed)
	}
	if len(r.Lagging) > 0 {
		log.Warn("plain names still show another vintage", keyLagging, r.Lagging)
	}
}
