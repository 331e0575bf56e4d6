package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/samples/effort"
)

// TestMain tries laws one example at a time: every append waits for the disk.
func TestMain(m *testing.M) { effort.Main(m) }

var noon = time.Date(2021, 10, 12, 5, 0, 0, 0, time.UTC)

// everyKind has an entry of each kind, with every field filled.
func everyKind() []Entry {
	return []Entry{
		&Run{Command: "run", Reason: "vì <&> thế", Program: "1.2.3", Number: 7, With: "89", Found: 5, Fresh: 4,
			Unchanged: 3, Accepted: 2, Rejected: 1},
		&Received{Submission: inbox.Submission{SHA256: strings.Repeat("ab", 32), Part: 2, Place: "Biểu!9", Path: "a/b.xlsx",
			FileName: "b.xlsx", Size: 12, ReceivedAt: noon, FileTime: noon}, Receipt: 9, Kept: true},
		&Defined{Group: Definitions, Files: []File{{Type: "form", Name: "kn-01", SHA256: strings.Repeat("cd", 32)}}},
		&Read{Submission: "abcdefabcdef", With: "0123", Form: "kn-01", Unit: "cu-pui", Period: "2021-Q3", Accepted: true,
			Digest: "ff", Findings: []form.Finding{{Severity: form.SeverityError, Code: "people_list",
				Detail: map[string]string{"b": "2", "a": "1"}}}},
		&Decided{Action: 3, Decision: "accept", Subject: "abcdefabcdef", Reason: "đúng", Receipt: 10, Incomplete: "thiếu",
			Unit: "cu-pui"},
		&Published{Vintage: "20211012T050000Z", AsOf: noon, SHA256: strings.Repeat("01", 32), Found: true},
		&Closed{Period: "2021-Q3", Action: 3, Bundle: "2021-Q3/3", SHA256: strings.Repeat("23", 32)},
		&Forgotten{SHA256: strings.Repeat("45", 32), Submissions: []string{"454545454545"}, Reason: "danh sách"},
	}
}

// written is a journal with a line for each kind, in two appends, and what Append said of it.
func written(t testing.TB) (path string, head Head) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "journal.jsonl")
	j := opened(t, path, Head{})
	all := everyKind()
	if _, err := j.Append(noon, "a@b", all[:3]...); err != nil {
		t.Fatal(err)
	}
	head, err := j.Append(noon.Add(time.Hour), "c@d", all[3:]...)
	if err != nil {
		t.Fatal(err)
	}
	return path, head
}

func opened(t testing.TB, path string, from Head) *Journal {
	t.Helper()
	j, err := Open(path, from, "a test")
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func lines(t testing.TB, j *Journal, from Head) (all []Line) {
	t.Helper()
	for line, err := range j.After(from) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

func TestEveryKindIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	path, head := written(t)
	j := opened(t, path, Head{})
	if j.Head() != head {
		t.Errorf("head %v, written with %v", j.Head(), head)
	}
	all := everyKind()
	for i, line := range lines(t, j, Head{}) {
		want, err := encode(all[i])
		if err != nil {
			t.Fatal(err)
		}
		got, err := encode(line.Entry)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) || line.N != i+1 {
			t.Errorf("line %d: read %s, want %s", line.N, got, want)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v), want 0600: a journal names submissions", info.Mode(), err)
	}
}

// A clock that is set back does not make an earlier line: the past would change otherwise.
func TestTimeNeverGoesBack(t *testing.T) {
	t.Parallel()
	path, head := written(t)
	j := opened(t, path, head)
	if _, err := j.Append(noon.Add(-time.Hour), "a@b", &Run{}); err != nil {
		t.Fatal(err)
	}
	if last := lines(t, j, head); !last[0].Time.Equal(noon.Add(time.Hour)) {
		t.Errorf("time %v, want that of the line before", last[0].Time)
	}
}

// Each flipped bit of a journal is noticed by whoever checks all of it, and in its last line also by whoever checks the
// end only.
func TestEachFlippedByteIsNoticed(t *testing.T) {
	t.Parallel()
	path, head := written(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lastLine := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for i := range whole {
		bits := []byte{1, 0x20}
		if !effort.Long() { // one of them, by turns; and a byte now and then, but each of a line's end and of the last line
			if bits = bits[i%2:][:1]; i%7 != 0 && i < lastLine && whole[i] != '\n' {
				continue
			}
		}
		for _, bit := range bits {
			changed := bytes.Clone(whole)
			changed[i] ^= bit
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			j, err := Open(path, Head{}, "a test")
			if err == nil && j.Head() == head {
				t.Errorf("byte %d changed by %#x: not noticed", i, bit)
			}
			if _, err := Open(path, head, "the warehouse"); i >= lastLine && err == nil {
				t.Errorf("byte %d of the last line changed by %#x: not noticed", i, bit)
			}
		}
	}
}

func TestIncompleteLastLineIsCut(t *testing.T) {
	t.Parallel()
	path, _ := written(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	aside := filepath.Join(filepath.Dir(path), "journal.torn")
	cut := len(whole) - 7
	if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
		t.Fatal(err)
	}
	j := opened(t, path, Head{})
	if _, err := j.Append(noon, "a@b", &Run{}); err == nil {
		t.Error("a line was appended behind an incomplete one")
	}
	rest := bytes.Clone(j.Torn())
	if err := j.CutTorn(aside); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(aside)
	if err != nil || !bytes.Equal(kept, append(rest, '\n')) {
		t.Errorf("kept aside: %q (%v), want %q", kept, err, rest)
	}
	if now := opened(t, path, Head{}); len(now.Torn()) > 0 || now.Head() != j.Head() || now.Head().Lines != 7 {
		t.Errorf("after the cut: %v, torn %q", now.Head(), now.Torn())
	}
	if _, err := j.Append(noon, "a@b", &Run{}); err != nil {
		t.Error(err)
	}
}

// A journal that is not the one that somebody noted is named, with how it differs.
func TestOtherJournalsAreNamed(t *testing.T) {
	t.Parallel()
	path, head := written(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(whole, []byte("1.2.3"), []byte("1.2.4"), 1)
	shorter := whole[:bytes.IndexByte(whole, '\n')+1]
	for _, c := range []struct {
		name string
		body []byte
		want string
	}{
		{"changed", bytes.Replace(whole, []byte("danh sách"), []byte("danh sâch"), 1), "is another one"},
		{"shorter", shorter, "is shorter: it has 1 lines"},
		{"empty", nil, "is shorter: it has 0 lines"},
		{"gone", []byte("gone"), "is not there"},
	} {
		err := os.WriteFile(path, c.body, 0o600)
		if string(c.body) == "gone" {
			err = os.Remove(path)
		}
		if err != nil {
			t.Fatal(err)
		}
		var wrong *HeadError
		if _, err := Open(path, head, "the warehouse"); !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	// A change before the last line leaves the end as it was: whoever checks the end only does not see it.
	if err := os.WriteFile(path, other, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, head, "the warehouse"); err != nil {
		t.Errorf("the end alone: %v", err)
	}
	var wrong *LineError
	if _, err := Open(path, Head{}, "nobody"); !errors.As(err, &wrong) || wrong.N != 2 {
		t.Errorf("all of it: %v, want an error in line 2, which follows the changed one", err)
	}
}

// Two programs that wrote at a time make two branches, whichever part of the journal is looked at.
func TestForksAreShown(t *testing.T) {
	t.Parallel()
	path, head := written(t)
	one := opened(t, path, head)
	if _, err := one.Append(noon, "a@b", &Run{Number: 8}); err != nil {
		t.Fatal(err)
	}
	second, err := Line{N: 9, Time: noon.Add(time.Hour), Who: "c@d", Parent: head.SHA256, Entry: &Run{Number: 8}}.encode()
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(append(body, second...), '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]Head{"all": {}, "from the common line": head, "from one branch": one.Head()} {
		var fork *ForkError
		if _, err := Open(path, from, "a test"); !errors.As(err, &fork) || fork.N != 10 || fork.After != 8 {
			t.Errorf("%s: %v, want a fork of line 10 behind line 8", name, err)
		}
	}
}

func TestNothingIsAppendedBehindAnothersLines(t *testing.T) {
	t.Parallel()
	path, head := written(t)
	one, other := opened(t, path, head), opened(t, path, head)
	if _, err := one.Append(noon, "a@b", &Run{}); err != nil {
		t.Fatal(err)
	}
	var grown *GrownError
	if _, err := other.Append(noon, "c@d", &Run{}); !errors.As(err, &grown) {
		t.Errorf("appended, or %v; want a *GrownError", err)
	}
	if now := opened(t, path, Head{}); now.Head() != one.Head() {
		t.Errorf("head %v, want %v", now.Head(), one.Head())
	}
}

// However lines are spread over appends, and from wherever one goes on, they are the same lines.
func TestAppendsAndTails(t *testing.T) {
	t.Parallel()
	effort.Check(t, 6, 100, func(r *rapid.T) {
		path := filepath.Join(t.TempDir(), rapid.StringMatching(`[a-z]{12}`).Draw(r, "name"))
		j, heads := opened(t, path, Head{}), []Head{{}}
		var numbers []int
		for range rapid.IntRange(1, 6).Draw(r, "appends") {
			var entries []Entry
			for _, n := range rapid.SliceOfN(rapid.IntRange(0, 1<<40), 1, 4).Draw(r, "numbers") {
				entries = append(entries, &Run{Number: n, Reason: rapid.StringN(0, 9000, -1).Draw(r, "reason")})
				numbers = append(numbers, n)
			}
			head, err := j.Append(noon, "a@b", entries...)
			if err != nil {
				r.Fatal(err)
			}
			heads = append(heads, head)
		}
		for _, from := range heads {
			var got []int
			for _, line := range lines(t, opened(t, path, from), from) {
				got = append(got, line.Entry.(*Run).Number)
			}
			if !slices.Equal(got, numbers[from.Lines:]) {
				r.Fatalf("from line %d: %v, want %v", from.Lines, got, numbers[from.Lines:])
			}
		}
	})
}

// What is read as a line is written again as the same bytes, whatever the bytes are.
func FuzzLine(f *testing.F) {
	path, _ := written(f)
	body, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	for line := range bytes.Lines(body) {
		f.Add(bytes.TrimSpace(line))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		line, err := decode(text)
		if err != nil {
			return
		}
		if again, err := line.encode(); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is written again as %q (%v)", text, again, err)
		}
	})
}
