package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// helpCommand is "tonghop help COMMAND". Unlike cobra's own it fails when there is no such command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "says what a command does, with its flags and examples",
		Args: func(c *cobra.Command, args []string) error {
			_, err := helpTopic(c.Root(), args)
			return err
		},
		ValidArgsFunction: completeCommands,
		// Args has looked for the topic already, but cobra hands nothing on from there.
		RunE: func(c *cobra.Command, args []string) error {
			topic, err := helpTopic(c.Root(), args)
			if err != nil {
				return err
			}
			topic.InitDefaultHelpFlag() // cobra adds it to the called command only
			return topic.Help()
		},
	}
}

// completeCommands offers the commands, each with what it does. Hidden commands are not offered,
// and nothing is once a command is named.
func completeCommands(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	for _, topic := range c.Root().Commands() {
		if len(args) == 0 && topic.IsAvailableCommand() {
			names = append(names, cobra.CompletionWithDesc(topic.Name(), topic.Short))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// helpTopic finds the command that help is asked for, tonghop itself when none is named. The words
// may name a command of a command: "tonghop help schedule install".
func helpTopic(root *cobra.Command, args []string) (*cobra.Command, error) {
	topic, rest, err := root.Find(args)
	switch {
	case err != nil:
		return nil, &usageError{problem: err.Error()}
	case len(rest) > 0:
		return nil, &usageError{problem: fmt.Sprintf("expected one command, got %d arguments", len(args))}
	}
	return topic, nil
}
