// Command tonghop turns the workbooks that the organizations of a province submit into consolidated attainment tables.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"tonghop/pipeline/schedule"
)

func main() {
	os.Exit(start(environment{
		args: os.Args[1:], stdout: os.Stdout, stderr: os.Stderr, clock: schedule.SystemClock{},
	}))
}

// runUntilSignal ends a command cleanly when it is told to stop.
func runUntilSignal(env environment) int {
	keepPrivate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, env)
}
