//go:build !windows

package vintage

import "os"

// symlink makes the plain names of the current vintage.
func symlink(target, name string) error { return os.Symlink(target, name) }
