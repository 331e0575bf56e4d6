package spark_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/lake/spark"
)

// node is an operator of a plan, with those that it takes rows from.
type node struct {
	name string // SortMergeJoin
	text string // its line
	from []*node
}

// operator is a line of a plan: signs of the tree, perhaps the number of a generated program, a name.
var operator = regexp.MustCompile(`^([ :+-]*?)(?:\*\(\d+\) )?(\w.*)$`)

// planned reads the tree that EXPLAIN writes: each operator stands beneath the one that takes its rows, three signs
// further to the right. The headline is passed over.
func planned(explanation string) *node {
	top := &node{name: "plan"}
	path := []*node{top} // path[d] takes the rows of what stands at depth d
	for line := range strings.Lines(explanation) {
		found := operator.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if found == nil || len(found[1])/3 >= len(path) {
			continue
		}
		depth := len(found[1]) / 3
		name := found[2][:strings.IndexAny(found[2]+" ", " (")]
		n := &node{name: name, text: found[2]}
		path[depth].from = append(path[depth].from, n)
		path = append(path[:depth+1], n)
	}
	return top
}

// each goes through a plan from above.
func (n *node) each(visit func(*node)) {
	visit(n)
	for _, below := range n.from {
		below.each(visit)
	}
}

// shape is what a plan costs on a cluster: how often rows are sent to other computers by a key, or small tables to all
// of them, and how often they are joined, aggregated and ranked.
type shape struct{ exchanges, broadcasts, joins, aggregates, windows int }

// shapeOf counts the operators of a plan. An aggregate is mostly made in two halves, before an exchange and behind it.
func shapeOf(plan *node) (s shape) {
	plan.each(func(n *node) {
		switch {
		case n.name == "Exchange":
			s.exchanges++
		case n.name == "BroadcastExchange":
			s.broadcasts++
		case strings.HasSuffix(n.name, "Join") || n.name == "CartesianProduct":
			s.joins++
		case strings.HasSuffix(n.name, "Aggregate"):
			s.aggregates++
		case n.name == "Window":
			s.windows++
		}
	})
	return s
}

// location is the folder in which the files of a scan are, of which the last two names are kept, without those of a
// year and a step.
var location = regexp.MustCompile(`Location: \w+\(\d+ paths?\)\[\S*?([\w.-]+/[\w.-]+)(?:/\w+=\w+)*\]`)

// identity is the number of an exchange, which stands again where its rows are used again.
var identity = regexp.MustCompile(`plan_id=\d+`)

// tablesOf finds how many rows operators of a plan may have: as many as the tables beneath them. An aggregate of
// everything has one row. A scan of no folder is one that nobody knows.
func tablesOf(plan *node) func(n *node) []string {
	exchanges := map[string]*node{}
	plan.each(func(n *node) {
		if strings.HasSuffix(n.name, "Exchange") && n.name != "ReusedExchange" {
			exchanges[identity.FindString(n.text)] = n
		}
	})
	var tables func(n *node) []string
	tables = func(n *node) (all []string) {
		switch {
		case strings.HasSuffix(n.name, "Aggregate") && strings.Contains(n.text, "keys=[],"):
			return nil
		case n.name == "ReusedExchange":
			if again := exchanges[identity.FindString(n.text)]; again != nil {
				return tables(again)
			}
			return []string{n.text}
		case n.name == "FileScan":
			found := location.FindStringSubmatch(n.text)
			if found == nil {
				return []string{n.text}
			}
			return []string{strings.TrimPrefix(strings.ReplaceAll(found[1], "/", "."), "marts.")}
		}
		for _, below := range n.from {
			all = append(all, tables(below)...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	return tables
}

// unboundedOf names what a plan must not have where units are many: a table that grows with them and is sent whole to
// every executor, and two of them of which each row is held against each of the other.
func unboundedOf(plan *node) (problems []string) {
	tables := tablesOf(plan)
	large := func(n *node) []string {
		return slices.DeleteFunc(tables(n), func(table string) bool { return spark.Small[table] })
	}
	plan.each(func(n *node) {
		switch {
		case n.name == "BroadcastExchange":
			if sent := large(n); len(sent) > 0 {
				problems = append(problems, fmt.Sprintf("%s is sent to every executor", strings.Join(sent, ", ")))
			}
		case (n.name == "CartesianProduct" || n.name == "BroadcastNestedLoopJoin") && len(n.from) == 2:
			left, right := large(n.from[0]), large(n.from[1])
			if len(left) > 0 && len(right) > 0 {
				problems = append(problems, fmt.Sprintf("each row of %s is held against each of %s",
					strings.Join(left, ", "), strings.Join(right, ", ")))
			}
		}
	})
	return problems
}

// page has the table of plans: it is what a reader is told, and what the test holds Spark to.
const page = "../../../docs/spark.md"

// recorded is a row of the page of plans, as row writes it.
var recorded = regexp.MustCompile("(?m)^\\| `([\\w.]+)` \\| (\\d+)(?: \\| \\d+){4} \\|\n")

func row(table string, s shape) string {
	return fmt.Sprintf("| `%s` | %d | %d | %d | %d | %d |\n", table, s.exchanges, s.broadcasts, s.joins, s.aggregates,
		s.windows)
}

// exceeding names the tables that have more exchanges than a page records, or that it does not know, and those that it
// records although there is no plan of them any more.
func exceeding(page string, chosen map[string]shape, wanted func(table string) bool) (problems []string) {
	const anew = "`.ci/spark tables TestYearIsEqual -update` writes the page anew"
	before := map[string]string{}
	for _, found := range recorded.FindAllStringSubmatch(page, -1) {
		before[found[1]] = found[2]
		if _, is := chosen[found[1]]; !is && wanted(found[1]) {
			problems = append(problems, fmt.Sprintf("%s: there is no plan of it any more; %s", found[1], anew))
		}
	}
	for _, table := range slices.Sorted(maps.Keys(chosen)) {
		exchanges := 0
		if _, err := fmt.Sscan(before[table], &exchanges); err != nil || chosen[table].exchanges > exchanges {
			problems = append(problems, fmt.Sprintf("%s: %d exchanges, the page says %q; fewer are better, and where it "+
				"cannot be helped, %s", table, chosen[table].exchanges, before[table], anew))
		}
	}
	return problems
}

// Operators of a plan are counted, and large tables are found that are sent whole or multiplied by each other.
func TestPlanIsRead(t *testing.T) {
	const scan = "FileScan parquet [a#1] Batched: false, Location: InMemoryFileIndex(1 paths)[file:/tmp/x/made/4d/"
	fact, unit, period := scan+"core/fact/year=2021], ReadSchema: x", scan+"staging/unit], x", scan+"core/period], x"
	for _, test := range []struct {
		name, plan string
		want       shape
		problem    string
	}{
		{"a join of two large tables by a key", `== Physical Plan ==
*(5) HashAggregate(keys=[a#1], functions=[sum(b#2)])
+- *(5) SortMergeJoin [a#1], [a#3], Inner
   :- *(2) Sort [a#1 ASC NULLS FIRST], false, 0
   :  +- Exchange hashpartitioning(a#1, 4), ENSURE_REQUIREMENTS, [plan_id=1]
   :     +- ` + fact + `
   +- Window [max(a#3) windowspecdefinition(a#3)]
      +- Exchange hashpartitioning(a#3, 4), ENSURE_REQUIREMENTS, [plan_id=2]
         +- ` + unit, shape{exchanges: 2, joins: 1, aggregates: 1, windows: 1}, ""},
		{"a small table that is sent", `BroadcastHashJoin [a#1], [a#3], Inner, BuildRight, false
:- ` + fact + `
+- BroadcastExchange HashedRelationBroadcastMode(List(input[0, int, true]),false), [plan_id=1]
   +- ` + period, shape{broadcasts: 1, joins: 1}, ""},
		{"a large table that is sent", `BroadcastHashJoin [a#1], [a#3], Inner, BuildRight, false
:- ` + fact + `
+- BroadcastExchange HashedRelationBroadcastMode(List(input[0, int, true]),false), [plan_id=1]
   +- ` + unit, shape{broadcasts: 1, joins: 1}, "staging.unit is sent to every executor"},
		{"each of one with each of a small one", "CartesianProduct\n:- " + fact + "\n+- Project [a#3]\n   +- " + period,
			shape{joins: 1}, ""},
		{"each of one with the one row of another", `CartesianProduct
:- ` + fact + `
+- HashAggregate(keys=[], functions=[max(a#3)])
   +- ` + unit, shape{joins: 1, aggregates: 1}, ""},
		{"each of one with each of another", "CartesianProduct (a#1 > a#3)\n:- " + fact + "\n+- Filter a#3\n   +- " + unit,
			shape{joins: 1}, "each row of core.fact is held against each of staging.unit"},
		{"the same with rows that are used again", `Union
:- Exchange hashpartitioning(a#3, 4), ENSURE_REQUIREMENTS, [plan_id=7]
:  +- ` + unit + `
+- BroadcastNestedLoopJoin BuildRight, LeftOuter, (a#1 > a#3)
   :- ` + fact + `
   +- ReusedExchange [a#9], Exchange hashpartitioning(a#3, 4), ENSURE_REQUIREMENTS, [plan_id=7]`,
			shape{exchanges: 1, joins: 1}, "each row of core.fact is held against each of staging.unit"},
		{"a scan of something else", "CartesianProduct\n:- " + fact + "\n+- FileScan csv", shape{joins: 1},
			"each row of core.fact is held against each of FileScan csv"},
	} {
		plan := planned(test.plan)
		if got := shapeOf(plan); got != test.want {
			t.Errorf("%s: %+v, expected %+v", test.name, got, test.want)
		}
		if got := strings.Join(unboundedOf(plan), "; "); got != test.problem {
			t.Errorf("%s: %q, expected %q", test.name, got, test.problem)
		}
	}
}

// The page has a row of each table, and of each small one too.
func TestPage(t *testing.T) {
	body, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, found := range recorded.FindAllStringSubmatch(string(body), -1) {
		known[found[1]] = true
	}
	if len(known) < 60 || !known["core.fact"] || !known["unit"] {
		t.Errorf("%d tables: %v", len(known), known)
	}
	for table := range spark.Small {
		if !known[table] {
			t.Errorf("%s is said to be small: there is no such table", table)
		}
	}
}

// More exchanges than the page says are found, and so are a table that it does not know and one that is gone; fewer
// are no problem, and what nobody looks at is none either.
func TestExceeding(t *testing.T) {
	written := "text\n" + row("core.fact", shape{exchanges: 3}) + row("unit", shape{}) + row("core.gone", shape{})
	wanted := func(table string) bool { return table != "core.gone" }
	fine := map[string]shape{"core.fact": {exchanges: 2, joins: 9}, "unit": {}}
	if problems := exceeding(written, fine, wanted); len(problems) > 0 {
		t.Errorf("%q, expected nothing", problems)
	}
	worse := map[string]shape{"core.fact": {exchanges: 4}, "core.new": {}}
	problems := exceeding(written, worse, wanted)
	for i, beginning := range []string{"unit: there is no plan", "core.fact: 4 exchanges", "core.new: 0 exchanges"} {
		if len(problems) != 3 || !strings.HasPrefix(problems[i], beginning) {
			t.Fatalf("%q, expected %q at %d", problems, beginning, i)
		}
	}
}
