package main

import (
	"context"
	"time"

	"github.com/spf13/pflag"

	"tonghop/pipeline"
	"tonghop/pipeline/workspace"
)

func runCommand() command {
	return command{
		name: "run", usage: "run [DIR] [flags]", summary: "reads what has arrived, consolidates and publishes",
		define: func(flags *pflag.FlagSet) action {
			asJSON := flags.Bool("json", false, "print the report as JSON")
			dryRun := flags.Bool("dry-run", false, "read and check, write nothing")
			full := flags.Bool("full", false, "ignore what is known of files: read and build everything again")
			strict := flags.Bool("strict", false, "exit with status 3 when a workbook was rejected")
			asOf := flags.String("as-of", "", "tables as they would have been at `TIME` (2021-10-12, or RFC 3339); the current vintage stays")
			return func(ctx context.Context, env environment, args []string) error {
				space, err := openWorkspace(args)
				if err != nil {
					return err
				}
				options := env.options()
				options.DryRun, options.Full = *dryRun, *full
				if options.AsOf, err = parseMoment(*asOf, space.Location); err != nil {
					return err
				}
				var bar *progress
				if !*asJSON {
					bar = newProgress(env.stderr)
					options.Progress = bar.show
				}
				report, err := pipeline.Run(ctx, space, options)
				bar.finish()
				if err != nil {
					return err
				}
				return finishRun(env, space, report, *asJSON, *strict)
			}
		},
	}
}

func finishRun(env environment, space *workspace.Workspace, report *pipeline.Report, asJSON, strict bool) error {
	if asJSON {
		if err := printJSON(env.stdout, report); err != nil {
			return err
		}
	} else {
		printReport(env.stdout, report, space.Language)
	}
	if strict && report.Rejected > 0 {
		return &rejectedError{report.Rejected}
	}
	return nil
}

func openWorkspace(args []string) (*workspace.Workspace, error) {
	dir, err := folderArgument(args)
	if err != nil {
		return nil, err
	}
	return workspace.Open(dir)
}

// parseMoment reads a day, which means its end in the workspace's time zone, or a full time. No text is no moment.
func parseMoment(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Microsecond), nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, &usageError{problem: "--as-of " + text + ": expected a day such as 2021-10-12 (its end is meant), or a time such as 2021-10-12T08:00:00+07:00"}
}

func (env environment) options() pipeline.Options {
	return pipeline.Options{Clock: env.clock, Actor: pipeline.CurrentActor(), Program: version()}
}
