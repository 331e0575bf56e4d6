package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// histories are the small cases of successions, as a workspace: registry, forms and one workbook for each report. The
// units of a history have its name before theirs. Histories whose forms differ have units of a level of their own.
type histories struct {
	t                       *testing.T
	dir                     string
	units, changes, targets strings.Builder
	name, level             string
	last                    map[string][5]string // of each unit: level, parent, from, until
	order                   []string
	forms                   map[string]string // what a history says of its form → level of the units that send it
	reports                 int
}

func (h *histories) write(name, text string) {
	h.t.Helper()
	path := filepath.Join(h.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// add takes over the lines of one history; what it expects is tried where the models are.
func (h *histories) add(path string) {
	h.t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	h.name = strings.TrimSuffix(filepath.Base(path), ".txt") + "-"
	h.level = h.levelOf(string(body))
	h.order = nil
	var reports [][]string
	for line := range strings.Lines(string(body)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "unit":
			h.unit(words[1:])
		case "move":
			h.move(words[1], words[3], words[5])
		case "change":
			h.change(words[1:])
		case "target":
			from := "2021-01-01"
			if len(words) > 3 {
				from = words[4]
			}
			fmt.Fprintf(&h.targets, "%s,%s,2021,%s,NQ,%s\n", h.id(words[1]), h.level+"_done", words[2], from)
		case "report":
			reports = append(reports, words[1:])
		}
	}
	for _, unit := range h.order {
		h.row(unit)
	}
	for _, words := range reports {
		h.report(words)
	}
}

// id is the identifier of a unit of the history that is being added.
func (h *histories) id(unit string) string { return h.name + strings.ToLower(unit) }

// levelOf is the level of the reporting units of histories with this form, which it writes when it is the first one.
func (h *histories) levelOf(body string) string {
	said := ""
	for line := range strings.Lines(body) {
		if rest, is := strings.CutPrefix(line, "form "); is {
			said += strings.TrimSpace(rest) + "\n"
		}
	}
	if level, there := h.forms[said]; there {
		return level
	}
	level := []string{"commune", "ward", "hamlet", "school", "agency"}[len(h.forms)]
	h.forms[said] = level
	kind, more := "quarter", ""
	for line := range strings.Lines(said) {
		switch words := strings.Fields(line); words[0] {
		case "yearly":
			kind = "year"
		case "final":
			more += "final: true\n"
		case "counts":
			more += "counts: " + words[1] + "\n"
		}
	}
	h.write("forms/"+level+".yaml", fmt.Sprintf(`form: %[1]s
title: {vi: Biểu %[1]s, en: Form %[1]s}
recognise: {texts: ["Biểu số: %[1]s"]}
unit: {after: "Đơn vị báo cáo:"}
period: {kind: %[2]s}
submitted_by: {levels: [%[1]s]}
%[3]slayout: indicators_down
label_column: Chỉ tiêu
columns:
  - {header: Trong kỳ, measure: flow}
  - {header: Lũy kế, measure: ytd}
  - {header: Cuối kỳ, measure: stock}
indicators:
  %[1]s_done: {vi: Hoàn thành %[1]s, en: Done, unit: {vi: việc, en: things}}
  %[1]s_members: {vi: Thành viên %[1]s, en: Members, unit: {vi: người, en: people}}
rows:
  - {label: Hoàn thành, indicator: %[1]s_done, measures: {flow: flow, ytd: ytd}}
  - {label: Thành viên, indicator: %[1]s_members, measures: {stock: stock}}
`, level, kind, more))
	return level
}

func (h *histories) unit(words []string) {
	row := [5]string{words[1]}
	for at := 2; at+1 < len(words); at += 2 {
		row[map[string]int{"in": 1, "from": 2, "until": 3}[words[at]]] = words[at+1]
	}
	if row[0] == "commune" {
		row[0] = h.level
	}
	h.last[h.id(words[0])] = row
	h.order = append(h.order, words[0])
}

func (h *histories) move(unit, to, day string) {
	row := h.last[h.id(unit)]
	on, err := time.Parse(time.DateOnly, day)
	if err != nil {
		h.t.Fatal(err)
	}
	until := row[3]
	row[3] = on.AddDate(0, 0, -1).Format(time.DateOnly)
	h.last[h.id(unit)] = row
	h.row(unit)
	row[1], row[2], row[3] = to, day, until
	h.last[h.id(unit)] = row
	fmt.Fprintf(&h.changes, "%s,move,%s,%s,NQ,,\n", day, h.id(unit), h.id(to))
}

func (h *histories) row(unit string) {
	row := h.last[h.id(unit)]
	parent := ""
	if row[1] != "" {
		parent = h.id(row[1])
	}
	fmt.Fprintf(&h.units, "%s,%[1]s,%s,%s,%s,%s\n", h.id(unit), row[0], parent, row[2], row[3])
}

func (h *histories) change(words []string) {
	successor, counts, weight := "", "", ""
	for at := 3; at < len(words); at++ {
		switch words[at] {
		case "own", "includes":
			counts = words[at]
		case "weight":
			at++
			weight = words[at]
		default:
			successor = h.id(words[at])
		}
	}
	fmt.Fprintf(&h.changes, "%s,%s,%s,%s,NQ,%s,%s\n", words[0], words[1], h.id(words[2]), successor, counts, weight)
}

func (h *histories) report(words []string) {
	cells := map[string]string{}
	for at := 2; at+1 < len(words); at += 2 {
		cells[words[at]] = words[at+1]
	}
	period := "Năm 2021"
	if _, quarter, quarterly := strings.Cut(words[1], "-Q"); quarterly {
		period = "Quý " + map[string]string{"1": "I", "2": "II", "3": "III", "4": "IV"}[quarter] + " năm 2021"
	}
	h.reports++
	h.write(fmt.Sprintf("inbox/%04d.csv", h.reports), fmt.Sprintf("Đơn vị báo cáo: %s,,,,Biểu số: %s\n,,,,\n"+
		"BÁO CÁO,,,,\n%s,,,,\n,,,,\nSTT,Chỉ tiêu,Trong kỳ,Lũy kế,Cuối kỳ\n1,Hoàn thành,%s,%s,x\n2,Thành viên,x,x,%s\n",
		h.id(words[0]), h.level, period, cells["flow"], cells["ytd"], cells["stock"]))
}

// openHistories publishes every small case of successions in one workspace.
func openHistories(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: durabletest.Folder(t), clock: &schedule.StoppedClock{
		At: time.Date(2022, 1, 5, 0, 0, 0, 0, time.UTC)}, unprinted: true}
	h := &histories{t: t, dir: o.dir, last: map[string][5]string{}, forms: map[string]string{}}
	names, err := filepath.Glob("warehouse/testdata/succession/*.txt")
	o.must(err)
	if len(names) == 0 {
		t.Fatal("there is no history")
	}
	for _, name := range names {
		h.add(name)
	}
	h.write("tonghop.yaml", "office: {name: Tỉnh Mẫu}\n")
	h.write("registry/units.csv", "unit_id,name,level,parent_unit_id,valid_from,valid_to\n"+h.units.String())
	h.write("registry/changes.csv", "date,kind,unit_id,successor_unit_id,decision,counts,allocation\n"+h.changes.String())
	h.write("registry/targets.csv", "unit_id,indicator,horizon,value,decision,effective_date\n"+h.targets.String())
	report := o.run()
	if report.Accepted != h.reports {
		t.Fatalf("%d of %d reports were accepted: %+v", report.Accepted, h.reports, report)
	}
	return o
}

// Every number of the small cases is derived from its cells, as it was reported and in current boundaries: the parts
// sum to it.
func TestSuccessionsAreExplained(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	o := openHistories(t)
	tables, err := vintage.Folder{Dir: filepath.Join(o.dir, "published")}.Open(context.Background())
	o.must(err)
	defer tables.Close()
	for _, in := range []struct {
		suffix  string
		explain func(context.Context, *vintage.Tables, trace.Key) (*trace.Explanation, error)
	}{{"", trace.Explain}, {"_current", trace.ExplainCurrent}} {
		rows := o.query("SELECT unit_id, period, indicator, breakdown FROM attainment_quarterly" + in.suffix +
			" UNION ALL SELECT unit_id, period, indicator, breakdown FROM attainment_yearly" + in.suffix)
		if len(rows) < 300 {
			t.Fatalf("%d rows", len(rows))
		}
		// a district that ended within the year, and what stands above it
		tried := o.query("SELECT unit_id, period, indicator, breakdown FROM attainment_yearly" + in.suffix +
			" WHERE unit_id IN ('43-district-ended-d', '43-district-ended-p') AND actual IS NOT NULL")
		if want := map[string]int{"": 2, "_current": 1}[in.suffix]; len(tried) != want {
			t.Fatalf("%d rows of the year in which the district ended, want %d", len(tried), want)
		}
		for _, at := range rand.New(rand.NewPCG(7, 8)).Perm(len(rows))[:effort.Pick(60, len(rows))] {
			tried = append(tried, rows[at])
		}
		for _, row := range tried {
			e, err := in.explain(context.Background(), tables, trace.Key{UnitID: row[0], Period: row[1], Indicator: row[2],
				Breakdown: row[3]})
			o.must(err)
			if !e.Agrees {
				t.Errorf("%v%s: derived %+v, published %+v; parts %+v; targets %+v", row, in.suffix, e.Derived, e.Published,
					e.Parts, e.Targets)
			}
			for _, part := range e.Parts {
				if part.UnitID == "43-district-ended-d" {
					t.Errorf("%v%s: the district is told as a part, and those beneath it reported", row, in.suffix)
				}
			}
		}
	}
}
