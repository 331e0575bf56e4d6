package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tonghop/pipeline"
	"tonghop/pipeline/schedule/service"
	"tonghop/pipeline/workspace"
)

// installCommand is tonghop schedule install. Installing it twice is no error: the second call
// takes the place of the first.
func installCommand(env environment) *cobra.Command {
	c := serviceCommand("install", "lets the operating system start the schedule with the machine",
		func(ctx context.Context, s service.Service, _ *workspace.Workspace) error {
			if err := s.Install(ctx); err != nil {
				return err
			}
			_, err := fmt.Fprintf(env.stdout, "installed %s for %s\n", s.Name, s.Folder)
			return err
		})
	c.Long = `Makes the schedule of a workspace a service of the operating system, and starts it: a unit of systemd on
Linux, which runs as the owner of the workspace, or a service on Windows, which runs as LocalService.
It needs an administrator, but for --user. Call it again after the program or the workspace has moved.`
	return c
}

// uninstallCommand is tonghop schedule uninstall. Nothing of the workspace is touched: whoever
// installs it again goes on where the schedule had come to.
func uninstallCommand(env environment) *cobra.Command {
	return serviceCommand("uninstall", "stops the service and takes it away; the workspace stays as it is",
		func(ctx context.Context, s service.Service, _ *workspace.Workspace) error {
			if err := s.Uninstall(ctx); err != nil {
				return err
			}
			_, err := fmt.Fprintf(env.stdout, "uninstalled %s\n", s.Name)
			return err
		})
}

// serviceStatusCommand is tonghop schedule status. It needs no administrator, since it only asks.
func serviceStatusCommand(env environment) *cobra.Command {
	return serviceCommand("status", "says whether the service is installed and runs, and when the next night is due",
		func(ctx context.Context, s service.Service, space *workspace.Workspace) error {
			return printService(ctx, env, s, space)
		})
}

// serviceCommand does something with the service of a workspace. The service's name follows from
// the folder of the workspace, so that one machine may serve several of them. It starts the program
// by the path of the executable that is running now: after the program has moved it has to be
// installed again.
func serviceCommand(
	verb, short string, do func(context.Context, service.Service, *workspace.Workspace) error,
) *cobra.Command {
	c := &cobra.Command{
		Use: verb + " [DIR] [--user]", Short: short, Args: oneFolder, ValidArgsFunction: folders,
		DisableFlagsInUseLine: true,
	}
	ofUser := c.Flags().Bool("user", false,
		"a service of your own account, for which no administrator is needed (Linux)")
	c.RunE = func(c *cobra.Command, args []string) error {
		space, err := openWorkspace(args)
		if err != nil {
			return err
		}
		program, err := os.Executable()
		if err != nil {
			return err
		}
		s, err := service.Of(program, space.Dir, *ofUser)
		if err != nil {
			return err
		}
		return do(c.Context(), s, space)
	}
	return c
}

// printService prints what the operating system says of the service beside what the workspace says
// of its nights. The two may disagree, and that is what somebody looks for here: a service that
// runs, and whose last night is a week ago.
func printService(ctx context.Context, env environment, s service.Service, space *workspace.Workspace) error {
	state, err := s.State(ctx)
	if err != nil {
		return err
	}
	nights, err := pipeline.NightsAt(space, env.clock.Now())
	if err != nil {
		return err
	}
	says := "not installed"
	if state.Installed {
		says = state.Says
	}
	fmt.Fprintf(env.stdout, "service  %s: %s\n", s.Name, says)
	fmt.Fprintf(env.stdout, "cron     %s (%s)\n", space.Schedule.Cron, space.Location)
	fmt.Fprintf(env.stdout, "last     %s\n", momentText(nights.Last, "never"))
	fmt.Fprintf(env.stdout, "next     %s\n", momentText(nights.Next, "never"))
	return nil
}

// momentText writes a moment to the minute, in the time zone that it has. none is written for the
// zero moment.
func momentText(at time.Time, none string) string {
	if at.IsZero() {
		return none
	}
	return at.Format("2006-01-02 15:04")
}
