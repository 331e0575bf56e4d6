package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/samples/effort"
)

// Whatever kinds of targets are assigned, amended and withdrawn, while workbooks arrive: every change is explained to
// the last unit, and what explain derives is what is published, for quarters, years and terms. By default
// TestChroniclesAreExplainedAndRepeatable assigns some.
func TestTargetsOfEveryKindAreExplained(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	dirs, names := variants(t, 4)
	source := filepath.Dir(dirs[0])
	effort.Check(t, 1, 3, func(r *rapid.T) {
		c := &chronicle{office: openOffice(t, source, false)}
		for _, name := range names {
			if rapid.IntRange(0, 3).Draw(r, "sent") > 0 {
				c.receive(filepath.Join(dirs[0], name), name)
			}
		}
		c.run()
		for day := range rapid.IntRange(effort.Pick(1, 2), effort.Pick(1, 5)).Draw(r, "days") {
			c.assignSome(r, day)
			if rapid.Bool().Draw(r, "workbooks too") {
				name := rapid.SampledFrom(names).Draw(r, "workbook")
				c.receive(filepath.Join(rapid.SampledFrom(dirs).Draw(r, "variant"), name), fmt.Sprintf("%d/%s", c.arrivals, name))
			}
			c.run()
		}
		c.noteDecided()
		for i := 1; i < len(c.published); i++ {
			c.explained(r, c.published[i-1], c.published[i])
		}
		c.derived(r)
	})
}

// assignSome appends the decisions of one day.
func (c *chronicle) assignSome(r *rapid.T, day int) {
	for n := range rapid.IntRange(effort.Pick(3, 1), 4).Draw(r, "decisions") {
		c.assign(r, 10*day+n)
	}
}

// assign appends one decision, effective from a day of its own.
func (c *chronicle) assign(r *rapid.T, number int) {
	kind := rapid.SampledFrom([]string{"absolute", "floor", "withdrawn", "share"}).Draw(r, "kind")
	value, shareOf := fmt.Sprint(rapid.IntRange(0, 90).Draw(r, "value")), ""
	switch kind {
	case "withdrawn":
		value = ""
	case "share":
		shareOf = "members"
	}
	c.appendTo("registry/targets.csv", fmt.Sprintf("%s,indicator_001,total,%s,%s,%s,%s,QĐ %d,,%s\n",
		rapid.SampledFrom([]string{"tinh-mau", "huyen-0001", "xa-00001", "xa-00002"}).Draw(r, "unit"),
		rapid.SampledFrom([]string{"2021", "2021", "2021-2025"}).Draw(r, "horizon"),
		kind, value, shareOf, number, time.Date(2021, 1, 2+7*number%360, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)))
}

// derived compares published rows of one indicator with their explanations: all of the terms, and a few others or, in
// the long size, all.
func (c *chronicle) derived(r *rapid.T) {
	ctx := context.Background()
	rows := rapid.Permutation(c.query("SELECT unit_id, period FROM attainment_quarterly WHERE indicator = "+
		"'indicator_001' "+
		"UNION SELECT unit_id, period FROM attainment_yearly WHERE indicator = 'indicator_001'")).Draw(r, "order")
	rows = rows[:min(len(rows), effort.Pick(3, len(rows)))]
	rows = append(rows, c.query("SELECT unit_id, period FROM attainment_term")...)
	assigned := c.query("FROM target WHERE horizon = '2021-2025'")
	tables, err := vintage.Folder{Dir: filepath.Join(c.dir, "published")}.Open(ctx)
	c.must(err)
	defer tables.Close()
	terms := 0
	for _, row := range rows {
		e, err := trace.Explain(ctx, tables, trace.Key{UnitID: row[0], Period: row[1], Indicator: "indicator_001",
			Breakdown: "total"})
		c.must(err)
		if !e.Agrees {
			r.Fatalf("%s %s: derived %+v, published %+v", row[0], row[1], e.Derived, e.Published)
		}
		if e.Term != nil {
			terms++
		}
	}
	if terms == 0 && len(assigned) > 0 {
		r.Fatal("a term has a target and no row")
	}
}
