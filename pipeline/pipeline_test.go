package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// office is a workspace under test with its clock.
type office struct {
	t     testing.TB
	dir   string
	clock *schedule.StoppedClock

	unprinted bool // its vintages have no workbooks to print
	arrivals  int  // files received: each comes a little after the one before
}

// openOffice copies a workspace; the inbox stays empty when withInbox is false. Its vintages are not printed: a test
// of what is printed calls prints first.
func openOffice(t testing.TB, from string, withInbox bool) *office {
	t.Helper()
	night := time.Date(2021, 10, 12, 2, 0, 0, 0, time.UTC)
	o := &office{t: t, dir: durabletest.Folder(t), clock: &schedule.StoppedClock{At: night}, unprinted: true}
	for _, part := range []string{"tonghop.yaml", "registry", "forms", "inbox"} {
		if part == "inbox" && !withInbox {
			o.must(os.MkdirAll(filepath.Join(o.dir, part), 0o755))
			continue
		}
		copyTree(t, filepath.Join(from, part), filepath.Join(o.dir, part))
	}
	return o
}

// copied is a copy of the office as it stands, for a test that breaks something of it.
func (o *office) copied(t testing.TB) *office {
	t.Helper()
	dir := durabletest.Folder(t)
	if err := os.CopyFS(dir, os.DirFS(o.dir)); err != nil {
		t.Fatal(err)
	}
	return o.in(t, dir)
}

// in is the office with what it has in another folder.
func (o *office) in(t testing.TB, dir string) *office {
	return &office{t: t, dir: dir, clock: &schedule.StoppedClock{At: o.clock.At}, unprinted: o.unprinted,
		arrivals: o.arrivals}
}

// linked is a copy of the office as it stands, in which the files that are finished once they are written (those of the
// archive, of vintages and of bundles) are the office's own under a second name. Most files are such, and a second name
// costs a tenth of a copy. Whoever changes one of them puts another file in its place, as overwrite does.
func (o *office) linked(t testing.TB) *office {
	t.Helper()
	return o.in(t, o.copyWorkspace(t, func(name string) bool {
		return strings.HasPrefix(name, "archive/") || strings.HasPrefix(name, "closed/") ||
			strings.HasPrefix(name, "published/vintages/")
	}))
}

// copyWorkspace copies the workspace into a new folder, with new times, but for the files and folders named. Of files
// that may be linked the copy has the office's own.
func (o *office) copyWorkspace(t testing.TB, mayLink func(name string) bool, without ...string) string {
	t.Helper()
	dir := durabletest.Folder(t)
	o.must(filepath.WalkDir(o.dir, func(name string, entry fs.DirEntry, err error) error {
		relative, _ := filepath.Rel(o.dir, name)
		if err != nil || slices.Contains(without, relative) {
			if err == nil && entry.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		target := filepath.Join(dir, relative)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type()&fs.ModeSymlink != 0:
			at, err := os.Readlink(name)
			if err != nil {
				return err
			}
			return os.Symlink(at, target)
		case mayLink(filepath.ToSlash(relative)):
			return os.Link(name, target)
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, body, 0o644)
	}))
	return dir
}

// copyTree copies a file or folder with the times of its files.
func copyTree(t testing.TB, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := to + strings.TrimPrefix(name, from)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		body, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, body, 0o644); err != nil {
			return err
		}
		return os.Chtimes(target, info.ModTime(), info.ModTime())
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) options() Options {
	return Options{
		Clock: o.clock, Actor: Actor{User: "staff", Host: "office"}, Program: "test", Unprinted: o.unprinted,
		Threads: threads(),
	}
}

// threads is one where tables are small: more of them only wait for each other. The large sizes take what there is.
func threads() int { return effort.Pick(1, 0) }

// prints makes the office print its vintages, as a real one does.
func (o *office) prints() *office {
	o.unprinted = false
	return o
}

// run is one nightly run, an hour after the one before.
func (o *office) run(change ...func(*Options)) *Report {
	o.t.Helper()
	o.clock.At = o.clock.At.Add(time.Hour)
	options := o.options()
	for _, c := range change {
		c(&options)
	}
	space, err := workspace.Open(o.dir)
	o.must(err)
	report, err := Run(context.Background(), space, options)
	o.must(err)
	return report
}

// sums are the hashes of the published tables.
func (o *office) sums() map[string]string {
	o.t.Helper()
	all := map[string]string{}
	for _, name := range []string{"attainment_quarterly.csv", "attainment_quarterly.parquet", "attainment_yearly.csv",
		"attainment_yearly.parquet"} {
		body, err := os.ReadFile(filepath.Join(o.dir, "published", name))
		o.must(err)
		sum := sha256.Sum256(body)
		all[name] = hex.EncodeToString(sum[:])
	}
	return all
}

// table reads a published CSV: rows by unit, period, indicator and breakdown.
func (o *office) table(name string) map[string]map[string]string {
	o.t.Helper()
	body, err := os.ReadFile(filepath.Join(o.dir, "published", name+".csv"))
	o.must(err)
	return parseTable(o.t, string(body))
}

func parseTable(t testing.TB, body string) map[string]map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]string{}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows[strings.Join([]string{row["unit_id"], row["period"], row["indicator"], row["breakdown"]}, " ")] = row
	}
	return rows
}

// expect compares columns of one row, written as "name=value name=value".
func (o *office) expect(rows map[string]map[string]string, key, want string) {
	o.t.Helper()
	row, ok := rows[key]
	if !ok {
		o.t.Errorf("there is no row %s", key)
		return
	}
	for _, pair := range strings.Fields(want) {
		name, value, _ := strings.Cut(pair, "=")
		if row[name] != value {
			o.t.Errorf("%s: %s is %q, want %q", key, name, row[name], value)
		}
	}
}

func sameSums(a, b map[string]string) error {
	for name, sum := range a {
		if b[name] != sum {
			return fmt.Errorf("%s differs", name)
		}
	}
	return nil
}

const krongBong = "../samples/krong-bong-2021"

// receiveSome puts one commune's workbooks of each quarter into the inbox, and the district's own: where units are
// counted, those that sent nothing count as well as those that did.
func (o *office) receiveSome() {
	o.t.Helper()
	for _, name := range []string{"KN-01 Xã Cư Pui.xlsx", "TH-02 Huyện Krông Bông.xlsx"} {
		for _, quarter := range []string{"2021-Q1", "2021-Q2", "2021-Q3"} {
			o.receive(filepath.Join(krongBong, "inbox", quarter, name), quarter+"/"+name)
		}
	}
}

// The sample's figures, its printed workbooks and its status; then the same workbooks rounded in another way and
// printed in another language; then the quarter ends.
func TestKrongBong(t *testing.T) {
	t.Parallel()
	o := openOffice(t, krongBong, true).prints()
	report := o.run()
	if report.Found != 108 || report.New != 108 || report.Accepted != 107 || report.Rejected != 1 {
		t.Errorf("report %+v", report)
	}
	quarterly := o.table("attainment_quarterly")
	o.expect(quarterly, "krong-bong 2021-Q1 admitted total", "expected_units=35 reported_units=34 status=partial")
	o.expect(quarterly, "krong-bong 2021-Q2 admitted total",
		"unit_level=district actual_ytd=23 target=80 attainment_pct=28.8 expected_units=35 contributing_units_ytd=11")
	o.expect(quarterly, "krong-bong 2021-Q3 admitted total",
		"actual_ytd=96 target=80 attainment_pct=120.0 remaining=-16 status=complete")
	o.expect(quarterly, "krong-bong 2021-Q3 members total", "actual=3360 actual_ytd= target=")
	o.expect(quarterly, "cu-pui 2021-Q3 admitted total", "actual_ytd=8 target=7 attainment_pct=114.3")
	o.expect(o.table("attainment_yearly"), "krong-bong 2021 admitted total",
		"actual=96 status=partial reported_quarters=3 expected_quarters=4")
	o.expectPrintedWorkbook()
	o.expectStatusNarrowedDown()
	o.replaceIn("tonghop.yaml", "mode: half_up, digits: 1", "mode: truncate, digits: 2")
	o.replaceIn("tonghop.yaml", "language: vi", "language: en")
	o.addYearlyForm()
	o.run()
	o.expectRoundingIsTheWorkspaces()
	o.expectPrintedInEnglish()
	o.expectANewQuarterMakesAVintage()
}

func (o *office) expectRoundingIsTheWorkspaces() {
	o.t.Helper()
	o.expect(o.table("attainment_quarterly"), "cu-pui 2021-Q3 admitted total",
		"actual_ytd=8 target=7 attainment_pct=114.28")
	o.expect(o.table("attainment_quarterly"), "krong-bong 2021-Q2 admitted total", "attainment_pct=28.75")
	// 28.8 became 28.75: a union of both vintages' percentages has the digits of the shorter ones, and would hide it
	changed := o.query("SELECT old::DECIMAL(9, 2), new::DECIMAL(9, 2), cause FROM revision " +
		"WHERE unit_id = 'krong-bong' AND period = '2021-Q2' AND column_name = 'attainment_pct' ORDER BY old")
	want := [][]string{{"28.80", "28.75", "configuration"}, {"55.60", "55.55", "configuration"}}
	if !reflect.DeepEqual(changed, want) {
		o.t.Errorf("revisions %v, want %v", changed, want)
	}
}

func (o *office) replaceIn(name, before, after string) {
	o.t.Helper()
	path := filepath.Join(o.dir, name)
	body, err := os.ReadFile(path)
	o.must(err)
	if !strings.Contains(string(body), before) {
		o.t.Fatalf("%s does not contain %q", name, before)
	}
	o.must(os.WriteFile(path, []byte(strings.ReplaceAll(string(body), before, after)), 0o644))
}

func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	o := openOffice(t, krongBong, false)
	o.receiveSome()
	o.receive(filepath.Join(o.dir, "tonghop.yaml"), "thu.xlsx")
	report := o.run(func(options *Options) { options.DryRun = true })
	if report.Accepted != 6 || report.Rejected != 1 {
		t.Errorf("report %+v", report)
	}
	for _, name := range []string{"warehouse.duckdb", "archive", "published"} {
		if _, err := os.Stat(filepath.Join(o.dir, name)); err == nil {
			t.Errorf("a dry run made %s", name)
		}
	}
}

func (o *office) space() *workspace.Workspace {
	o.t.Helper()
	space, err := workspace.Open(o.dir)
	o.must(err)
	return space
}
