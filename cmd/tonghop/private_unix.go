//go:build !windows

package main

import "syscall"

// keepPrivate makes every file that a library creates readable by this account alone: DuckDB's log beside the warehouse
// and what it spills. What is published states its mode itself.
func keepPrivate() { syscall.Umask(0o077) }
