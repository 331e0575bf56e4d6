//go:build !windows

package pipeline

import "golang.org/x/sys/unix"

// hasModes says that the modes of files tell who may read them.
const hasModes = true

// mayWrite asks the system, which knows of groups and access lists.
func mayWrite(name string) bool { return unix.Access(name, unix.W_OK) == nil }

// freeSpace is how many bytes this account may still write to the file system of a folder.
func freeSpace(name string) (bytes int64, known bool) {
	var system unix.Statfs_t
	if err := unix.Statfs(name, &system); err != nil {
		return 0, false
	}
	return int64(system.Bavail) * int64(system.Bsize), true //nolint:unconvert // the type differs between systems
}
