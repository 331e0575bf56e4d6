// Command tonghop-spark consolidates a nation's lake on Spark. `tonghop nation` starts it beside itself, hands it a job
// on its standard input and reads the answer from its standard output; each table that it begins is a line on its
// standard error. It stands by itself because Spark's client would add twenty megabytes to tonghop for everybody who
// has no cluster.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"

	"tonghop/pipeline/lake/spark"
	"tonghop/pipeline/lake/spark/job"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	answer := answer(ctx, os.Stdin, os.Stderr)
	stop()
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if answer.Error != "" { // it stands in the answer: on the standard error `tonghop nation` would show it twice
		os.Exit(1)
	}
}

// answer carries out the job that stands in in.
func answer(ctx context.Context, in io.Reader, progress io.Writer) job.Answer {
	var todo job.Job
	if err := json.NewDecoder(in).Decode(&todo); err != nil {
		return job.AnswerOf(job.Result{}, fmt.Errorf("the job on the standard input: %w; "+
			"`tonghop nation` starts this program", err))
	}
	return job.AnswerOf(spark.Make(ctx, todo, func(table string) { fmt.Fprintln(progress, table) }))
}
