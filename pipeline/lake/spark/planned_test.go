//go:build spark

package spark_test

import (
	"flag"
	"os"
	"slices"
	"sync"
	"testing"

	"tonghop/pipeline/lake/spark"
	"tonghop/pipeline/lake/spark/job"
	"tonghop/samples/effort"
)

var update = flag.Bool("update", false, "write the table of plans in docs/spark.md anew")

// plans are those that Spark chose for the statements of a job.
type plans struct {
	mutex sync.Mutex
	all   []spark.Explained
}

// most are the tables of which a nation has the most rows.
var most = []string{"core.fact", "core.expectation", "core.target", "core.inherited", "core.attainment",
	"core.attainment_year", "attainment_quarterly", "attainment_yearly"}

// wanted says whether the plans of a table are looked at: of all tables in the large sizes and where the page is
// written anew, and otherwise of those with the most rows, since a plan takes Spark half a second. Of no plans none is.
func (p *plans) wanted(table string) bool {
	return p != nil && (*update || effort.Long() || slices.Contains(most, table))
}

func (p *plans) add(e spark.Explained) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.all = append(p.all, e)
}

// byTable sums the plans of a part's statements: of what is written for later ones and of the part itself. Of several
// years and steps of a table the one with the most exchanges counts.
func (p *plans) byTable() map[string]shape {
	tables, parts := map[string]string{}, map[string]shape{}
	for _, e := range p.all {
		s := shapeOf(planned(e.Plan))
		sum := parts[e.Part]
		tables[e.Part], parts[e.Part] = e.Table, shape{sum.exchanges + s.exchanges, sum.broadcasts + s.broadcasts,
			sum.joins + s.joins, sum.aggregates + s.aggregates, sum.windows + s.windows}
	}
	dearest := map[string]shape{}
	for part, s := range parts {
		if table := tables[part]; s.exchanges >= dearest[table].exchanges {
			dearest[table] = s
		}
	}
	return dearest
}

// rows are all of them, in the order in which tables are made.
func rows(models []job.Model, chosen map[string]shape) (text string) {
	for _, m := range models {
		if s, is := chosen[m.Name]; is {
			text += row(m.Name, s)
		}
	}
	return text
}

// bounded are plans that only look like one that would not end in a nation, each with why it ends all the same.
var bounded = map[string]bool{
	// What is sent are the sets of forms that units owe, with the series of each: most units owe the same.
	"core.expectation: kept.core_expectation__bound is sent to every executor": true,
	// What is held against the units are the days on which periods end.
	"completeness_rollup: each row of completeness is held against each of staging.unit": true,
}

// check fails where a plan has what would not end in a nation, or more exchanges than docs/spark.md says.
func (p *plans) check(t *testing.T, models []job.Model) {
	t.Helper()
	for _, e := range p.all {
		for _, problem := range unboundedOf(planned(e.Plan)) {
			if !bounded[e.Table+": "+problem] {
				t.Errorf("%s %s: %s", e.Part, e.Kept, problem)
			}
		}
	}
	chosen := p.byTable()
	written, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	known := recorded.FindAllStringSubmatchIndex(string(written), -1)
	if len(known) == 0 {
		t.Fatalf("%s has no table of plans", page)
	}
	now := rows(models, chosen)
	t.Logf("table, exchanges, broadcasts, joins, aggregates, windows:\n%s", now)
	if *update {
		text := string(written[:known[0][0]]) + now + string(written[known[len(known)-1][1]:])
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, problem := range exceeding(string(written), chosen, p.wanted) {
		t.Error(problem)
	}
}

// forPlans are options of a session whose plans are to be seen as a cluster would choose them: of more than one
// partition, since rows in one need not be sent anywhere, and with the names of folders written out.
func forPlans() map[string]string {
	options := few()
	options["spark.sql.shuffle.partitions"] = "2"
	options["spark.sql.maxMetadataStringLength"] = "1000"
	return options
}
