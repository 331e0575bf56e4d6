package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// printUsage is what help shows below the text: how to call the command, its commands or flags,
// examples. It takes the place of cobra's own template for every command, so that all of them read
// alike.
func printUsage(c *cobra.Command) error {
	w := c.OutOrStderr()
	fmt.Fprintf(w, "usage: %s\n", c.UseLine())
	if !c.HasParent() {
		printCommands(w, c)
	}
	if c.HasExample() {
		fmt.Fprintf(w, "\nexamples:\n%s\n", c.Example)
	}
	fmt.Fprintf(w, "\nflags:\n%s", flagLines(c))
	if !c.HasParent() {
		fmt.Fprintln(w, "\n\"tonghop help COMMAND\" says more about one of them")
	}
	return nil
}

// printCommands lists the commands by group, those without one last.
func printCommands(w io.Writer, root *cobra.Command) {
	groups := slices.Concat(root.Groups(), []*cobra.Group{{Title: "besides:"}})
	for _, group := range groups {
		fmt.Fprintf(w, "\n%s\n", group.Title)
		for _, c := range root.Commands() {
			if c.GroupID == group.ID && !c.Hidden {
				fmt.Fprintf(w, "  %-11s %s\n", c.Name(), c.Short)
			}
		}
	}
}

// flagLines leaves out that a switch may also be written --json=true: it is true of every program and helps nobody.
func flagLines(c *cobra.Command) string {
	const value = "[=true|false]"
	return strings.ReplaceAll(c.LocalFlags().FlagUsages(), value, strings.Repeat(" ", len(value)))
}
