//go:build linux

package pipeline

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workbook/reader"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/province"
)

// runWorkbooks sizes the benchmark of whole runs.
var runWorkbooks = flag.Int("workbooks", 400, "generated workbooks in the benchmark of whole runs")

// phases is what the parts of a run cost. Loading goes on while workbooks are read.
type phases struct{ discover, read, load, consolidate, publish cost }

func (p phases) all() cost {
	return p.discover.plus(p.read).plus(p.consolidate).plus(p.publish)
}

func (p phases) report(b *testing.B) {
	p.all().report(b)
	for name, c := range map[string]cost{"discover": p.discover, "read": p.read, "load": p.load,
		"consolidate": p.consolidate, "publish": p.publish} {
		b.ReportMetric(c.cpu.Seconds(), name+"-cpu-s")
	}
	b.Logf("discover %v\nread %v\nof which load %v\nconsolidate %v\npublish %v", p.discover, p.read, p.load,
		p.consolidate, p.publish)
}

// phases is one nightly run, an hour after the one before, taken apart.
func (o *office) phases(b *testing.B, open opener, changes ...func(*run)) (p phases) {
	b.Helper()
	ctx := context.Background()
	o.clock.At = o.clock.At.Add(time.Hour)
	m := begin(b)
	r, err := prepare(o.space(), o.options())
	o.must(err)
	r.open = open
	for _, change := range changes {
		change(r)
	}
	ledger, err := r.openLedger(ctx)
	o.must(err)
	defer ledger.Close()
	tx, err := ledger.Begin(ctx, r.command("run", ""))
	o.must(err)
	defer tx.Rollback()
	work, err := r.discover(ctx, tx)
	o.must(err)
	o.must(r.record(ctx, tx))
	p.discover = m.end(b)
	m = begin(b)
	o.must(r.readAndLoad(ctx, work, func(batch []warehouse.Loaded) error {
		m := begin(b)
		defer func() { p.load = p.load.plus(m.end(b)) }()
		return r.loadInto(ctx, tx)(batch)
	}))
	p.read = m.end(b)
	m = begin(b)
	o.must(r.consolidate(ctx, tx, work))
	p.consolidate = m.end(b)
	m = begin(b)
	o.must(r.publish(ctx, ledger))
	p.publish = m.end(b)
	return p
}

// hundred is how many new workbooks a small night brings.
const hundred = 100

// officeBefore is an office of a generated province after its first run, one night, for which the last workbooks were
// not there yet. bring puts the next one of them into the inbox.
func officeBefore(b *testing.B, options province.Options, night time.Time, late int) (o *office, bring func()) {
	b.Helper()
	source, aside := b.TempDir(), b.TempDir()
	options.Indicators, options.Seed, options.Perfect = 10, 1, true
	if _, err := province.Generate(source, options); err != nil {
		b.Fatal(err)
	}
	o = &office{t: b, dir: filepath.Join(durabletest.Folder(b), "workspace"), clock: &schedule.StoppedClock{At: night}}
	copyTree(b, source, o.dir)
	later := workbooksOf(b, filepath.Join(o.dir, "inbox"))
	later = later[len(later)-late:]
	for i, name := range later {
		o.must(os.Rename(name, filepath.Join(aside, fmt.Sprint(i))))
	}
	o.run()
	next := 0
	return o, func() {
		b.Helper()
		if err := os.Rename(filepath.Join(aside, fmt.Sprint(next)), later[next]); err != nil {
			b.Fatal(err)
		}
		next++
	}
}

// BenchmarkSmallNight is a night that brings a few new workbooks of the year of all others, the next one, which brings
// nothing, and one that makes everything anew; of each the steps that cost most.
func BenchmarkSmallNight(b *testing.B) {
	night := time.Date(2022, 2, 1, 0, 0, 0, 0, time.UTC)
	o, bring := officeBefore(b, province.Options{Units: *runWorkbooks / 4, Years: 1}, night, hundred)
	for range hundred {
		bring()
	}
	for _, name := range []string{"few", "unchanged", "full"} {
		b.Run(fmt.Sprintf("%s-%d", name, *runWorkbooks), func(b *testing.B) {
			if b.N > 1 {
				b.Skip("measured once: -benchtime 1x")
			}
			o.t = b
			steps, tables := profile{}, profile{}
			o.phases(b, reader.NewOpener().OpenBytes, func(r *run) {
				r.options.Full = name == "full"
				r.watch = func(step string) func() {
					if strings.HasPrefix(step, "publish: ") {
						return steps.watch(b)(step)
					}
					return tables.watch(b)(step)
				}
			}).report(b)
			steps.report(b)
			tables.report(b)
		})
	}
}

// nights is how many nights follow each other in the benchmark of what is kept.
const nights = 50

// BenchmarkNights is how much is published after many nights that bring one workbook each, and what such a night costs.
func BenchmarkNights(b *testing.B) {
	if b.N > 1 {
		b.Skip("measured once: -benchtime 1x")
	}
	night := time.Date(2022, 10, 1, 0, 0, 0, 0, time.UTC)
	o, bring := officeBefore(b, province.Options{Units: *runWorkbooks / 8, Years: 2}, night, nights)
	published := filepath.Join(o.dir, "published")
	b.ReportMetric(sizeOnDisk(b, published), "first-MB")
	m := begin(b)
	for range nights {
		o.clock.At = o.clock.At.AddDate(0, 0, 1)
		bring()
		o.run()
	}
	b.ReportMetric(m.end(b).cpu.Seconds()/nights, "cpu-s/night")
	b.ReportMetric(sizeOnDisk(b, published), "MB")
	kept, err := os.ReadDir(filepath.Join(published, "vintages"))
	o.must(err)
	b.ReportMetric(float64(len(kept)), "vintages")
}

// sizeOnDisk is how many megabytes the files of a folder take, those that are linked counted once.
func sizeOnDisk(b *testing.B, folder string) float64 {
	b.Helper()
	seen, blocks := map[uint64]bool{}, int64(0)
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		var stat unix.Stat_t
		if err := unix.Lstat(path, &stat); err != nil {
			return err
		}
		if !seen[stat.Ino] {
			seen[stat.Ino] = true
			blocks += stat.Blocks
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return float64(blocks*512) / (1 << 20)
}

// A run over workbooks that are all new, the same through excelize, and one over the same when nothing has changed.
func BenchmarkRun(b *testing.B) {
	source := b.TempDir()
	_, err := province.Generate(source, province.Options{Units: *runWorkbooks / 4, Years: 1, Indicators: 10, Seed: 1,
		Perfect: true})
	if err != nil {
		b.Fatal(err)
	}
	figures := map[string]string{}
	for _, name := range []string{"cold", "excelize", "unchanged"} {
		b.Run(fmt.Sprintf("%s-%d", name, *runWorkbooks), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				night := time.Date(2022, 2, 1, 0, 0, 0, 0, time.UTC)
				o := &office{t: b, dir: filepath.Join(durabletest.Folder(b), "workspace"),
					clock: &schedule.StoppedClock{At: night}}
				copyTree(b, source, o.dir)
				open := reader.NewOpener().OpenBytes
				switch name {
				case "excelize":
					open = openExcelize
				case "unchanged":
					o.run()
				}
				b.StartTimer()
				o.phases(b, open).report(b)
				figures[name] = fmt.Sprint(o.query("SELECT count(*), sum(actual), sum(target), sum(expected_units) FROM " +
					"attainment_quarterly"))
			}
		})
		if figures[name] != "" && figures[name] != figures["cold"] { // "": it was not asked for
			b.Errorf("%s gave %s, and cold %s", name, figures[name], figures["cold"])
		}
	}
}
