package spark

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tonghop/pipeline/lake/spark/job"
)

// reader is a job of four tables: one of the lake's files, one that asks for the day, one of a year that reads both,
// and one that is published and rounds.
func reader() job.Job {
	return job.Job{
		Inputs: []job.Input{{Name: "lake.unit", Base: "/lake", Files: []string{"a.parquet"}}},
		Models: []job.Model{
			{Name: "core.period", Rebuild: job.Whole, Body: "SELECT year FROM lake.unit"},
			{Name: "core.due", Rebuild: job.Whole, Body: "SELECT year FROM core.period WHERE day < getvariable('today')"},
			{Name: "core.fact", Rebuild: job.ByYear,
				Body: "SELECT * FROM core.due JOIN core.period USING (year) WHERE year = getvariable('year')"},
			{Name: "year", Rebuild: job.Published,
				Body: "SELECT getvariable('rounding_mode') AS mode, year FROM core.fact"},
		},
		Variables: job.Variables{Today: time.Date(2021, 10, 11, 23, 0, 0, 0, time.UTC), TimeZone: "Asia/Ho_Chi_Minh"},
	}
}

// originOf is the origin of a part that a model makes.
func originOf(m *maker, p part, model job.Model) (origin, error) {
	query, err := wordingOf(m.job.Variables, model.Body, yearStep{year: p.Year, step: p.Step})
	if err != nil {
		return origin{}, err
	}
	return m.originOf(p, query, model.Types)
}

// origins are those of the parts of a job of two years, each finished before the next is asked for.
func origins(t *testing.T, todo job.Job, functions string) map[string]origin {
	t.Helper()
	m := &maker{job: todo, functions: wording{always: functions}, done: &done{parts: map[part]origin{}}}
	all := map[string]origin{}
	for _, year := range []int{2021, 2022} {
		for _, model := range todo.Models {
			p := part{Table: model.Name}
			if model.Rebuild == job.ByYear {
				p.Year = year
			}
			o, err := originOf(m, p, model)
			if err != nil {
				t.Fatal(err)
			}
			all[p.String()], m.done.parts[p] = o, o
		}
	}
	return all
}

// A part has another origin when its own text, a setting that it asks for, a file or anything that it reads is another;
// and the same one whatever else is.
func TestOrigins(t *testing.T) {
	all := []string{"core.period", "core.due", "core.fact, 2021", "core.fact, 2022", "year"}
	for _, test := range []struct {
		name      string
		change    func(*job.Job)
		functions string
		others    []string
	}{
		{"nothing", func(*job.Job) {}, "f", nil},
		{"another server", func(j *job.Job) { j.Server, j.Folder = "sc://b:1", "/b" }, "f", nil},
		{"later on the day", func(j *job.Job) { j.Variables.Today = j.Variables.Today.Add(17 * time.Hour) }, "f", nil},
		{"the next day", func(j *job.Job) { j.Variables.Today = j.Variables.Today.Add(18 * time.Hour) }, "f", all[1:]},
		{"rounding", func(j *job.Job) { j.Variables.RoundingMode = "truncate" }, "f", all[4:]},
		{"a setting that nobody asks for", func(j *job.Job) { j.Variables.CutoffDay = 14 }, "f", nil},
		{"a file", func(j *job.Job) { j.Inputs[0].Files = []string{"b.parquet"} }, "f", all},
		{"the text of a table", func(j *job.Job) { j.Models[2].Body += " AND year > 0" }, "f", all[2:]},
		{"the types of a table", func(j *job.Job) { j.Models[2].Types = "year INTEGER" }, "f", all[2:]},
		{"a function", func(*job.Job) {}, "g", all},
	} {
		changed := reader()
		test.change(&changed)
		before, now := origins(t, reader(), "f"), origins(t, changed, test.functions)
		var others []string
		for _, part := range all {
			if !now[part].made(before[part]) {
				others = append(others, part)
			}
		}
		if !slices.Equal(others, test.others) {
			t.Errorf("%s: %v have another origin, expected %v", test.name, others, test.others)
		}
	}
}

// On another day only a table that asks for the day has another one; where its rows are known to be those of the day
// before, what reads it has the same origin as then.
func TestOriginsOfSameRows(t *testing.T) {
	today, tomorrow := reader(), reader()
	tomorrow.Variables.Today = tomorrow.Variables.Today.Add(24 * time.Hour)
	before := origins(t, today, "f")
	m := &maker{job: tomorrow, functions: wording{always: "f"}, done: &done{parts: map[part]origin{
		{Table: "core.period"}: before["core.period"],
	}}}
	due, err := originOf(m, part{Table: "core.due"}, tomorrow.Models[1])
	if err != nil || due.made(before["core.due"]) || due.Of != before["core.due"].Of || due.Day != "2021-10-13" {
		t.Fatalf("core.due: %+v, the day before %+v (%v)", due, before["core.due"], err)
	}
	due.Same = before["core.due"].rows()
	m.done.parts[part{Table: "core.due"}] = due
	// What a run has of later years does not count for an earlier one.
	m.done.parts[part{"core.fact", 2022, 0}] = origin{Of: "later"}
	fact, err := originOf(m, part{"core.fact", 2021, 0}, tomorrow.Models[2])
	if err != nil || !fact.made(before["core.fact, 2021"]) {
		t.Errorf("core.fact: %+v, the day before %+v (%v)", fact, before["core.fact, 2021"], err)
	}
}

// A step reads the rows of its own earlier steps, and of no later ones.
func TestOriginsOfSteps(t *testing.T) {
	model := job.Model{Name: "core.held", Body: "SELECT * FROM core.held WHERE year = getvariable('year')"}
	m := &maker{functions: wording{always: "f"}, done: &done{parts: map[part]origin{{"core.held", 2021, 1}: {Of: "a"}}},
		job: job.Job{Variables: job.Variables{TimeZone: "UTC"}}}
	second, err := originOf(m, part{"core.held", 2021, 2}, model)
	if err != nil {
		t.Fatal(err)
	}
	m.done.parts[part{"core.held", 2021, 3}] = origin{Of: "b"}
	if again, err := originOf(m, part{"core.held", 2021, 2}, model); err != nil || again != second {
		t.Errorf("with a later step %+v, expected %+v (%v)", again, second, err)
	}
	m.done.parts[part{"core.held", 2021, 1}] = origin{Of: "c"}
	if again, err := originOf(m, part{"core.held", 2021, 2}, model); err != nil || again == second {
		t.Errorf("with another first step still %+v (%v)", again, err)
	}
}

// A part that an earlier job has made of the same is taken over, another one is not, and neither is one whose files are
// gone. What was taken over is remembered.
func TestPartsAreTakenOver(t *testing.T) {
	folder, state := t.TempDir(), t.TempDir()
	before, err := openDone(state, "before")
	if err != nil {
		t.Fatal(err)
	}
	same, gone := part{"core.fact", 2021, 1}, part{Table: "core.gone"}
	for _, p := range []part{same, gone} {
		if err := before.add(p, origin{Of: "a", Day: "2021-10-12", Same: "b"}); err != nil {
			t.Fatal(err)
		}
	}
	m := &maker{job: job.Job{Folder: folder, State: state}, tell: func(string) {}}
	m.root = m.rootOf("now")
	file := filepath.Join(m.rootOf("before").part(same), "x.parquet")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("rows"), 0o644); err != nil {
		t.Fatal(err)
	}
	if m.done, err = openDone(state, "now"); err != nil {
		t.Fatal(err)
	}
	if m.earlier, err = m.earlierJobs("now"); err != nil || len(m.earlier) != 1 {
		t.Fatalf("jobs before: %v (%v)", m.earlier, err)
	}
	for _, test := range []struct {
		p      part
		o      origin
		stands bool
	}{
		{same, origin{Of: "other", Day: "2021-10-12"}, false},
		{same, origin{Of: "a", Day: "2021-10-13"}, false},
		{gone, origin{Of: "a", Day: "2021-10-12"}, false},
		{same, origin{Of: "a", Day: "2021-10-12"}, true},
		{same, origin{Of: "a", Day: "2021-10-12"}, true}, // now it is its own
	} {
		if got, err := m.stands(test.p, test.o); err != nil || got != test.stands {
			t.Errorf("%s of %+v stands: %v, expected %v (%v)", test.p, test.o, got, test.stands, err)
		}
	}
	if body, err := os.ReadFile(filepath.Join(m.root.part(same), "x.parquet")); err != nil || string(body) != "rows" {
		t.Errorf("taken over: %q (%v)", body, err)
	}
	if d, err := readDone(doneFile(state, "now")); err != nil || d.parts[same].rows() != "b" || m.Kept != 2 {
		t.Errorf("remembered: %+v, %d kept (%v)", d.parts, m.Kept, err)
	}
	later := part{"core.fact", 2021, 2}
	m.done.parts[same], m.done.parts[later] = origin{Of: "a"}, origin{Of: "a"}
	got, err := m.stands(same, origin{Of: "b"})
	if err != nil || got || len(m.done.parts) > 0 || there(m.root.part(same)) {
		t.Errorf("of another origin it stands: %v, with %v (%v)", got, m.done.parts, err)
	}
	_, _ = before.file.Close(), m.done.file.Close()
}
