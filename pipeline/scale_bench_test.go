//go:build linux

package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workbook/reader"
)

// resubmitted is how many units send one quarter's workbook again.
const resubmitted = 500

// consolidate is the warehouse's part of a run: what was read is loaded, and the tables that changed are built.
func (s *scale) consolidate(loaded []warehouse.Loaded, full bool, tables profile) {
	s.t.Helper()
	ctx := context.Background()
	space := s.space()
	w, err := warehouse.Open(ctx, space.Warehouse, warehouse.Options{MemoryLimit: os.Getenv("MEM")})
	s.must(err)
	defer w.Close()
	s.clock.At = s.clock.At.Add(time.Hour)
	tx, err := w.Begin(ctx, warehouse.Command{Kind: "run", Actor: "test", Program: "test", At: s.clock.At})
	s.must(err)
	defer tx.Rollback()
	s.must(tx.Load(ctx, loaded, "test"))
	_, err = tx.Consolidate(ctx, warehouse.Settings{Rounding: quantity.Rounding{Mode: quantity.HalfUp, Digits: 1},
		TimeZone: "Asia/Ho_Chi_Minh", Full: full, Watch: tables.watch(s.t)})
	s.must(err)
	s.must(tx.Commit(ctx, warehouse.Counts{}))
}

// again is what some units send for the last quarter but some, each number one more than before.
func (s *scale) again(year, quarter int) []warehouse.Loaded {
	loaded := make([]warehouse.Loaded, resubmitted)
	for i := range loaded {
		u := i * scaleUnits / resubmitted
		sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %d", u, year, quarter))
		name := fmt.Sprintf("again/%s.csv", hamlet(u))
		l := warehouse.Loaded{
			New: true,
			Submission: inbox.Submission{SHA256: hex.EncodeToString(sum[:]), Path: name, FileName: filepath.Base(name),
				Archived: true, ReceivedAt: s.clock.At},
			Reading: form.Reading{FormID: "sc-01", UnitID: hamlet(u), Period: period.OfQuarter(year, quarter),
				HasPeriod: true, Accepted: true},
		}
		for k := range scaleSeries {
			n := s.number(u, k, year, quarter) + 1
			l.Reading.Observations = append(l.Reading.Observations, form.Observation{
				UnitID: hamlet(u), Indicator: code(k), Breakdown: "total", Measure: scaleMeasures[k%3], Mark: vntext.Value,
				Value: quantity.Of(n), Sheet: "Biểu", Cell: fmt.Sprintf("C%d", k+8), Raw: fmt.Sprint(n),
			})
		}
		loaded[i] = l
	}
	return loaded
}

// Consolidation from the ledger alone: all years for the first time; one quarter after some workbooks were sent again;
// all of it anew, which must come to the same.
func BenchmarkConsolidation(b *testing.B) {
	s := newScale(b, *scaleYears)
	last := scaleFirst + s.years - 1
	var first, parts []string
	b.Run("first", func(b *testing.B) {
		s.profiled(b, func(tables profile) { s.consolidate(nil, false, tables) })
		first = s.contents(b)
		s.expectTotals(b, nil)
	})
	if *scaleScript != "" {
		b.Run("script", s.script)
	}
	b.Run("quarter", func(b *testing.B) {
		loaded := s.again(last, 4)
		s.profiled(b, func(tables profile) { s.consolidate(loaded, false, tables) })
		s.expectTotals(b, func(u, k, year, quarter int) int64 {
			if year == last && quarter == 4 && u%(scaleUnits/resubmitted) == 0 {
				return 1
			}
			return 0
		})
		parts = s.contents(b)
	})
	b.Run("full", func(b *testing.B) {
		s.profiled(b, func(tables profile) { s.consolidate(nil, true, tables) })
		if whole := s.contents(b); strings.Join(whole, "\n") != strings.Join(parts, "\n") {
			b.Errorf("built in parts:\n%s\nas a whole:\n%s", strings.Join(parts, "\n"), strings.Join(whole, "\n"))
		}
	})
	if strings.Join(first, "\n") == strings.Join(parts, "\n") {
		b.Error("the workbooks that were sent again changed nothing")
	}
}

// scaleScript is what consolidates the same ledger by hand.
var scaleScript = flag.String("script", "",
	"a command that consolidates the ledger of the benchmark at scale by hand, such as python .ci/peers/consolidate.py")

// script measures a script that consolidates the same ledger, and holds its totals against what was drawn.
func (s *scale) script(b *testing.B) {
	if b.N > 1 {
		b.Skip("measured once: -benchtime 1x")
	}
	words := strings.Fields(*scaleScript)
	command := exec.Command(words[0], append(words[1:], s.space().Warehouse, b.TempDir())...)
	command.Dir, command.Stderr = "..", os.Stderr
	out, err := command.Output()
	s.must(err)
	seen := 0
	for line := range strings.Lines(string(out)) {
		var year, quarter, k int
		var actual, ytd int64
		if n, _ := fmt.Sscanf(line, "%d %d indicator_%d %d %d", &year, &quarter, &k, &actual, &ytd); n != 5 {
			continue // the line with its CPU time
		}
		if wantActual, wantYTD := s.total(k-1, year, quarter, nil); actual != wantActual || ytd != wantYTD {
			b.Fatalf("the script's totals are others, and the comparison is void: %s; want %d %d", line, wantActual, wantYTD)
		}
		seen++
	}
	if want := 4 * s.years * scaleSeries; seen != want {
		b.Fatalf("the script gave %d totals, want %d", seen, want)
	}
	used := command.ProcessState
	b.ReportMetric((used.UserTime() + used.SystemTime()).Seconds(), "cpu-s")
}

// profiled measures one consolidation, and what each table's share of it is.
func (s *scale) profiled(b *testing.B, do func(profile)) {
	tables := profile{}
	s.once(b, func() { do(tables) })
	tables.report(b)
}

// once measures one call: what it does changes the ledger, so that a second one would do something else.
func (s *scale) once(b *testing.B, do func()) {
	if b.N > 1 {
		b.Skip("measured once: -benchtime 1x")
	}
	m := begin(b)
	do()
	m.end(b).report(b)
	b.StopTimer()
	info, err := os.Stat(s.space().Warehouse)
	s.must(err)
	b.ReportMetric(float64(info.Size())/(1<<20), "file-MB")
}

// The nightly run with everything around the consolidation: the first publication, one changed quarter, and nothing
// new.
func BenchmarkNightly(b *testing.B) {
	s := newScale(b, *scaleYears)
	last := scaleFirst + s.years - 1
	b.Run("first", func(b *testing.B) { s.nightly(b) })
	for i, loaded := 0, s.again(last, 4); i < resubmitted; i++ {
		s.write(loaded[i])
	}
	b.Run("quarter", func(b *testing.B) { s.nightly(b) })
	b.Run("nothing", func(b *testing.B) { s.nightly(b) })
	s.replaceIn("tonghop.yaml", "office:", "rounding: {mode: truncate}\noffice:")
	b.Run("rounding", func(b *testing.B) { s.nightly(b) })
}

func (s *scale) nightly(b *testing.B) {
	if b.N > 1 {
		b.Skip("measured once: -benchtime 1x")
	}
	s.phases(b, reader.NewOpener().OpenBytes).report(b)
	b.StopTimer()
	size := int64(0)
	for _, info := range s.current().Manifest.Files {
		size += info.Size
	}
	b.ReportMetric(float64(size)/(1<<20), "vintage-MB")
}

// write puts a workbook into the inbox.
func (s *scale) write(l warehouse.Loaded) {
	s.t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "Đơn vị báo cáo: %s,,,Biểu số: SC-01\n,,,\nBÁO CÁO,,,\n%s,,,\n,,,\nSTT,Chỉ tiêu,Trong quý,Lũy "+
		"kế\n", l.Reading.UnitID, "Quý IV năm "+fmt.Sprint(l.Reading.Period.Year))
	for k, o := range l.Reading.Observations {
		flow, ytd := "x", o.Raw
		if o.Measure == form.Flow {
			flow, ytd = o.Raw, "x"
		}
		fmt.Fprintf(&text, "%d,%s,%s,%s\n", k+1, label(k), flow, ytd)
	}
	path := filepath.Join(s.dir, "inbox", l.Submission.Path)
	s.must(os.MkdirAll(filepath.Dir(path), 0o755))
	s.must(os.WriteFile(path, []byte(text.String()), 0o644))
}
