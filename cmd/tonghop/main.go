// Command tonghop turns the workbooks that the organizations of a province submit into consolidated attainment tables.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the zones, for machines that have none

	"tonghop/schedule"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, environment{
		args: os.Args[1:], stdout: os.Stdout, stderr: os.Stderr, clock: schedule.SystemClock{},
	})
	stop()
	os.Exit(status)
}
