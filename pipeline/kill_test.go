package pipeline

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace"
	"tonghop/samples/effort"
)

// The moments in the order of a command, with what has to hold once the next command has come: whether what the killed
// one did is done.
var moments = []struct {
	moment Moment
	done   bool
}{
	{BytesOnDisk, false}, {LinesOnDisk, true}, {WarehouseCommitted, true}, {VintageOnDisk, true}, {VintageRecorded, true},
	{PointerMoved, true},
}

// A command is killed between each two steps of the order in which it brings things to disk. The next one finishes what
// stands in the journal, and what does not is as if the command had never been called.
func killedBetweenSteps(t *testing.T, whole *office) {
	submission, lines := whole.anySubmission("current"), entries(whole)
	whole.receive(filepath.Join(whole.dir, "forms/pr-01.yaml"), "thu.xlsx") // a file that is no workbook, but new
	for _, c := range []struct {
		command, subject string
		effect           string // a query of a table that has a row when the command is done
		usual            []Moment
	}{
		{"run", "", "FROM submission WHERE file_name = 'thu.xlsx'", []Moment{VintageOnDisk, PointerMoved}},
		{"retract", submission, "FROM submission WHERE status = 'retracted'", []Moment{LinesOnDisk, WarehouseCommitted}},
		{"close", "2021-Q1", "FROM decision WHERE kind = 'close'", []Moment{BytesOnDisk, VintageRecorded}},
	} {
		for _, m := range moments {
			// Each moment is tried by one of the commands when every story is told. By default two are: one before and one
			// behind the lines of the journal, on which it depends whether a command is done. TestScripts/killed_runs of the
			// command kills runs.
			if !effort.Long() && !slices.Contains(c.usual, m.moment) ||
				!effort.Stories() && (c.command == "run" || m.moment != c.usual[0]) {
				continue
			}
			t.Run(c.command+" killed with "+string(m.moment), func(t *testing.T) {
				t.Parallel()
				o := whole.linked(t)
				o.killed(c.command, c.subject, m.moment)
				if c.command == "run" && !m.done { // the next one does the same
					m.done = true
				}
				o.clock.At = o.clock.At.Add(time.Hour)
				if c.command == "run" {
					o.run()
				} else {
					o.runWithout("thu.xlsx")
				}
				if done := len(o.query("SELECT 1 "+c.effect)) == 1; done != m.done {
					t.Errorf("after the next run, done: %v, want %v", done, m.done)
				}
				if effort.Stories() || m.done {
					o.expectWhole()
				} else if now := entries(o); !slices.Equal(now, lines) {
					t.Errorf("the journal has %v, want %v", now, lines)
				}
			})
		}
	}
}

// runWithout is a run for which one file of the inbox is not there.
func (o *office) runWithout(name string) {
	o.t.Helper()
	o.must(os.Remove(filepath.Join(o.dir, "inbox", name)))
	o.run()
}

// expectWhole checks that nothing is left that the journal, the warehouse and the published files say differently.
func (o *office) expectWhole() {
	o.t.Helper()
	a, err := readAccount(o.space())
	o.must(err)
	v := &Verification{}
	v.journal(context.Background(), o.space())
	v.publishedFiles(o.space(), a)
	r, err := prepare(o.space(), o.options())
	o.must(err)
	v.warehouse(context.Background(), r, a)
	if len(v.Checks) != 3 || !v.Passed() {
		o.t.Errorf("%d checks\n%s", len(v.Checks), red(v))
	}
}

// killed carries out a command in a process of its own, which ends itself at a moment as if the power had gone.
func (o *office) killed(command, subject string, at Moment) {
	o.t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
	child.Env = append(os.Environ(), "KILLED_DIR="+o.dir, "KILLED_COMMAND="+command, "KILLED_SUBJECT="+subject,
		"KILLED_AT="+string(at), "KILLED_NOW="+o.clock.At.Add(time.Hour).Format(time.RFC3339))
	said, err := child.CombinedOutput()
	var exit *exec.ExitError
	// On Windows a killed process has the exit status 1, as one that failed; but that one has said why.
	killed := errors.As(err, &exit) && (exit.ExitCode() != 1 || runtime.GOOS == "windows" && len(said) == 0)
	if !killed {
		o.t.Fatalf("%s was not killed: %v\n%s", command, err, said)
	}
}

// TestKilledChild is no test: it is the process that killedBetweenSteps kills.
func TestKilledChild(t *testing.T) {
	dir := os.Getenv("KILLED_DIR")
	if dir == "" {
		t.Skip("it is called by killedBetweenSteps")
	}
	now, err := time.Parse(time.RFC3339, os.Getenv("KILLED_NOW"))
	if err != nil {
		t.Fatal(err)
	}
	space, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	options := Options{Clock: &schedule.StoppedClock{At: now}, Actor: Actor{User: "staff", Host: "office"},
		Program: "test", Unprinted: true, Threads: threads()}
	options.Passed = func(m Moment) {
		if string(m) == os.Getenv("KILLED_AT") {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				self.Kill()
				time.Sleep(time.Minute)
			}
		}
	}
	if command := os.Getenv("KILLED_COMMAND"); command == "run" {
		_, err = Run(context.Background(), space, options)
	} else {
		_, err = Decide(context.Background(), space, options, Decision{Kind: command, Subject: os.Getenv("KILLED_SUBJECT"),
			Reason: "thử", Incomplete: true})
	}
	t.Fatalf("the command came to its end: %v", err)
}

// A workspace that an earlier version left, without a journal, gets one from its warehouse; and from that journal the
// warehouse can be made again.
func aJournalIsBegun(t *testing.T, o *office) {
	submission := o.anySubmission("retracted")
	o.asBeforeJournals()
	want := o.sums()
	for _, decided := range []bool{false, true} { // by a run, or by a decision
		begun := o.copied(t)
		if decided {
			begun.must(begun.decide("unretract", submission))
		} else {
			begun.run()
		}
		begun.expectWhole()
		if got := sameSums(want, begun.sums()); !decided && got != nil {
			t.Error(got)
		}
		if !decided && !effort.Long() {
			continue // the journal that a decision begins has more to tell: by default, it alone is carried further
		}
		if v := begun.verify(); !v.Passed() {
			t.Errorf("%s", red(v))
		}
		again := begun.restored("warehouse.duckdb", "inbox")
		o.must(os.MkdirAll(filepath.Join(again.dir, "inbox"), 0o755))
		report := again.run()
		if made := report.Rebuilt; made == nil || len(made.Differences)+len(made.Problems)+len(made.Lost) > 0 {
			t.Errorf("made again: %+v", made)
		}
		begun.expectSameLedger(again)
		o.must(sameSums(begun.sums(), again.sums()))
	}
}

// asBeforeJournals takes from a workspace everything that has to do with the journal.
func (o *office) asBeforeJournals() {
	o.t.Helper()
	o.must(os.Remove(filepath.Join(o.dir, "journal.jsonl")))
	changeRows(o.t.(*testing.T), filepath.Join(o.dir, "warehouse.duckdb"), "DELETE FROM ledger.journal_head")
	o.withoutJournal("published/current.json")
	manifests, err := filepath.Glob(filepath.Join(o.dir, "published/vintages/*/manifest.json"))
	o.must(err)
	bundles, err := filepath.Glob(filepath.Join(o.dir, "closed/*/*/bundle.json"))
	o.must(err)
	for _, name := range append(manifests, bundles...) {
		relative, err := filepath.Rel(o.dir, name)
		o.must(err)
		body := o.withoutJournal(relative)
		if filepath.Base(name) == "bundle.json" {
			o.overwriteJSON(filepath.Join(filepath.Dir(name), "bundle.sha256"), sumOf(body))
		}
	}
	if journal.Exists(filepath.Join(o.dir, "journal.jsonl")) {
		o.t.Fatal("the journal is still there")
	}
}

// What a killed command left in the journal is shown by --as-of and --dry-run too, which make it in memory: the
// warehouse stays as it was. The same holds where there is no warehouse at all.
func theTailIsShownInMemory(t *testing.T, o *office) {
	o.killed("retract", o.anySubmission("current"), LinesOnDisk)
	o.clock.At = o.clock.At.Add(time.Hour)
	for name, office := range map[string]*office{"behind": o, "missing": o.restored("warehouse.duckdb")} {
		before := office.sumOf("warehouse.duckdb")
		asOf := office.run(func(options *Options) { options.AsOf = office.clock.At })
		if rows := office.queryVintage(asOf.Folder, "SELECT 1 FROM submission WHERE status = 'retracted'"); len(rows) != 1 {
			t.Errorf("%s: as of now %d submissions are retracted, want 1", name, len(rows))
		}
		dry := office.run(func(options *Options) { options.DryRun = true })
		if dry.TakenUp == nil || dry.New > 0 {
			t.Errorf("%s: a dry run takes up %+v and finds %d new", name, dry.TakenUp, dry.New)
		}
		if after := office.sumOf("warehouse.duckdb"); after != before {
			t.Errorf("%s: the warehouse was changed", name)
		}
	}
}

// sumOf is the content of a file of the workspace, "" when it is not there.
func (o *office) sumOf(name string) string {
	o.t.Helper()
	body, err := os.ReadFile(filepath.Join(o.dir, name))
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	o.must(err)
	return sumOf(body).SHA256
}
