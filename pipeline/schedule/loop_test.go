package schedule

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fakeClock jumps to the moment that it is asked to sleep until, and ends the context at its own end.
type fakeClock struct {
	now, end time.Time
	cancel   context.CancelFunc
}

func (c *fakeClock) Now() time.Time { return c.now }

func (c *fakeClock) Sleep(ctx context.Context, until time.Time) error {
	if until.After(c.end) {
		c.now = c.end
		c.cancel()
		return ctx.Err()
	}
	c.now = until
	return ctx.Err()
}

type story struct {
	last, start, end string
	takes            time.Duration
	fail             map[int]error
	wantDue          []string
	wantMissed       []int
}

func (s story) play(t *testing.T) []Event {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	clock := &fakeClock{now: at(t, s.start), end: at(t, s.end), cancel: cancel}
	state := State{Path: filepath.Join(t.TempDir(), "schedule.json")}
	if s.last != "" {
		if err := state.Save(at(t, s.last)); err != nil {
			t.Fatal(err)
		}
	}
	expression, err := Parse("0 1 * * *", zone(t))
	if err != nil {
		t.Fatal(err)
	}
	var events []Event
	runs := 0
	loop := Loop{Expression: expression, Clock: clock, State: state,
		Run: func(context.Context) error {
			runs++
			clock.now = clock.now.Add(s.takes)
			return s.fail[runs]
		},
		Report: func(e Event) { events = append(events, e) },
	}
	if err := loop.Serve(ctx); err != nil {
		t.Fatal(err)
	}
	return events
}

func TestLoop(t *testing.T) {
	boom, held := errors.New("disk full"), &HeldError{}
	cases := map[string]story{
		"first start waits for its time": {start: "2021-10-12 09:00", end: "2021-10-14 02:00", takes: time.Minute,
			wantDue: []string{"2021-10-13 01:00", "2021-10-14 01:00"}, wantMissed: []int{1, 1}},
		"missed nights are made up once": {last: "2021-10-08 01:03", start: "2021-10-12 09:00", end: "2021-10-13 02:00",
			takes:   time.Minute,
			wantDue: []string{"2021-10-12 01:00", "2021-10-13 01:00"}, wantMissed: []int{4, 1}},
		"a run longer than a day skips what it overlapped": {last: "2021-10-11 01:03", start: "2021-10-12 00:30",
			end: "2021-10-14 12:00", takes: 25 * time.Hour,
			wantDue: []string{"2021-10-12 01:00", "2021-10-14 01:00"}, wantMissed: []int{1, 1}},
		"a workspace that somebody else is working in is waited for": {last: "2021-10-11 01:03", start: "2021-10-12 00:30",
			end: "2021-10-12 12:00", takes: time.Minute,
			fail:    map[int]error{1: held, 2: held},
			wantDue: []string{"2021-10-12 01:00", "2021-10-12 01:00", "2021-10-12 01:00"}, wantMissed: []int{1, 1, 1}},
		"a failing run does not end the loop": {last: "2021-10-11 01:03", start: "2021-10-12 00:30", end: "2021-10-14 00:30",
			takes: time.Minute,
			fail:  map[int]error{1: boom}, wantDue: []string{"2021-10-12 01:00", "2021-10-13 01:00"}, wantMissed: []int{1, 1}},
	}
	for name, s := range cases {
		t.Run(name, func(t *testing.T) {
			events := s.play(t)
			if len(events) != len(s.wantDue) {
				t.Fatalf("got %d runs %v, want %d", len(events), events, len(s.wantDue))
			}
			for i, e := range events {
				if !e.Due.Equal(at(t, s.wantDue[i])) || e.Missed != s.wantMissed[i] || !errors.Is(e.Err, s.fail[i+1]) {
					t.Errorf("run %d: %+v", i+1, e)
				}
			}
		})
	}
}

func TestStoppedRunIsMadeUpAtTheNextStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	state := State{Path: filepath.Join(t.TempDir(), "schedule.json")}
	before := at(t, "2021-10-11 01:03")
	if err := state.Save(before); err != nil {
		t.Fatal(err)
	}
	expression, _ := Parse("0 1 * * *", zone(t))
	clock := &fakeClock{now: at(t, "2021-10-12 01:00"), end: at(t, "2021-10-20 01:00"), cancel: cancel}
	loop := Loop{Expression: expression, Clock: clock, State: state,
		Run:    func(ctx context.Context) error { cancel(); return ctx.Err() },
		Report: func(e Event) { t.Errorf("reported %+v", e) }}
	if err := loop.Serve(ctx); err != nil {
		t.Fatal(err)
	}
	if last, err := state.Load(); err != nil || !last.Equal(before) {
		t.Errorf("last served %v, %v; want %v", last, err, before)
	}
}

func TestStateRefusesDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "schedule.json")
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := (State{Path: path}).Load(); err == nil || !strings.Contains(err.Error(), "remove the file") {
		t.Errorf("got %v", err)
	}
}

// Whoever finds the workspace taken is told by whom.
func TestLockNamesItsHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".tonghop.lock")
	first, err := Acquire(path, Holder{PID: 42, Host: "thongke", User: "lan", Command: "tonghop run", Since: at(t,
		"2021-10-12 01:00")})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Acquire(path, Holder{PID: 43})
	var held *HeldError
	if !errors.As(err, &held) || held.Holder.PID != 42 || !strings.Contains(err.Error(), "lan") {
		t.Fatalf("second caller got %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := Acquire(path, Holder{PID: 43})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Release(); err != nil {
		t.Fatal(err)
	}
}

// Who holds the lock stands beside it, and no longer than it is held; the bytes of the lock itself are nobody's to
// read.
func TestLockIsEmptyAndItsHolderStandsBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".tonghop.lock")
	lock, err := Acquire(path, Holder{PID: 42})
	if err != nil {
		t.Fatal(err)
	}
	if body, err := os.ReadFile(path); err != nil || len(body) != 0 {
		t.Errorf("the lock file says %q, %v", body, err)
	}
	if got := readHolder(path + holderSuffix); got.PID != 42 {
		t.Errorf("beside it stands %+v", got)
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + holderSuffix); err == nil {
		t.Error("a holder of a lock that nobody holds")
	}
}

// A link, a folder or a pipe in the place of the lock is refused and not opened.
func TestLockRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, ".tonghop.lock"), filepath.Join(dir, "other")
	if err := os.WriteFile(other, []byte("kept"), 0o644); err != nil {
		t.Fatal(err)
	}
	var notAFile *NotAFileError
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(path, Holder{}); !errors.As(err, &notAFile) {
		t.Errorf("a folder: %v", err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("only an administrator may make a link there")
	}
	if err := errors.Join(os.Remove(path), os.Symlink(other, path)); err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(path, Holder{}); !errors.As(err, &notAFile) || notAFile.Path != path {
		t.Errorf("a link: %v", err)
	}
	if err := errors.Join(os.Remove(path), os.Symlink(other, path+holderSuffix)); err != nil {
		t.Fatal(err)
	}
	lock, err := Acquire(path, Holder{PID: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	if body, err := os.ReadFile(other); err != nil || string(body) != "kept" {
		t.Errorf("the file that a link beside the lock points to says %q, %v", body, err)
	}
}
