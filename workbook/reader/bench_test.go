//go:build unix

package reader_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"tonghop/samples/province"
	"tonghop/workbook"
	"tonghop/workbook/reader"
)

// BenchmarkSmall reads 400 workbooks as the offices of a province send them in a year.
func BenchmarkSmall(b *testing.B) { compare(b, smallWorkbooks(b)) }

// BenchmarkMedium reads 10 workbooks of 2,000 rows.
func BenchmarkMedium(b *testing.B) { compare(b, bytes10(b, table(b, 2_000))) }

// BenchmarkLarge reads a workbook of 300,000 rows.
func BenchmarkLarge(b *testing.B) { compare(b, [][]byte{table(b, 300_000)}) }

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

// compare reports what we take of the processor, beside excelize reading value, type and style of each cell, and beside nothing
// but the decompression of the same parts.
func compare(b *testing.B, books [][]byte) {
	var ours, theirs, inflation time.Duration
	cells, told, size := 0, 0, largest(b, books)
	for b.Loop() {
		ours += cpu(func() { cells = readOurs(b, books) })
		theirs += cpu(func() { told = readExcelize(b, books, size) })
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

type place struct{ row, column int }

// largest is the last row and the last column of all sheets.
func largest(b *testing.B, books [][]byte) (p place) {
	for _, data := range books {
		book, err := reader.OpenBytes("a.xlsx", data, workbook.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		for i := range book.Sheets() {
			_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
				p = place{max(p.row, c.Row), max(p.column, c.Column)}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		book.Close()
	}
	return p
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

func readExcelize(b *testing.B, books [][]byte, size place) (cells int) {
	for _, data := range books {
		book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
		if err != nil {
			b.Fatal(err)
		}
		for _, sheet := range book.GetSheetList() {
			n, err := readTyped(book, sheet, size)
			if err != nil {
				b.Fatal(err)
			}
			cells += n
		}
		book.Close()
	}
	return cells
}

// readTyped reads what a form needs of each cell: its raw value, its type, and its number format and font. It is told how large
// the sheet is.
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

// smallWorkbooks are those that a hundred communes send in a year, of 250 indicators each.
func smallWorkbooks(b *testing.B) [][]byte {
	b.Helper()
	dir := b.TempDir()
	if _, err := province.Generate(dir, province.Options{Units: 100, Years: 1, Indicators: 250, Seed: 1, Perfect: true}); err != nil {
		b.Fatal(err)
	}
	var books [][]byte
	err := filepath.WalkDir(filepath.Join(dir, "inbox"), func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		books = append(books, data)
		return err
	})
	if err != nil || len(books) != 400 {
		b.Fatalf("%d workbooks, %v", len(books), err)
	}
	return books
}

func bytes10(_ *testing.B, data []byte) [][]byte {
	books := make([][]byte, 10)
	for i := range books {
		books[i] = data
	}
	return books
}

// table is a workbook as Excel writes it: a name from the shared strings, a date, six numbers, a formula in each row.
func table(b *testing.B, rows int) []byte {
	b.Helper()
	names := min(rows, 20_000)
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	add := func(name, before string, count int, piece func(i int) string, after string) {
		w, err := archive.Create(name)
		if err != nil {
			b.Fatal(err)
		}
		io.WriteString(w, before)
		for i := range count {
			io.WriteString(w, piece(i))
		}
		io.WriteString(w, after)
	}
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const office = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	add("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`, 0, nil, "")
	add("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+office+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`, 0, nil, "")
	add("xl/workbook.xml", `<workbook `+space+` xmlns:r="`+office+`"><sheets><sheet name="Biểu" sheetId="1" r:id="rId1"/></sheets></workbook>`, 0, nil, "")
	add("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+office+`/worksheet" Target="worksheets/sheet1.xml"/>`+
		`<Relationship Id="rId2" Type="`+office+`/styles" Target="styles.xml"/><Relationship Id="rId3" Type="`+office+`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, 0, nil, "")
	add("xl/styles.xml", `<styleSheet `+space+`><fonts count="1"><font><sz val="12"/><name val="Times New Roman"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>`+
		`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0"/><xf numFmtId="14" fontId="0"/><xf numFmtId="3" fontId="0"/></cellXfs></styleSheet>`, 0, nil, "")
	add("xl/sharedStrings.xml", `<sst `+space+`>`, names, func(i int) string { return fmt.Sprintf("<si><t>Xã số %d, Huyện số %d</t></si>", i, i%40) }, "</sst>")
	add("xl/worksheets/sheet1.xml", fmt.Sprintf(`<worksheet %s><dimension ref="A1:I%d"/><sheetData>`, space, rows), rows, func(i int) string {
		r, n := i+1, i*2654435761
		return fmt.Sprintf(`<row r="%d" spans="1:9"><c r="A%d" t="s"><v>%d</v></c><c r="B%d" s="1"><v>%d</v></c><c r="C%d" s="2"><v>%d</v></c><c r="D%d" s="2"><v>%d</v></c>`+
			`<c r="E%d" s="2"><v>%d</v></c><c r="F%d"><v>%d.5</v></c><c r="G%d"><v>%d</v></c><c r="H%d"><v>%d</v></c><c r="I%d" s="2"><f>SUM(C%d:E%d)</f><v>%d</v></c></row>`,
			r, r, i%names, r, 44197+i%365, r, n%997, r, n%9973, r, n%99991, r, n%313, r, n%7, r, n%1009, r, r, r, n%997+n%9973+n%99991)
	}, "</sheetData></worksheet>")
	if err := archive.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
