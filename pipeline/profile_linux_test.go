package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

// profile is the CPU time of all threads that each table cost while a consolidation built it.
type profile map[string]time.Duration

// watch is the hook of warehouse.Settings that adds up the cost of each table's statements.
func (p profile) watch(b testing.TB) func(table string) func() {
	return func(table string) func() {
		before := cpuTime(b)
		return func() { p[table] += cpuTime(b) - before }
	}
}

// shownTables is how many tables a profile lists.
const shownTables = 16

// report prints the most costly tables with their shares of what all tables cost.
func (p profile) report(b *testing.B) {
	b.Helper()
	whole := time.Duration(0)
	for _, cost := range p {
		whole += cost
	}
	tables := slices.SortedFunc(maps.Keys(p), func(s, t string) int { return cmp.Compare(p[t], p[s]) })
	text := fmt.Sprintf("%6.2f CPU s in all", whole.Seconds())
	for _, table := range tables[:min(len(tables), shownTables)] {
		text += fmt.Sprintf("\n%6.2f CPU s %5.1f %% %s", p[table].Seconds(), 100*p[table].Seconds()/whole.Seconds(), table)
	}
	b.Log(text) // at once: the testing package shows few lines of a benchmark
}
