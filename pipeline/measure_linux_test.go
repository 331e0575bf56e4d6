package pipeline

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// measure is what a stretch of this process costs, the threads of DuckDB included.
type measure struct {
	started time.Time
	cpu     time.Duration
}

// begin starts to measure. The kernel's peak of this process's memory is set back to what it has now.
func begin(b testing.TB) measure {
	b.Helper()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200); err != nil {
		b.Fatal(err)
	}
	return measure{time.Now(), cpuTime(b)}
}

// cost is wall-clock time, CPU time of all threads, and the peak of resident memory in megabytes.
type cost struct {
	wall, cpu time.Duration
	peak      float64
}

func (c cost) String() string {
	return fmt.Sprintf("%.2f s, CPU %.2f s, peak %.0f MB", c.wall.Seconds(), c.cpu.Seconds(), c.peak)
}

func (c cost) report(b *testing.B) {
	b.ReportMetric(c.cpu.Seconds(), "cpu-s")
	b.ReportMetric(c.peak, "peak-MB")
}

// plus is what two stretches cost together.
func (c cost) plus(d cost) cost { return cost{c.wall + d.wall, c.cpu + d.cpu, max(c.peak, d.peak)} }

func (m measure) end(b testing.TB) cost {
	b.Helper()
	return cost{time.Since(m.started), cpuTime(b) - m.cpu, peakMemory(b)}
}

func cpuTime(b testing.TB) time.Duration {
	b.Helper()
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func peakMemory(b testing.TB) float64 {
	b.Helper()
	status, err := os.Open("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	defer status.Close()
	for lines := bufio.NewScanner(status); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kilobytes, err := strconv.ParseFloat(strings.Fields(text)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kilobytes / 1024
		}
	}
	b.Fatal("/proc/self/status states no VmHWM")
	return 0
}
