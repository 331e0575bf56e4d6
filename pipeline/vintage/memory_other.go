//go:build !linux

package vintage

// residentBytes is how much of the machine's memory this process has; elsewhere than on Linux DuckDB's own bound has to
// do.
func residentBytes() (taken int64, known bool) { return 0, false }
