package lake_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline"
	"tonghop/pipeline/lake"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// small is a province of a few units that has a lake.
type small struct {
	t     *testing.T
	space *workspace.Workspace
	lake  lake.Folder
	now   time.Time
}

func newSmall(t *testing.T, id string, years int) *small {
	t.Helper()
	dir := durabletest.Folder(t)
	if _, err := province.Generate(dir, province.Options{Units: 3, Years: years, Indicators: 1, Seed: 5}); err != nil {
		t.Fatal(err)
	}
	appendTo(t, filepath.Join(dir, workspace.ConfigName), "\nlake: {province: "+id+"}\n")
	space, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return &small{t, space, lake.Folder{Root: filepath.Join(dir, "lake")}, time.Date(2024, 1, 9, 2, 0, 0, 0, time.UTC)}
}

func appendTo(t *testing.T, file, text string) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, append(body, text...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// run is a night, a minute after the one before.
func (s *small) run() *pipeline.Report {
	s.t.Helper()
	s.now = s.now.Add(time.Minute)
	report, err := pipeline.Run(s.t.Context(), s.space, pipeline.Options{
		Clock: &schedule.StoppedClock{At: s.now}, Actor: pipeline.Actor{User: "nguyen", Host: "may-chu"}, Program: "test",
		Threads: 1, Unprinted: true,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return report
}

func (s *small) open() *lake.State {
	s.t.Helper()
	state, err := lake.Open(s.t.Context(), s.lake, s.space.Lake.Province)
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

// paths are the files of a state, by table and year.
func paths(state *lake.State) map[string]string {
	all := map[string]string{}
	for table, files := range state.Tables {
		for _, f := range files {
			all[filepath.Dir(f.Path)+" of "+table] = f.Path
		}
	}
	return all
}

// TestLake tells one history of a small province, night by night, and tries on what each night left whatever needs a
// lake: a publication costs far more than what is tried on it.
func TestLake(t *testing.T) {
	p := newSmall(t, "dak-lak", effort.Pick(1, 2))
	for _, c := range []struct {
		name string
		test func(*testing.T, *small)
	}{
		{"of a province", lakeOfAProvince}, {"damaged", damagedLake}, {"in a store", lakeInAStore},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			c.test(t, p)
		})
	}
}

// Night by night the lake gets what is new and nothing else; a write that is killed leaves the state before, and is
// made up for; what only the province may know never gets there.
func lakeOfAProvince(t *testing.T, p *small) {
	if first := p.run().Lake; first == nil || first.Files < effort.Pick(15, 20) {
		t.Fatalf("the first night wrote %+v", first)
	}
	first := p.open()
	if again := p.run().Lake; again.Files != 0 || again.State != first.State {
		t.Errorf("a night without news wrote %+v", again)
	}
	p.holdsNobody(first)
	p.killed(first)
	body := "registry/targets.csv"
	appendTo(t, filepath.Join(p.space.Dir, body), "xa-00001,indicator_001,total,2030,absolute,9,,QĐ 1/2029,,\n")
	report := p.run()
	second := p.open()
	if second.State == first.State || second.Vintage != report.Vintage || second.Unfinished {
		t.Errorf("after a new target the state is %s of vintage %s, unfinished %t", second.State, second.Vintage,
			second.Unfinished)
	}
	was, is := paths(first), paths(second)
	for name := range is {
		changed := was[name] != is[name]
		expected := strings.Contains(name, "/target/") || strings.Contains(name, "/run/")
		if changed != expected {
			t.Errorf("%s: written again: %t, expected %t", name, changed, expected)
		}
	}
}

// killed ends a write at several points: the lake has the state before, and says that another was begun.
func (s *small) killed(before *lake.State) {
	s.t.Helper()
	ledger, err := warehouse.Open(s.t.Context(), s.space.Warehouse, warehouse.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	defer ledger.Close()
	published, err := vintage.Find(s.space.Published, vintage.CurrentName)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, step := range []string{"ledger/unit", "ledger/finding", "marts/attainment_yearly", "manifest"} {
		err := lake.WriteUntil(s.t.Context(), step, s.lake, ledger, published, lake.Options{
			Province: s.space.Lake.Province, FileNames: true, Program: "another", Now: s.now.Add(time.Second),
		})
		if !errors.Is(err, lake.ErrKilled) {
			s.t.Fatalf("%s: %v", step, err)
		}
		state := s.open()
		if state.State != before.State || !state.Unfinished {
			s.t.Errorf("killed at %s the state is %s, unfinished %t", step, state.State, state.Unfinished)
		}
	}
}

// holdsNobody looks for names of workbooks and of staff in every text of the lake.
func (s *small) holdsNobody(state *lake.State) {
	s.t.Helper()
	conn, done, err := warehouse.OpenScratch(s.t.Context(), warehouse.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	defer done()
	for table, files := range state.Tables {
		for _, f := range files {
			rows := 0
			err := conn.QueryRowContext(s.t.Context(), "SELECT count(*) FROM read_parquet('"+state.Local(f)+"') AS t "+
				"WHERE contains(t::VARCHAR, '.xlsx') OR contains(t::VARCHAR, 'nguyen') OR contains(t::VARCHAR, 'may-chu')",
			).Scan(&rows)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				s.t.Fatal(err)
			}
			if rows > 0 {
				s.t.Errorf("%s names workbooks or people in %d rows", table, rows)
			}
		}
	}
}

// What is wrong with a lake is said with the file and what to do.
func damagedLake(t *testing.T, p *small) {
	state := p.open()
	observations := state.Tables["ledger/observation"][0]
	manifest := filepath.Join(p.lake.Root, "manifests", "dak-lak", state.State+".json")
	pointer := filepath.Join(p.lake.Root, "current", "dak-lak.json")
	for name, test := range map[string]struct {
		file   string
		change func(body []byte) []byte // nil: the file is removed
		kind   fault.Kind               // "": it opens, and Verify finds it
		says   string
	}{
		"a partition that is missing": {state.Local(observations), nil, fault.Failed, observations.Path + " is missing"},
		"a partition cut short": {state.Local(observations), func(b []byte) []byte { return b[:len(b)-1] }, fault.Failed,
			"bytes; "},
		"a partition with other bytes": {state.Local(observations), func(b []byte) []byte {
			return append(b[:len(b)-9:len(b)-9], strings.Repeat("x", 9)...)
		}, "", observations.Path + " has other contents"},
		"a manifest that does not fit": {manifest, func(b []byte) []byte { return append(b, ' ') }, fault.Failed,
			"is not the manifest"},
		"no manifest":               {manifest, nil, fault.Failed, "is missing"},
		"a pointer that is no JSON": {pointer, func([]byte) []byte { return []byte("{") }, fault.Failed, "cannot be read"},
		"a pointer to elsewhere": {pointer, func(b []byte) []byte {
			return []byte(strings.Replace(string(b), "manifests/", "../", 1))
		}, fault.Failed, "names the manifest"},
		"another format": {pointer, func(b []byte) []byte {
			return []byte(strings.Replace(string(b), `"format": 1`, `"format": 9`, 1))
		}, fault.Refused, "expected format 1"},
		"nothing": {pointer, nil, fault.Misuse, "has nothing of the province dak-lak"},
	} {
		t.Run(name, func(t *testing.T) {
			body := changeFile(t, test.file, test.change)
			defer putBack(t, test.file, body)
			_, problems, err := lake.Verify(t.Context(), p.lake, "dak-lak")
			text := strings.Join(problems, "\n")
			if err != nil {
				text = err.Error()
			}
			if !strings.Contains(text, test.says) {
				t.Errorf("it says %q, expected %q", text, test.says)
			}
			if test.kind != fault.Of(err) && err != nil || (err == nil) != (test.kind == "") {
				t.Errorf("the error is of kind %v, expected %v", fault.Of(err), test.kind)
			}
		})
	}
	p.otherContract(manifest, pointer)
	if _, problems, err := lake.Verify(t.Context(), p.lake, "dak-lak"); err != nil || problems != nil {
		t.Errorf("everything is put back: %v %v", problems, err)
	}
}

// otherContract writes a state of another contract, whole in itself.
func (s *small) otherContract(manifest, pointer string) {
	s.t.Helper()
	was, body := changeFile(s.t, manifest, func(b []byte) []byte {
		return []byte(strings.Replace(string(b), `"contract": 1`, `"contract": 7`, 1))
	}), []byte(nil)
	defer putBack(s.t, manifest, was)
	sum, _, err := durable.SumOfFile(manifest)
	if err != nil {
		s.t.Fatal(err)
	}
	body = changeFile(s.t, pointer, func(b []byte) []byte {
		var to map[string]any
		if err := json.Unmarshal(b, &to); err != nil {
			s.t.Fatal(err)
		}
		to["sha256"] = sum
		made, err := json.Marshal(to)
		if err != nil {
			s.t.Fatal(err)
		}
		return made
	})
	defer putBack(s.t, pointer, body)
	_, err = lake.Open(context.Background(), s.lake, "dak-lak")
	if contract := (*lake.ContractError)(nil); !errors.As(err, &contract) || contract.Contract != 7 {
		s.t.Errorf("another contract: %v", err)
	}
}

// changeFile changes a finished file, or removes it, and returns what it was.
func changeFile(t *testing.T, name string, change func([]byte) []byte) (was []byte) {
	t.Helper()
	was, err := os.ReadFile(name)
	if err == nil {
		err = os.Remove(name)
	}
	if err == nil && change != nil {
		err = os.WriteFile(name, change(append([]byte{}, was...)), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return was
}

func putBack(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, body, 0o644); err != nil {
		t.Fatal(err)
	}
}
