//go:build !windows

package main

// start carries out a command line. Outside Windows there is one way in which programs are started,
// also by systemd, so that nothing has to be told apart.
func start(env environment) int { return runUntilSignal(env) }
