//go:build unix

package reader_test

import (
	"archive/zip"
	"bytes"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
)

// BenchmarkSmall reads 400 workbooks as the offices of a province send them in a year.
func BenchmarkSmall(b *testing.B) { compare(b, smallWorkbooks(b)) }

// BenchmarkMedium reads 10 workbooks of 2,000 rows.
func BenchmarkMedium(b *testing.B) { compare(b, slices.Repeat([][]byte{table(b, 2_000)}, 10)) }

// BenchmarkLarge reads a workbook of 300,000 rows.
func BenchmarkLarge(b *testing.B) { compare(b, [][]byte{table(b, 300_000)}) }

// BenchmarkReal reads the workbooks of other people's software that hold at least 500 cells, ten times each.
func BenchmarkReal(b *testing.B) { compare(b, slices.Repeat(realWorkbooks(b), 10)) }

// BenchmarkTwoWorkers reads the small workbooks one after the other, and two at a time; it takes two idle processors.
func BenchmarkTwoWorkers(b *testing.B) {
	books := smallWorkbooks(b)
	var one, two time.Duration
	for b.Loop() {
		start := time.Now()
		work(b, books, 1)
		one += time.Since(start)
		start = time.Now()
		work(b, books, 2)
		two += time.Since(start)
	}
	b.ReportMetric(float64(one)/float64(two), "one÷two")
}

// compare reports what we take of the processor, beside excelize reading value, type and style of each cell, and beside
// nothing but the decompression of the same parts.
func compare(b *testing.B, books [][]byte) {
	var ours, theirs, inflation time.Duration
	cells, told := 0, 0
	var sizes []place
	for _, data := range books {
		size, err := sizeOf(data)
		if err != nil {
			b.Fatal(err)
		}
		sizes = append(sizes, size)
	}
	for b.Loop() {
		ours += cpu(func() { cells = readOurs(b, books) })
		theirs += cpu(func() { told = readExcelize(b, books, sizes) })
		inflation += cpu(func() { inflate(b, books) })
	}
	if told < cells { // it tells the value of a merged range for every cell of it
		b.Fatalf("we read %d cells, excelize %d", cells, told)
	}
	b.ReportMetric(float64(cells), "cells")
	b.ReportMetric(ours.Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "excelize÷ours")
	b.ReportMetric(ours.Seconds()/inflation.Seconds(), "ours÷inflation")
	b.ReportMetric(0, "ns/op") // wall time of all three says nothing
}

// place is the last row and the last column of a workbook's sheets, and how many cells they hold.
type place struct{ row, column, cells int }

func sizeOf(data []byte) (p place, err error) {
	book, err := reader.OpenBytes("a.xlsx", data, workbook.Limits{})
	if err != nil {
		return p, err
	}
	defer book.Close()
	for i := range book.Sheets() {
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			p = place{max(p.row, c.Row), max(p.column, c.Column), p.cells + 1}
			return nil
		})
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// cpu is the processor time that this process spends in f, collection of its garbage included.
func cpu(f func()) time.Duration {
	runtime.GC()
	before := spent()
	f()
	return spent() - before
}

func spent() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // it fails only for wrong arguments
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func work(b *testing.B, books [][]byte, workers int) {
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(books); i += workers {
				readOurs(b, books[i:i+1])
			}
		})
	}
	group.Wait()
}

func readOurs(b *testing.B, books [][]byte) (cells int) {
	for _, data := range books {
		book, err := reader.OpenBytes("a.xlsx", data, workbook.Limits{})
		if err != nil {
			b.Error(err)
			return 0
		}
		for i := range book.Sheets() {
			if _, err := book.ReadSheet(i, func(*workbook.Cell) error { cells++; return nil }); err != nil {
				b.Error(err)
			}
		}
		book.Close()
	}
	return cells
}

func readExcelize(b *testing.B, books [][]byte, sizes []place) (cells int) {
	for i, data := range books {
		book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
		if err != nil {
			b.Fatal(err)
		}
		for _, sheet := range book.GetSheetList() {
			n, err := readTyped(book, sheet, sizes[i])
			if err != nil {
				b.Fatal(err)
			}
			cells += n
		}
		book.Close()
	}
	return cells
}

// readTyped reads what a form needs of each cell: its raw value, its type, and its number format and font. It is told
// how large the sheet is.
func readTyped(book *excelize.File, sheet string, size place) (cells int, err error) {
	styles := map[int]*excelize.Style{}
	for row := 1; row <= size.row; row++ {
		for column := 1; column <= size.column; column++ {
			ref, err := excelize.CoordinatesToCellName(column, row)
			if err != nil {
				return 0, err
			}
			value, err := book.GetCellValue(sheet, ref)
			if err != nil {
				return 0, err
			}
			if value == "" {
				continue
			}
			cells++
			if _, err := book.GetCellType(sheet, ref); err != nil {
				return 0, err
			}
			style, err := book.GetCellStyle(sheet, ref)
			if err != nil {
				return 0, err
			}
			if styles[style] == nil {
				if styles[style], err = book.GetStyle(style); err != nil {
					return 0, err
				}
			}
		}
	}
	return cells, nil
}

// inflate decompresses the parts that our reader reads, and nothing more.
func inflate(b *testing.B, books [][]byte) {
	buffer, inflater := make([]byte, 64<<10), flate.NewReader(nil)
	for _, data := range books {
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range archive.File {
			if strings.HasPrefix(f.Name, "docProps/") || strings.HasPrefix(f.Name, "xl/theme/") {
				continue
			}
			packed, err := f.OpenRaw()
			if err != nil {
				b.Fatal(err)
			}
			if err := inflater.(flate.Resetter).Reset(packed, nil); err != nil {
				b.Fatal(err)
			}
			if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, inflater, buffer); err != nil {
				b.Fatal(err)
			}
		}
	}
}
