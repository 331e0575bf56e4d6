package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/pflag"
)

func versionCommand() command {
	return command{
		name: "version", usage: "version", summary: "prints the program's version",
		define: func(*pflag.FlagSet) action {
			return func(_ context.Context, env environment, _ []string) error {
				_, err := fmt.Fprintln(env.stdout, version())
				return err
			}
		},
	}
}

// release is the version in CHANGELOG.md.
const release = "0.1.0"

// version names the program by its release and, where the build knows it, the commit.
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
