package main

import (
	"context"
	"os"
	"os/exec"
	"os/signal"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
)

// respondName is the command in which a query is carried out. Nobody calls it by hand: a query that does not stop is
// left behind with its process.
const respondName = "answer-query"

// startResponder starts this program once more, to answer one query. It is handed to pipeline.Ask,
// because only the program knows how to start itself: under go test the executable is the test.
// When ctx ends, the process is killed with the query in it, also one that does not listen when it
// is told to stop.
func startResponder(ctx context.Context) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.CommandContext(ctx, program, respondName)
}

// respondCommand reads the query and its bounds from standard input and writes the rows to standard
// output, in the form that vintage.Respond and vintage.Folder.Ask agree on. It is hidden from help
// and completion.
func respondCommand(env environment) *cobra.Command {
	return &cobra.Command{
		Use: respondName, Short: "answers one query for tonghop sql, which calls it", Hidden: true,
		Args: exactly(0, "nothing behind it"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, _ []string) error {
			signal.Ignore(os.Interrupt) // Ctrl-C reaches both processes, and tonghop sql is the one that decides
			return pipeline.Respond(c.Context(), os.Stdin, env.stdout)
		},
	}
}
