package pipeline

import "golang.org/x/sys/windows"

// hasModes is false: on Windows access lists say who may read a file.
const hasModes = false

// mayWrite is not told by a mode; a run says what it may not write.
func mayWrite(string) bool { return true }

// freeSpace is how many bytes this account may still write to the disk of a folder.
func freeSpace(name string) (bytes int64, known bool) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, false
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0, false
	}
	return int64(free), true
}
