package warehouse

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/registry"
	"tonghop/samples/effort"
	statements "tonghop/sql"
)

// nights is a made-up chain of vintages: each step is what one command brings.
type nights struct {
	*story
	r        *rapid.T
	registry *registry.Registry
	versions int
	sent     []string        // submissions
	closed   map[string]bool // periods
	said     []string
}

// Whatever comes, is taken back, decided, closed, amended, moved or merged: a chain of vintages that take over from
// each other what did not change ends in the one that is made anew, byte for byte and row for row, and the tables that
// they are made of are what is built anew as a whole. One night is drawn each time, and more with every story told;
// TestConsolidation takes over twice in a row.
func TestPeriodsMakeTheVintage(t *testing.T) {
	effort.Check(t, 1, 60, func(r *rapid.T) {
		n := &nights{story: newStory(t), r: r, registry: twoDistricts(t), closed: map[string]bool{}}
		n.w.touchedShare = 0 // the touched are made alone, however many they are
		n.define(n.registry, twoForms())
		n.send(4)
		before := n.exportAfter(Earlier{})
		for range rapid.IntRange(1, mostNights()).Draw(r, "nights") {
			n.night()
			before = n.exportAfter(before)
		}
		anew := n.exportAfter(Earlier{})
		for _, name := range exportedFiles {
			a, err := os.ReadFile(filepath.Join(before.Dir, name))
			n.must(err)
			b, err := os.ReadFile(filepath.Join(anew.Dir, name))
			n.must(err)
			if !bytes.Equal(a, b) {
				r.Errorf("%s differs:\n%s\n%s\n%s", name, a, b, strings.Join(n.said, "\n"))
			}
		}
		n.sameTables(before.Dir, anew.Dir)
		if problems := n.partsAreTheWhole(); problems != nil {
			r.Errorf("%s\n%s", strings.Join(problems, "\n"), strings.Join(n.said, "\n"))
		}
		if t.Failed() {
			r.Fatal(strings.Join(n.said, "\n"))
		}
	})
}

// mostNights is how many nights a chain of vintages has at most.
func mostNights() int {
	if effort.Stories() {
		return effort.Pick(2, 7)
	}
	return 1
}

func day(t *testing.T, text string) period.Date {
	t.Helper()
	d, err := period.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// twoDistricts are four communes in two districts of a province, and one that ends in the middle of 2021.
func twoDistricts(t *testing.T) *registry.Registry {
	unit := func(id, level, parent string) registry.Unit {
		return registry.Unit{ID: id, Code: id, Name: "Đơn vị " + id, Level: level, ParentID: parent}
	}
	r := &registry.Registry{SHA256: "0", UnitsSHA256: "0", Units: []registry.Unit{unit("p", "province", ""),
		unit("d0", "district", "p"), unit("d1", "district", "p")}}
	for i := range 5 {
		r.Units = append(r.Units, unit(fmt.Sprintf("u%02d", i), "commune", fmt.Sprintf("d%d", i%2)))
	}
	r.Units[len(r.Units)-1].ValidTo = day(t, "2021-06-30")
	r.Targets = []registry.Target{{UnitID: "p", Indicator: "admitted", Breakdown: "total", Horizon: period.OfYear(2021),
		Kind: registry.Absolute, Value: quantity.Of(80), Decision: "1"}}
	return r
}

// night is one command.
func (n *nights) night() {
	kinds := []string{"send", "send", "send", "retract", "close", "registry", "round"}
	switch rapid.SampledFrom(kinds).Draw(n.r, "night") {
	case "send":
		n.send(rapid.IntRange(1, 3).Draw(n.r, "workbooks"))
	case "retract":
		kind := rapid.SampledFrom([]string{"retract", "unretract"}).Draw(n.r, "kind")
		name := rapid.SampledFrom(n.sent).Draw(n.r, "submission")
		n.said = append(n.said, kind+" "+name)
		n.decide(kind, name)
	case "close":
		n.close(period.OfQuarter(2021, rapid.IntRange(1, 4).Draw(n.r, "closed quarter")))
	case "registry":
		n.amend()
	case "round":
		n.settings.Rounding.Digits = rapid.IntRange(0, 2).Draw(n.r, "digits")
		n.said = append(n.said, fmt.Sprint("digits ", n.settings.Rounding.Digits))
		n.run(nil)
	}
}

func (n *nights) send(workbooks int) {
	var loaded []Loaded
	for range workbooks {
		unit, quarter := rapid.IntRange(0, 4).Draw(n.r, "unit"), rapid.IntRange(1, 4).Draw(n.r, "quarter")
		year := rapid.SampledFrom([]int{2021, 2021, 2022}).Draw(n.r, "year")
		flow := int64(rapid.IntRange(0, 3).Draw(n.r, "flow"))
		l := inYear(year, workbook(fmt.Sprintf("u%02d", unit), quarter, fmt.Sprint(len(n.sent)), flow, flow+2, 5))
		l = byForm(n.r, l)
		if target := rapid.IntRange(-2, 2).Draw(n.r, "target"); target >= 0 {
			l = withTarget(l, int64(target))
		}
		loaded, n.sent = append(loaded, l), append(n.sent, l.Submission.ID())
		n.said = append(n.said, fmt.Sprintf("u%02d %d-Q%d %d", unit, year, quarter, flow))
	}
	n.run(loaded)
}

// close closes a quarter that has rows, or opens it again.
func (n *nights) close(p period.Period) {
	kind, label := "close", p.String()
	if n.closed[label] {
		kind = "reopen"
	}
	n.commands++
	tx, err := n.w.Begin(n.t.Context(), Command{Kind: kind, Actor: "test", Program: "test", At: n.now})
	n.must(err)
	defer tx.Rollback()
	if kind == "close" {
		rows, err := tx.Seal(n.t.Context(), n.settings, p)
		n.must(err)
		if rows == 0 {
			return
		}
	}
	n.said = append(n.said, kind+" "+label)
	n.closed[label] = kind == "close"
	n.must(tx.Act(label))
	_, err = tx.Consolidate(n.t.Context(), n.settings)
	n.must(err)
	n.must(tx.Commit(n.t.Context(), Counts{}))
}

// amend changes the registry: a name, a target, where a unit stands, or what became of the one that ended.
func (n *nights) amend() {
	n.versions++
	next := *n.registry
	next.SHA256, next.UnitsSHA256 = fmt.Sprint(n.versions), fmt.Sprint(n.versions)
	next.Units = slices.Clone(n.registry.Units)
	last := len(next.Units) - 2 // u03
	kind := rapid.SampledFrom([]string{"rename", "target", "share", "move", "merge"}).Draw(n.r, "change")
	switch kind {
	case "rename":
		next.Units[last].Name += "*"
	case "target":
		amended := next.Targets[0]
		amended.Value, amended.Decision = quantity.Of(int64(90+n.versions)), fmt.Sprint(n.versions)
		amended.EffectiveDate = day(n.t, "2021-08-01")
		next.Targets = append(slices.Clone(n.registry.Targets), amended)
	case "share": // the rows of a year hang on the last stock of the year before
		next.Targets = append(slices.Clone(n.registry.Targets), registry.Target{UnitID: "u01", Indicator: "admitted",
			Breakdown: "total", Horizon: period.OfYear(2022), Kind: registry.Share, Value: quantity.Of(3),
			ShareOf: "members", Decision: fmt.Sprint(n.versions)})
	case "move":
		next.Units[last].ParentID = map[string]string{"d0": "d1", "d1": "d0"}[next.Units[last].ParentID]
	case "merge":
		next.Changes = []registry.Change{{Date: day(n.t, "2021-07-01"), Kind: registry.Merge, UnitID: "u04",
			SuccessorID: fmt.Sprintf("u%02d", n.versions%3)}}
	}
	n.said = append(n.said, kind)
	n.registry = &next
	n.run(nil, func(tx *Tx) error { return tx.RecordRegistry(n.t.Context(), n.registry) })
}

// How many rows a Parquet file has in a group does not depend on where they stand in the database: periods longer than
// a group that were made one after the other, or one of them later, give the same bytes.
func TestParquetOfLongPeriods(t *testing.T) {
	s := newStory(t)
	s.w.db.SetMaxOpenConns(1)
	builder, err := newBuilder(t.Context(), s.w.db, s.w.files, s.settings)
	s.must(err)
	made := "SELECT 2021 AS year, '2021-Q' || q AS period, i AS n FROM range(%d) AS t (i), (VALUES (%d)) AS p (q) " +
		"ORDER BY i"
	first, second := fmt.Sprintf(made, 20_001, 1), fmt.Sprintf(made, 130_001, 2)
	var files [][]byte
	for i, statements := range []string{
		"CREATE TABLE vintage.main.a AS FROM (%[1]s); INSERT INTO vintage.main.a %[2]s",
		"CREATE TABLE vintage.main.a AS FROM (%[1]s); INSERT INTO vintage.main.a %[2]s; " +
			"DELETE FROM vintage.main.a WHERE period = '2021-Q1'; INSERT INTO vintage.main.a %[1]s",
		"CREATE TABLE vintage.main.a AS FROM (%[1]s); INSERT INTO vintage.main.a %[2]s; " +
			"UPDATE vintage.main.a SET n = -n WHERE n % 7 = 0; CHECKPOINT vintage; " +
			"UPDATE vintage.main.a SET n = -n WHERE n < 0",
	} {
		dir := t.TempDir()
		e := &export{builder: builder, dir: dir,
			years: map[int]PublishedYear{2021: {Periods: map[string]PublishedPeriod{}}}}
		s.must(e.exec(t.Context(), "attach", fmt.Sprintf("ATTACH %s AS vintage (%s)",
			duck.Quoted(filepath.Join(dir, "v.duckdb")), WrittenVintage)))
		s.must(e.exec(t.Context(), "make", strings.NewReplacer("%[1]s", first, "%[2]s", second).Replace(statements)))
		s.must(e.exec(t.Context(), "write", "CHECKPOINT vintage"))
		segments, err := e.segments(t.Context(), "a")
		s.must(err)
		s.must(e.writeParquet(t.Context(), "a", segments))
		s.must(e.exec(t.Context(), "detach", "DETACH vintage"))
		body, err := os.ReadFile(filepath.Join(dir, "a.parquet"))
		s.must(err)
		files = append(files, body)
		unordered := 0
		s.must(s.w.db.QueryRow("WITH r AS (SELECT period, n, lag((period, n)) OVER () AS before FROM read_parquet(" +
			duck.Quoted(filepath.Join(dir, "a.parquet")) + ")) SELECT count(*) FILTER (WHERE (period, n) < before) FROM r").
			Scan(&unordered))
		if unordered > 0 {
			t.Errorf("way %d: %d rows stand before those that they follow", i, unordered)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same rows give other bytes when a period of them is made later")
	}
	if !bytes.Equal(files[0], files[2]) {
		t.Error("the same rows give other bytes when some of them are changed where they stand")
	}
}

// The state of a period names every table that the rows are made of: a model that is given another input is noticed
// here. The keys, and what stands behind a reading, never change.
func TestStateOfAPeriodNamesAllInputs(t *testing.T) {
	period, err := fs.ReadFile(statements.Files, "queries/warehouse/published_period.sql")
	if err != nil {
		t.Fatal(err)
	}
	state, err := parseModel("published_period", string(period))
	if err != nil {
		t.Fatal(err)
	}
	body, err := fs.ReadFile(statements.Files, "queries/warehouse/published_part.sql")
	if err != nil {
		t.Fatal(err)
	}
	part, err := parseModel("published_part", string(body))
	if err != nil {
		t.Fatal(err)
	}
	read, err := fs.ReadFile(statements.Files, "queries/warehouse/part_state.sql")
	if err != nil {
		t.Fatal(err)
	}
	states, err := parseModel("part_state", string(read))
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []*model{&state, &part} {
		if !slices.Contains(of.inputs, "part_state (see part_state)") {
			t.Fatalf("%s is not made of part_state", of.name)
		}
		of.inputs = append(of.inputs, states.inputs...)
	}
	// What the frame of a period has, and what does not change without one of these.
	frame := []string{"core.period", "core.tree", "core.redrawn", "staging.series", "staging.unit_order",
		"staging.boundary_tree", "staging.closed_period", "ledger.sealed_quarterly", "ledger.sealed_yearly"}
	for _, input := range state.inputs {
		if !slices.Contains(frame, input) && !slices.Contains(part.inputs, input) {
			t.Errorf("the state of a period has %s, and neither its frame nor the state of a part has it", input)
		}
	}
	models, err := loadModels(statements.Files)
	if err != nil {
		t.Fatal(err)
	}
	known := append(state.inputs, "ledger.unit_key", "ledger.series_key", "ledger.submission", "ledger.observation")
	text, byPeriod := string(period), 0
	for _, m := range models {
		if m.rebuild != rebuildPublished || !m.yearly {
			continue
		}
		byPeriod++
		if !strings.Contains(text, "'"+m.name+"'") || !strings.Contains(string(body), "'"+m.name+"'") {
			t.Errorf("%s is made year by year, and has no state of a period or of a part", m.name)
		}
		for _, input := range m.inputs {
			if !slices.Contains(known, input) {
				t.Errorf("%s is made of %s, which the state of a period does not name", m.name, input)
			}
		}
	}
	if byPeriod != 5 {
		t.Errorf("%d tables are made year by year, want 5", byPeriod)
	}
}
