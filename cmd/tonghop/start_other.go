//go:build !windows

package main

// start carries out a command line.
func start(env environment) int { return runUntilSignal(env) }
