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

func installCommand(env environment) *cobra.Command {
	var ofUser bool
	c := &cobra.Command{
		Use: "install [DIR] [--user]", Args: oneFolder, ValidArgsFunction: folders, DisableFlagsInUseLine: true,
		Short: "lets the operating system start the schedule with the machine",
		Long: `Makes the schedule of a workspace a service of the operating system, and starts it: a unit of systemd on
Linux, which runs as the owner of the workspace, or a service on Windows, which runs as LocalService.
It needs an administrator, but for --user. Call it again after the program or the workspace has moved.`,
		RunE: func(c *cobra.Command, args []string) error {
			return withService(args, ofUser, func(s service.Service, _ *workspace.Workspace) error {
				if err := s.Install(c.Context()); err != nil {
					return err
				}
				_, err := fmt.Fprintf(env.stdout, "installed %s for %s\n", s.Name, s.Folder)
				return err
			})
		},
	}
	userFlag(c, &ofUser)
	return c
}

func uninstallCommand(env environment) *cobra.Command {
	var ofUser bool
	c := &cobra.Command{
		Use: "uninstall [DIR] [--user]", Args: oneFolder, ValidArgsFunction: folders, DisableFlagsInUseLine: true,
		Short: "stops the service and takes it away; the workspace stays as it is",
		RunE: func(c *cobra.Command, args []string) error {
			return withService(args, ofUser, func(s service.Service, _ *workspace.Workspace) error {
				if err := s.Uninstall(c.Context()); err != nil {
					return err
				}
				_, err := fmt.Fprintf(env.stdout, "uninstalled %s\n", s.Name)
				return err
			})
		},
	}
	userFlag(c, &ofUser)
	return c
}

func serviceStatusCommand(env environment) *cobra.Command {
	var ofUser bool
	c := &cobra.Command{
		Use: "status [DIR] [--user]", Args: oneFolder, ValidArgsFunction: folders, DisableFlagsInUseLine: true,
		Short: "says whether the service is installed and runs, and when the next night is due",
		RunE: func(c *cobra.Command, args []string) error {
			return withService(args, ofUser, func(s service.Service, space *workspace.Workspace) error {
				return printService(c.Context(), env, s, space)
			})
		},
	}
	userFlag(c, &ofUser)
	return c
}

func userFlag(c *cobra.Command, ofUser *bool) {
	c.Flags().BoolVar(ofUser, "user", false, "a service of your own account, for which no administrator is needed (Linux)")
}

// withService finds the service of a workspace, which has to be one.
func withService(args []string, ofUser bool, do func(service.Service, *workspace.Workspace) error) error {
	space, err := openWorkspace(args)
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	s, err := service.Of(program, space.Dir, ofUser)
	if err != nil {
		return err
	}
	return do(s, space)
}

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

func momentText(at time.Time, none string) string {
	if at.IsZero() {
		return none
	}
	return at.Format("2006-01-02 15:04")
}
