package spark

import (
	"context"
	"fmt"

	"tonghop/pipeline/lake/spark/job"
)

// Small are the tables that may be sent to every executor.
var Small = small

// Explained is a statement of a job, with the plan that Spark chose for it.
type Explained struct {
	Table string // core.fact
	Kept  string // the expression that is written for later statements; empty: the table itself
	Part  string // core.fact, 2021, step 3
	Plan  string
}

// MakeExplained carries out a job, and asks for the plan of each statement of the wanted tables in the session in which
// it is carried out: with its settings and over the files that it reads. explained is called by several goroutines.
func MakeExplained(ctx context.Context, todo job.Job, wanted func(table string) bool, explained func(Explained)) (
	job.Result, error,
) {
	m := &maker{job: todo, tell: func(string) {}}
	m.watch = func(ctx context.Context, p part, name, query string) error {
		if !wanted(p.Table) {
			return nil
		}
		plan, err := m.in.text(ctx, "EXPLAIN "+query)
		if err != nil {
			return fmt.Errorf("explain %s %s: %w", p, name, err)
		}
		explained(Explained{p.Table, name, p.String(), plan})
		return nil
	}
	return m.carry(ctx)
}
