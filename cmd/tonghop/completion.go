package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const completionHelp = `Prints a script with which a shell completes the commands, flags and file names of tonghop.

  bash         source <(tonghop completion bash)
               for every session: tonghop completion bash > /etc/bash_completion.d/tonghop
  zsh          tonghop completion zsh > "${fpath[1]}/_tonghop"
  fish         tonghop completion fish > ~/.config/fish/completions/tonghop.fish
  PowerShell   tonghop completion powershell | Out-String | Invoke-Expression`

// completionCommand takes the place of cobra's own, whose help is about any program, while this one
// shows the lines to type for tonghop. The scripts are those of cobra; only the help is this
// program's own.
func completionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "completion bash|zsh|fish|powershell", Short: "prints a script with which a shell completes commands",
		Long: completionHelp, Args: exactly(1, "a shell (bash, zsh, fish or powershell)"),
		ValidArgs: []cobra.Completion{"bash", "zsh", "fish", "powershell"},
		RunE:      func(c *cobra.Command, args []string) error { return writeCompletion(c.Root(), args[0]) },
	}
}

// writeCompletion prints the script that cobra makes of the commands and flags under root. The
// scripts call tonghop itself while a command line is typed, so that they need not be made again
// when a flag is added.
func writeCompletion(root *cobra.Command, shell string) error {
	out := root.OutOrStdout()
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(out, true)
	case "zsh":
		return root.GenZshCompletion(out)
	case "fish":
		return root.GenFishCompletion(out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(out)
	}
	return &usageError{problem: fmt.Sprintf("shell %q: expected bash, zsh, fish or powershell", shell)}
}
