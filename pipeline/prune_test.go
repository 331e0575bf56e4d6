package pipeline

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/workspace"
)

// made is a vintage of a day at two in the morning, in the time zone of the office. A day that ends in "as of" is that
// of a vintage that somebody made as of an earlier moment.
func made(t testing.TB, zone *time.Location, day string) vintage.Folder {
	t.Helper()
	date, asOf := strings.CutSuffix(day, " as of")
	at, err := time.ParseInLocation(time.DateOnly+" 15", date+" 02", zone)
	if err != nil {
		t.Fatal(err)
	}
	f := vintage.Folder{ID: day, Manifest: vintage.Manifest{CreatedAt: at.UTC()}}
	if asOf {
		f.Manifest.AsOf = at.AddDate(-1, 0, 0)
	}
	return f
}

func TestRetained(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("the office", 7*3600)
	two := workspace.Retention{Last: 2, Months: workspace.EveryMonth, Closings: true}
	for _, c := range []struct {
		name     string
		policy   workspace.Retention
		vintages string // days, the oldest first; the last one is the current one unless current says otherwise
		current  string
		closings string
		want     string // those that are kept, the oldest first, each with its reason
	}{
		{"only one", two, "2021-10-01", "", "", "2021-10-01 current"},
		{"the last two of a month", two, "2021-10-01,2021-10-02,2021-10-03", "", "",
			"2021-10-02 last,2021-10-03 current"},
		{"the last one of each month", two, "2021-08-01,2021-08-31,2021-09-01,2021-09-30,2021-10-01,2021-10-02,2021-10-03",
			"", "", "2021-08-31 month,2021-09-30 month,2021-10-02 last,2021-10-03 current"},
		// Two in the morning of the first of September is still August in UTC.
		{"months are those of the office", two, "2021-08-30,2021-09-01,2021-09-02,2021-10-02,2021-10-03", "", "",
			"2021-08-30 month,2021-09-02 month,2021-10-02 last,2021-10-03 current"},
		{"closings", two, "2021-10-01,2021-10-02,2021-10-03,2021-10-04", "", "2021-10-01",
			"2021-10-01 closing,2021-10-03 last,2021-10-04 current"},
		{"closings, where the office keeps none", workspace.Retention{Last: 2, Months: workspace.EveryMonth},
			"2021-10-01,2021-10-02,2021-10-03,2021-10-04", "", "2021-10-01", "2021-10-03 last,2021-10-04 current"},
		{"so many months", workspace.Retention{Last: 2, Months: 2},
			"2021-08-31,2021-09-29,2021-09-30,2021-10-01,2021-10-02,2021-10-03", "", "",
			"2021-09-30 month,2021-10-02 last,2021-10-03 current"},
		{"no month", workspace.Retention{Last: 2}, "2021-08-31,2021-09-30,2021-10-02,2021-10-03", "", "",
			"2021-10-02 last,2021-10-03 current"},
		{"a year ends between the months", workspace.Retention{Last: 2, Months: 2},
			"2020-11-30,2020-12-30,2021-01-01,2021-01-02", "", "", "2020-12-30 month,2021-01-01 last,2021-01-02 current"},
		{"the current one is an old one, since the others were damaged", two, "2021-10-01,2021-10-02,2021-10-03,2021-10-04",
			"2021-10-01", "", "2021-10-01 current,2021-10-03 last,2021-10-04 last"},
		// They are no nights: nobody's night goes because somebody looked at the past.
		{"tables of the past go when the nights after them are kept no more", two,
			"2021-10-01 as of,2021-10-02,2021-10-03,2021-10-03 as of,2021-10-04,2021-10-04 as of", "2021-10-04", "",
			"2021-10-03 last,2021-10-03 as of last,2021-10-04 current,2021-10-04 as of last"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var all []vintage.Folder
			for day := range strings.SplitSeq(c.vintages, ",") {
				all = append(all, made(t, zone, day))
			}
			last := all[len(all)-1]
			current := last.ID
			if c.current != "" {
				current = c.current
			}
			closings := map[string]bool{c.closings: true}
			kept := retained(all, current, closings, c.policy, last.Manifest.CreatedAt.In(zone))
			var got []string
			for _, id := range slices.Sorted(maps.Keys(kept)) {
				got = append(got, fmt.Sprint(id, " ", kept[id]))
			}
			if strings.Join(got, ",") != c.want {
				t.Errorf("kept\n%s\nwant\n%s", strings.Join(got, "\n"), strings.ReplaceAll(c.want, ",", "\n"))
			}
		})
	}
}

// Whether vintages are removed every night or once at the end, the same ones are left, and no more than the policy
// says: of 50 nights, too.
func TestPruningNightByNight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		policy := workspace.Retention{
			Last: rapid.IntRange(2, 9).Draw(t, "last"), Closings: rapid.Bool().Draw(t, "closings"),
			Months: rapid.IntRange(workspace.EveryMonth, 4).Draw(t, "months"),
		}
		at := time.Date(2021, 1, 1, 2, 0, 0, 0, time.UTC)
		var all, left []vintage.Folder
		closings, months := map[string]bool{}, map[string]bool{}
		var kept map[string]Retaining
		for night := range 50 {
			at = at.Add(time.Duration(rapid.IntRange(1, 100).Draw(t, "hours")) * time.Hour)
			f := vintage.Folder{ID: fmt.Sprintf("%04d", night), Manifest: vintage.Manifest{CreatedAt: at}}
			closings[f.ID] = rapid.IntRange(0, 9).Draw(t, "closes") == 0
			months[at.Format("2006-01")] = true
			all, left = append(all, f), append(left, f)
			kept = retained(left, f.ID, closings, policy, at)
			left = slices.DeleteFunc(left, func(f vintage.Folder) bool { return kept[f.ID] == "" })
		}
		if once := retained(all, left[len(left)-1].ID, closings, policy, at); !maps.Equal(kept, once) {
			t.Fatalf("night by night there are\n%v\nat once\n%v", kept, once)
		}
		most := policy.Last + len(slices.Collect(maps.Keys(months)))
		for id, closed := range closings {
			if closed && kept[id] != "" {
				most++
			}
		}
		if len(kept) > most || len(kept) < policy.Last {
			t.Fatalf("%d are left; the policy keeps %d at most", len(kept), most)
		}
	})
}

// publishedAt makes a vintage with one file, notes it in the journal and points to it.
func (o *office) publishedAt(j *journal.Journal, at time.Time) string {
	o.t.Helper()
	published := filepath.Join(o.dir, "published")
	d, err := vintage.Begin(published, at)
	o.must(err)
	o.must(os.WriteFile(filepath.Join(d.Dir, "a.csv"), []byte(at.String()), 0o644))
	f, err := d.Keep(vintage.Manifest{CreatedAt: at, Journal: j.Head()})
	o.must(err)
	_, err = j.Append(at, "đêm", &journal.Published{Vintage: f.ID})
	o.must(err)
	o.must(vintage.Point(published, f, j.Head()))
	return f.ID
}

// What is removed is gone whole, what stays is as it was published, and a vintage that cannot be removed is named.
func TestPrune(t *testing.T) {
	t.Parallel()
	o := openOffice(t, krongBong, false)
	space := o.space()
	space.Retention = workspace.Retention{Last: 2, Closings: true}
	j, err := journal.Open(space.Journal, journal.Head{}, "test")
	o.must(err)
	var ids []string
	for night := range 6 {
		if night == 1 {
			_, err := j.Append(o.clock.At, "a", &journal.Decided{Decision: "close", Subject: "2021-Q1"})
			o.must(err)
		}
		ids = append(ids, o.publishedAt(j, o.clock.At.AddDate(0, 0, night)))
	}
	dry, err := prune(space, j, o.clock.At, true)
	o.must(err)
	if want := []string{ids[0], ids[2], ids[3]}; !slices.Equal(dry.Removed, want) {
		t.Errorf("a dry run would remove %v, want %v", dry.Removed, want)
	}
	if there, err := vintage.IDs(space.Published); err != nil || !slices.Equal(there, ids) {
		t.Errorf("after a dry run there are %v, %v", there, err)
	}
	pruned, err := prune(space, j, o.clock.At, false)
	o.must(err)
	if !slices.Equal(pruned.Removed, dry.Removed) || len(pruned.Left) > 0 {
		t.Errorf("removed %v, left %v; want %v", pruned.Removed, pruned.Left, dry.Removed)
	}
	all, err := vintage.Inspect(space.Published)
	o.must(err)
	for i, id := range []string{ids[1], ids[4], ids[5]} {
		if len(all) != 3 || all[i].ID != id || len(all[i].Damage)+len(all[i].Strangers) > 0 {
			t.Fatalf("there are %+v", all)
		}
	}
	away := vintage.Folder{ID: "away", Dir: filepath.Join(space.Published, "vintages", "away")}
	if pruned.remove(away); len(pruned.Left) != 1 || pruned.Left[0].ID != "away" ||
		!strings.Contains(pruned.Left[0].Problem, away.Dir) || !slices.Equal(pruned.Removed, dry.Removed) {
		t.Errorf("what cannot be removed is told as %+v, beside %v", pruned.Left, pruned.Removed)
	}
}
