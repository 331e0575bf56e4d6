// Command ours reads each workbook of the files that stand one a line in the list given as the only argument, as a run
// reads them. It prints how many cells hold something, the sum of all numbers (dates by their serial), and the CPU
// seconds of reading, the collection of garbage included.
package main

import (
	"fmt"
	"os"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
)

func main() {
	list, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	if name := os.Getenv("PROFILE"); name != "" {
		f, err := os.Create(name)
		if err != nil {
			panic(err)
		}
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	opener := reader.NewOpener()
	cells, sum, before := 0, 0.0, spent()
	for _, name := range strings.Split(strings.TrimSpace(string(list)), "\n") {
		if err := read(opener, name, &cells, &sum); err != nil {
			panic(err)
		}
	}
	fmt.Printf("%d %.4f %.4f\n", cells, sum, (spent() - before).Seconds())
}

func read(opener *reader.Opener, name string, cells *int, sum *float64) error {
	book, err := opener.Open(name, workbook.Limits{FileBytes: 1 << 30, StringBytes: 1 << 30})
	if err != nil {
		return err
	}
	for i := range book.Sheets() {
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			*cells++
			if c.Type == workbook.Number || c.Type == workbook.Date {
				*sum += c.Number
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return book.Close()
}

// spent is the CPU time of the process, user and system.
func spent() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
