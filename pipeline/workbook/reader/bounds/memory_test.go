package bounds

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
	"tonghop/samples/effort"
)

// most is the memory that a process which reads one workbook may take, all counted.
const most = 256 << 20

// readVariable names, in a child process, the file that it is to read.
const readVariable = "TONGHOP_TEST_READ"

func TestMain(m *testing.M) {
	if name := os.Getenv(readVariable); name != "" {
		os.Exit(child(name))
	}
	os.Exit(m.Run())
}

// child reads a workbook as `tonghop cells` does and prints what came of it: cells, peak of memory in bytes, error.
func child(name string) int {
	cells, err := readAll(name)
	peak, statusErr := peakMemory()
	if statusErr != nil {
		fmt.Fprintln(os.Stderr, statusErr)
		return 1
	}
	fmt.Printf("%d\t%d\t%v\n", cells, peak, err)
	return 0
}

func readAll(name string) (cells int, err error) {
	book, err := reader.Open(name, workbook.Limits{})
	if err != nil {
		return 0, err
	}
	defer book.Close()
	for i := range book.Sheets() {
		if _, err := book.ReadSheet(i, func(*workbook.Cell) error { cells++; return nil }); err != nil {
			return cells, err
		}
	}
	return cells, nil
}

// peakMemory is the largest resident set that this process had.
func peakMemory() (int64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kibibytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kibibytes << 10, err
		}
	}
	return 0, errors.New("no VmHWM in /proc/self/status")
}

var all = flag.Bool("all", false, "try all hostile files, not only the worst")

// However a workbook is made, reading it takes less than 256 MiB, the program itself included, and ends in time.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and reads some gigabytes")
	}
	if _, err := peakMemory(); err != nil {
		t.Skipf("the peak of a process's memory cannot be read here: %v", err)
	}
	dir := t.TempDir()
	for _, c := range hostile() {
		if !*all && (c.rare || !effort.Long() && slices.Contains(takesSeconds(), c.name)) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			name := filepath.Join(dir, c.file)
			if err := write(name, c.content); err != nil {
				t.Fatal(err)
			}
			defer os.Remove(name)
			cells, peak, problem, took := measure(t, name)
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%4d MiB, %5.1f s, %d KiB on disk, %d cells, %.150s", peak>>20, took.Seconds(), info.Size()>>10, cells,
				problem)
			if peak > most {
				t.Errorf("%d MiB of memory, at most %d are meant", peak>>20, most>>20)
			}
			if c.cells >= 0 && cells != c.cells {
				t.Errorf("%d cells, want %d", cells, c.cells)
			}
			if !strings.Contains(problem, c.problem) {
				t.Errorf("%q; want %q", problem, c.problem)
			}
		})
	}
}

func measure(t *testing.T, name string) (cells int, peak int64, problem string, took time.Duration) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), readVariable+"="+name, "GOMEMLIMIT=off", "GOGC=100")
	var out, failed bytes.Buffer
	command.Stdout, command.Stderr = &out, &failed
	start := time.Now()
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%.2000s", err, failed.String())
	}
	took = time.Since(start)
	fields := strings.SplitN(strings.TrimSpace(out.String()), "\t", 3)
	if len(fields) != 3 {
		t.Fatalf("the child printed %q", out.String())
	}
	cells, _ = strconv.Atoi(fields[0])
	peak, _ = strconv.ParseInt(fields[1], 10, 64)
	return cells, peak, fields[2], took
}
