package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionCommand is tonghop version.
func versionCommand(env environment) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "prints the program's version", Args: exactly(0, "nothing behind it"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(env.stdout, version())
			return err
		},
	}
}

// release is the version in CHANGELOG.md.
const release = "0.1.0"

// version names the program by its release and, where the build knows it, the commit. It stands in
// the journal beside everything that was written, in manifests and in bundles, so that a difference
// between two readings can be told from a difference between two programs. The commit is known to
// builds in a checkout only.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return release + "+" + s.Value[:12]
		}
	}
	return release
}
