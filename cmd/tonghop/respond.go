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

// startResponder starts this program once more, to answer one query.
func startResponder(ctx context.Context) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.CommandContext(ctx, program, respondName)
}

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
