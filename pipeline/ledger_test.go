package pipeline

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/workspace"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// variants are provinces of the same units and forms with other numbers: three contents for each form, unit and period.
func variants(t testing.TB, units int) (dirs []string, names []string) {
	t.Helper()
	for seed := range uint64(3) {
		dir := t.TempDir()
		if _, err := province.Generate(dir, province.Options{Units: units, Years: 1, Indicators: 2, Seed: seed + 5,
			Perfect: true}); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, filepath.Join(dir, "inbox"))
	}
	for _, name := range workbooksOf(t, dirs[0]) {
		relative, err := filepath.Rel(dirs[0], name)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, relative)
	}
	return dirs, names
}

// decide carries out a decision an hour after the last run.
func (o *office) decide(kind, subject string) error {
	o.t.Helper()
	o.clock.At = o.clock.At.Add(time.Hour)
	space, err := workspace.Open(o.dir)
	o.must(err)
	_, err = Decide(context.Background(), space, o.options(), Decision{Kind: kind, Subject: subject, Reason: "thử",
		Incomplete: true})
	return err
}

// The folders that withOddOnes adds to the three of variants.
const blank, pair = 3, 4

// withOddOnes adds two folders to the variants: one in which the workbooks state nothing, and one in which each has a
// second form behind it, that of the same unit and quarter a year earlier.
func withOddOnes(t testing.TB, dirs, names []string) []string {
	t.Helper()
	odd := []string{t.TempDir(), t.TempDir()}
	for _, name := range names {
		for i, change := range []func(*excelize.File) error{emptied, doubled} {
			file, err := excelize.OpenFile(filepath.Join(dirs[0], name))
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(odd[i], name)
			err = errors.Join(change(file), os.MkdirAll(filepath.Dir(to), 0o755), file.SaveAs(to), file.Close())
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return append(slices.Clone(dirs), odd...)
}

// emptied takes the numbers out of a form, and leaves its ordinals.
func emptied(file *excelize.File) error {
	sheet := file.GetSheetName(0)
	rows, err := file.GetRows(sheet)
	for i, row := range rows {
		for j, text := range row {
			if _, bad := strconv.Atoi(text); bad != nil || j < 2 || i < 9 {
				continue
			}
			at, cellErr := excelize.CoordinatesToCellName(j+1, i+1)
			err = errors.Join(err, cellErr, file.SetCellValue(sheet, at, nil))
		}
	}
	return err
}

// doubled adds a second sheet with the form of the year before.
func doubled(file *excelize.File) error {
	second, err := file.NewSheet("năm trước")
	if err != nil {
		return err
	}
	if err := file.CopySheet(0, second); err != nil {
		return err
	}
	for row := 1; row < 9; row++ {
		at := fmt.Sprintf("A%d", row)
		text, err := file.GetCellValue("năm trước", at)
		if err != nil {
			return err
		}
		if strings.HasPrefix(text, "Quý") {
			return file.SetCellValue("năm trước", at, text[:len(text)-len("2021")]+"2020")
		}
	}
	return errors.New("the form names no quarter")
}

// Any interleaving of submissions, resubmissions, duplicates, held and blank workbooks, workbooks with several forms,
// decisions and runs that keeps the order of each form, unit and period ends in the same tables. By default nothing is
// decided: each decision publishes twice. What is decided between runs TestChroniclesAreExplainedAndRepeatable makes
// again.
func TestInterleavingIsIrrelevant(t *testing.T) {
	t.Parallel()
	dirs, names := variants(t, 2)
	source := filepath.Dir(dirs[0])
	// what happens to each workbook's key, in order: a digit is the variant that arrives, A to C the same in a folder of
	// another period, T the first two variants with one file time, E a blank one, P one with two forms, N the first
	// variant under a name and in a folder that say nothing, twice; "r" retracts the one that arrived last, "a" accepts it
	stories := []string{"0E1", "PB", "N", "10"}
	if effort.Stories() {
		stories = []string{"0E1", "PBa", "N"}
	}
	if effort.Long() {
		stories = []string{
			"0", "01", "010", "0r", "01r", "012", "0r1", "01r2", "0B", "B0", "0Ba", "0Ba2", "0Bar", "0Bar2", "T", "2T", "2Ta",
			"T2", "TC", "AB", "E0B", "P1r", "0PE", "PBa", "EPr", "N",
		}
	}
	names = names[:min(len(stories), len(names))]
	dirs = withOddOnes(t, dirs, names)
	happen := func(o *office, key int, event byte, last map[int]byte) {
		o.happens(dirs, names[key], event, last, key)
	}
	canonical := openOffice(t, source, false)
	last := map[int]byte{}
	for key := range names {
		for _, event := range []byte(stories[key%len(stories)]) {
			happen(canonical, key, event, last)
		}
	}
	canonical.expectOddOnes(canonical.run())
	want := canonical.sums()
	effort.Check(t, 1, 4, func(r *rapid.T) {
		o := openOffice(t, source, false)
		left, last, events := map[int]string{}, map[int]byte{}, 0
		for key := range names {
			left[key] = stories[key%len(stories)]
			events += len(left[key])
		}
		runs := rapid.IntRange(1, events-1).Draw(r, "events before a run") // there is one in between, and few more
		for happened := 1; len(left) > 0; happened++ {
			var open []int
			for key := range left {
				open = append(open, key)
			}
			slices.Sort(open)
			key := rapid.SampledFrom(open).Draw(r, "key")
			happen(o, key, left[key][0], last)
			if left[key] = left[key][1:]; left[key] == "" {
				delete(left, key)
			}
			if happened == runs || effort.Stories() && rapid.IntRange(0, 9).Draw(r, "run") == 0 {
				o.run()
			}
		}
		o.run()
		if err := sameSums(want, o.sums()); err != nil {
			r.Fatal(err)
		}
	})
}

// expectOddOnes checks that the odd workbooks are what the stories take them for, where all arrived for one run:
// the blank one was rejected, and each form of the pair is a submission.
func (o *office) expectOddOnes(report *Report) {
	o.t.Helper()
	if effort.Stories() {
		return // there were runs before
	}
	if report.Found != 9 || report.New != 9 || report.Duplicate != 1 || report.Rejected != 1 ||
		!slices.ContainsFunc(report.Findings, func(f FindingCount) bool { return f.Code == form.NothingStated }) {
		o.t.Errorf("%d found, %d new, %d duplicates, %d rejected: %+v", report.Found, report.New, report.Duplicate,
			report.Rejected, report.Findings)
	}
	if periods := o.query("SELECT DISTINCT period FROM submission WHERE period LIKE '2020-%'"); len(periods) != 1 {
		o.t.Errorf("of the pair there is %v a year earlier, want one period", periods)
	}
}

// happens is one event in the story of a workbook's key, as TestInterleavingIsIrrelevant writes them.
func (o *office) happens(dirs []string, name string, event byte, last map[int]byte, key int) {
	o.t.Helper()
	switch event {
	case 'r', 'a':
		o.run()
		body, err := os.ReadFile(filepath.Join(dirs[last[key]], name))
		o.must(err)
		kind := map[byte]string{'r': "retract", 'a': "accept"}[event]
		o.must(o.decide(kind, inbox.Submission{SHA256: inbox.Sum(body)}.ID()))
	case 'T':
		o.run() // what came before came in an earlier run: both must come in one
		o.receive(filepath.Join(dirs[0], name), fmt.Sprintf("%d/%s", o.arrivals, name))
		o.arrivals--
		o.receive(filepath.Join(dirs[1], name), fmt.Sprintf("%d/copy/%s", o.arrivals, name))
		o.run()
		last[key] = 1
	case 'A', 'B', 'C':
		other := "Quý I năm 2021"
		if strings.Contains(filepath.ToSlash(name), "Q1/") {
			other = "Quý III năm 2021"
		}
		last[key] = event - 'A'
		o.receive(filepath.Join(dirs[last[key]], name), fmt.Sprintf("%d/%s/%s", o.arrivals, other, filepath.Base(name)))
	case 'N':
		last[key] = 0
		o.receive(filepath.Join(dirs[0], name), fmt.Sprintf("b/c/%d.xlsx", o.arrivals))
		o.receive(filepath.Join(dirs[0], name), fmt.Sprintf("again-%d.xlsx", o.arrivals))
	case 'E':
		o.receive(filepath.Join(dirs[blank], name), fmt.Sprintf("%d/%s", o.arrivals, name))
	case 'P':
		last[key] = pair
		o.receive(filepath.Join(dirs[pair], name), fmt.Sprintf("%d/%s", o.arrivals, name))
	default:
		last[key] = event - '0'
		o.receive(filepath.Join(dirs[last[key]], name), fmt.Sprintf("%d/%s", o.arrivals, name))
	}
}

// chronicle is an office with what it published, vintage by vintage.
type chronicle struct {
	*office
	published  []publication
	amendments int
}

type publication struct {
	at           time.Time
	vintage, dir string
}

func (c *chronicle) note(report *Report) {
	if n := len(c.published); n == 0 || c.published[n-1].vintage != report.Vintage {
		c.published = append(c.published, publication{c.clock.At, report.Vintage, report.Folder})
	}
}

// happen is one thing that may happen in an office on one day. What is not possible on that day is left out.
func (c *chronicle) happen(r *rapid.T, dirs, names []string) {
	switch rapid.SampledFrom([]string{"arrive", "arrive", "arrive", "retract", "unretract", "accept", "doubt", "amend",
		"move", "close", "reopen", "round", "end", "merge", "rule", "withdraw"}).Draw(r, "event") {
	case "arrive":
		for range rapid.IntRange(1, 6).Draw(r, "workbooks") {
			name := rapid.SampledFrom(names).Draw(r, "workbook")
			c.receive(filepath.Join(rapid.SampledFrom(dirs).Draw(r, "variant"), name), fmt.Sprintf("%d/%s", c.arrivals, name))
		}
	case "retract":
		if ids := c.query("SELECT submission_id FROM submission WHERE status = 'current' ORDER BY 1"); len(ids) > 0 {
			c.must(c.decide("retract", rapid.SampledFrom(ids).Draw(r, "submission")[0]))
		}
	case "unretract":
		if ids := c.query("SELECT submission_id FROM submission WHERE status = 'retracted' ORDER BY 1"); len(ids) > 0 {
			c.must(c.decide("unretract", rapid.SampledFrom(ids).Draw(r, "submission")[0]))
		}
	case "accept":
		if ids := c.query("SELECT submission_id FROM submission WHERE status = 'held' ORDER BY 1"); len(ids) > 0 {
			c.must(c.decide("accept", rapid.SampledFrom(ids).Draw(r, "submission")[0]))
		}
	case "doubt": // a workbook in a folder of another period, or two with one file time
		event := rapid.SampledFrom([]byte("ABCT")).Draw(r, "doubtful")
		c.happens(dirs, rapid.SampledFrom(names).Draw(r, "workbook"), event, map[int]byte{}, 0)
	case "amend":
		c.amendments++ // each from a day of its own, as the registry asks
		c.appendTo("registry/targets.csv",
			fmt.Sprintf("tinh-mau,indicator_001,total,2021,absolute,%d,,QĐ %d,,2021-0%d-%02d\n",
				rapid.IntRange(1, 500).Draw(r, "target"), c.amendments, rapid.IntRange(1, 9).Draw(r, "month"), 1+c.amendments))
	case "move":
		from, to := "xa-00001,66.0001.00001,Xã Số 00001,commune,huyen-0001",
			"xa-00001,66.0001.00001,Xã Số 00001,commune,huyen-0002"
		c.toggle("registry/units.csv", from, to)
	case "end": // a unit is closed in the middle of the year, or that turns out to be wrong
		c.end(!c.ended())
	case "merge": // another unit took it over, or that turns out to be wrong
		if name := filepath.Join(c.dir, mergers); os.Remove(name) != nil {
			c.end(true)
			c.must(os.WriteFile(name,
				[]byte("date,kind,unit_id,successor_unit_id,decision\n2021-07-01,merge,xa-00003,xa-00002,NQ 1\n"), 0o644))
		}
	case "rule": // workbooks that were accepted are rejected, or the other way round
		c.toggle("forms/pr-01.yaml", "rules:\n", "rules:\n  - {check: \"members[stock] <= 200\", severity: error}\n")
	case "withdraw":
		body, err := os.ReadFile(filepath.Join(c.dir, "registry/targets.csv"))
		c.must(err)
		if lines := strings.SplitAfter(string(body), "\n"); len(lines) > 4 {
			c.must(os.WriteFile(filepath.Join(c.dir, "registry/targets.csv"), []byte(strings.Join(append(lines[:len(lines)-2],
				""), "")), 0o644))
		}
	case "close", "reopen":
		period := rapid.SampledFrom([]string{"2021-Q1", "2021-Q2", "2021"}).Draw(r, "period")
		closed := c.query(fmt.Sprintf("SELECT 1 FROM decision WHERE subject = '%s' HAVING arg_max(kind, action_id) = "+
			"'close'", period))
		if there := c.query(fmt.Sprintf("SELECT 1 FROM (SELECT period FROM attainment_quarterly UNION SELECT period FROM "+
			"attainment_yearly) WHERE period = '%s'", period)); len(there) == 0 {
			return
		}
		if len(closed) > 0 {
			c.must(c.decide("reopen", period))
		} else {
			c.closes(period)
		}
	case "round":
		body, err := os.ReadFile(filepath.Join(c.dir, "tonghop.yaml"))
		c.must(err)
		rest, _, _ := strings.Cut(string(body), "rounding:")
		text := fmt.Sprintf("%srounding: {mode: %s, digits: %d}\n", rest, rapid.SampledFrom([]string{"half_up", "truncate",
			"half_even"}).Draw(r, "mode"), rapid.IntRange(0, 3).Draw(r, "digits"))
		c.must(os.WriteFile(filepath.Join(c.dir, "tonghop.yaml"), []byte(text), 0o644))
	}
}

// mergers is where the office says which unit passed into another one.
const mergers = "registry/changes.csv"

const goesOn, ends = "Xã Số 00003,commune,huyen-0001,,\n", "Xã Số 00003,commune,huyen-0001,,2021-06-30\n"

// ended says whether the unit that may end has an end.
func (c *chronicle) ended() bool {
	body, err := os.ReadFile(filepath.Join(c.dir, "registry/units.csv"))
	c.must(err)
	return strings.Contains(string(body), ends)
}

// end gives the unit an end, or takes it away, with what was said of a merger: the registry refuses that of a unit that
// goes on.
func (c *chronicle) end(ended bool) {
	if ended != c.ended() {
		c.toggle("registry/units.csv", goesOn, ends)
	}
	if ended {
		return
	}
	if err := os.Remove(filepath.Join(c.dir, mergers)); !errors.Is(err, fs.ErrNotExist) {
		c.must(err)
	}
}

// closes closes a period; while quarters that come before it are open it is refused, and the first of those is closed.
func (c *chronicle) closes(period string) {
	err := c.decide("close", period)
	var order *OrderError
	if errors.As(err, &order) {
		err = c.decide("close", order.Open[0])
	}
	c.must(err)
}

// toggle puts one text in the place of another, or the other way round when that was done before.
func (o *office) toggle(name, before, after string) {
	o.t.Helper()
	body, err := os.ReadFile(filepath.Join(o.dir, name))
	o.must(err)
	if strings.Contains(string(body), after) {
		before, after = after, before
	}
	o.replaceIn(name, before, after)
}

func (o *office) appendTo(name, text string) {
	o.t.Helper()
	path := filepath.Join(o.dir, name)
	body, err := os.ReadFile(path)
	o.must(err)
	o.must(os.WriteFile(path, append(body, text...), 0o644))
}

// What happens in an office is explained to the last unit; and each vintage can be made again as of its time, by the
// journal alone, too. By default targets are assigned as well, of which TestTargetsOfEveryKindAreExplained does more.
func TestChroniclesAreExplainedAndRepeatable(t *testing.T) {
	t.Parallel()
	units := 3 // in one district, beside which the registry gets a second one
	if effort.Stories() {
		units = 21 // the second district begins with the last unit
	}
	dirs, names := variants(t, units)
	source := filepath.Dir(dirs[0])
	effort.Check(t, 1, 5, func(r *rapid.T) {
		c := &chronicle{office: openOffice(t, source, false)}
		if !effort.Stories() {
			c.appendTo("registry/units.csv", "huyen-0002,66.0002,Huyện Số 0002,district,tinh-mau,,\n")
		}
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 20, effort.Pick(24, 60)).Draw(r, "first arrivals") {
			c.receive(filepath.Join(dirs[0], name), name)
		}
		c.note(c.run())
		for range rapid.IntRange(effort.Pick(1, 2), effort.Pick(1, 7)).Draw(r, "days") {
			c.happen(r, dirs, names)
			if !effort.Stories() { // behind what is decided, which needs the registry of the last run
				c.assignSome(r, 1) // from days on which nothing is amended
			}
			c.note(c.run())
			c.noteDecided()
		}
		for i := 1; i < len(c.published); i++ {
			c.explained(r, c.published[i-1], c.published[i])
		}
		if !effort.Stories() {
			c.derived(r)
			// theWarehouseIsMadeAgain compares the ledgers
			p := rapid.SampledFrom(c.published).Draw(r, "published again")
			c.copyOf("warehouse.duckdb", "inbox").repeatable(r, p)
			return
		}
		copied := c.madeAgain(r)
		if effort.Long() {
			for _, p := range c.published {
				c.repeatable(r, p)
			}
		}
		copied.repeatable(r, rapid.SampledFrom(c.published).Draw(r, "published again"))
	})
}

// copyOf is a copy of the workspace with new file times and without the files named, for another command.
func (c *chronicle) copyOf(without ...string) *chronicle {
	again := c.restored(without...)
	c.must(os.MkdirAll(filepath.Join(again.dir, "inbox"), 0o755))
	return &chronicle{office: again}
}

// madeAgain is a copy of the workspace with new file times, without warehouse and with an empty inbox, after its next
// run: everything in its ledger is as it was.
func (c *chronicle) madeAgain(r *rapid.T) *chronicle {
	again := c.copyOf("warehouse.duckdb", "inbox")
	report := again.run()
	if made := report.Rebuilt; made == nil || len(made.Differences)+len(made.Problems)+len(made.Lost) > 0 {
		r.Fatalf("made again: %+v", made)
	}
	if report.Published {
		r.Fatal("after the ledger was made again, other tables were published")
	}
	c.expectSameLedger(again.office)
	return again
}

// noteDecided adds the vintages that decisions published between two runs, in the order of their names.
func (c *chronicle) noteDecided() {
	c.published = nil
	entries, err := os.ReadDir(filepath.Join(c.dir, "published", "vintages"))
	c.must(err)
	for _, entry := range entries {
		at, err := time.Parse("20060102T150405Z", entry.Name())
		c.must(err)
		c.published = append(c.published, publication{at, entry.Name(), filepath.Join(c.dir, "published", "vintages",
			entry.Name())})
	}
}

// explained checks that the revisions of a vintage account for exactly what differs from the one before.
func (c *chronicle) explained(r *rapid.T, before, after publication) {
	type number struct{ unit, period, indicator, breakdown, column string }
	sums, seen := map[number]quantity.Quantity{}, map[number][2]string{}
	for _, row := range c.queryVintage(after.dir,
		"SELECT unit_id, period, indicator, breakdown, column_name, old::VARCHAR, new::VARCHAR, cause, amount::VARCHAR FROM revision") {
		if row[7] == "unexplained" {
			r.Fatalf("%s → %s: unexplained: %v", before.vintage, after.vintage, row)
		}
		key := number{row[0], row[1], row[2], row[3], row[4]}
		sums[key] = sums[key].Plus(parse(row[8]))
		seen[key] = [2]string{row[5], row[6]}
	}
	for key, pair := range seen {
		if got := parse(pair[1]).Minus(parse(pair[0])); sums[key] != got {
			r.Fatalf("%s → %s: %v changed by %s, the causes by %s", before.vintage, after.vintage, key, got, sums[key])
		}
	}
	for _, table := range []string{"attainment_quarterly", "attainment_yearly"} {
		old, now := c.tableIn(before.dir, table), c.tableIn(after.dir, table)
		for key, row := range now {
			for _, column := range []string{"actual", "actual_ytd", "target", "target_original", "attainment_pct", "remaining",
				"expected_units", "reported_units", "contributing_units", "contributing_units_ytd"} {
				was, there := old[key]
				if !there || parse(was[column]) == parse(row[column]) && (was[column] == "") == (row[column] == "") {
					continue
				}
				parts := strings.Fields(key)
				if _, listed := seen[number{parts[0], parts[1], parts[2], parts[3], column}]; !listed {
					r.Fatalf("%s → %s: %s %s went from %q to %q, and no revision says so", before.vintage, after.vintage, key, column,
						was[column], row[column])
				}
			}
		}
	}
}

// parse is a number of a table; none is 0.
func parse(text string) quantity.Quantity {
	q, err := quantity.ParseSum(text)
	if err != nil {
		return quantity.Quantity{}
	}
	return q
}

func (o *office) tableIn(dir, name string) map[string]map[string]string {
	o.t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, name+".csv"))
	o.must(err)
	return parseTable(o.t, string(body))
}

// repeatable makes the tables as of a vintage's time and compares them byte for byte.
func (c *chronicle) repeatable(r *rapid.T, p publication) {
	c.clock.At = c.clock.At.Add(time.Hour)
	space, err := workspace.Open(c.dir)
	c.must(err)
	options := c.options()
	options.AsOf = p.at
	report, err := Run(context.Background(), space, options)
	c.must(err)
	for _, name := range []string{"attainment_quarterly.csv", "attainment_yearly.csv", "attainment_quarterly.parquet"} {
		want, err := os.ReadFile(filepath.Join(p.dir, name))
		c.must(err)
		got, err := os.ReadFile(filepath.Join(report.Folder, name))
		c.must(err)
		if string(want) != string(got) {
			a, _ := csv.NewReader(strings.NewReader(string(want))).ReadAll()
			b, _ := csv.NewReader(strings.NewReader(string(got))).ReadAll()
			for i := range min(len(a), len(b)) {
				if !slices.Equal(a[i], b[i]) {
					r.Fatalf("as of %s %s differs: published %v, now %v", p.at, name, a[i], b[i])
				}
			}
			r.Fatalf("as of %s %s differs", p.at, name)
		}
	}
}
