// Command tonghop turns the workbooks that the organizations of a province submit into consolidated attainment tables.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"tonghop/pipeline/schedule"
)

// The environment of the real program: nothing here is decided. A test of the command line calls
// run with an environment of its own, with a stopped clock and with buffers for what is printed.
func main() {
	os.Exit(start(environment{
		args: os.Args[1:], stdout: os.Stdout, stderr: os.Stderr, clock: schedule.SystemClock{},
	}))
}

// runUntilSignal ends a command cleanly when it is told to stop. Ctrl-C and SIGTERM end ctx;
// whatever is under way sees that, rolls its transaction back and returns, so that no signal leaves
// a half-written ledger behind. A second signal changes nothing, so that nobody cuts the cleaning
// up short.
func runUntilSignal(env environment) int {
	keepPrivate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, env)
}
