package vintage

import (
	"fmt"
	"os"
)

// residentBytes is how much of the machine's memory this process has; known is false where that cannot be asked.
func residentBytes() (taken int64, known bool) {
	body, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(body), &size, &resident); err != nil {
		return 0, false
	}
	return resident * int64(os.Getpagesize()), true
}
