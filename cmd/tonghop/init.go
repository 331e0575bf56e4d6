package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tonghop/pipeline/workspace"
)

const initHelp = `Writes a new workspace into the folder DIR: tonghop.yaml with every setting explained, a registry
of units, a form definition and an empty inbox. "tonghop run DIR" works on it at once.`

// initCommand is tonghop init. workspace.Init refuses a folder that is a workspace already. What it
// writes can be run at once, so that somebody new sees tables before he has to understand the
// settings.
func initCommand(env environment) *cobra.Command {
	return &cobra.Command{
		Use: "init DIR", Short: "writes a commented starter workspace that runs", Long: initHelp,
		Args: exactly(1, "one folder"), ValidArgsFunction: folders,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := workspace.Init(args[0]); err != nil {
				return err
			}
			_, err := fmt.Fprintf(env.stdout,
				"a workspace is in %s: put workbooks into its inbox/ and call tonghop run %s\n", args[0], args[0])
			return err
		},
	}
}
