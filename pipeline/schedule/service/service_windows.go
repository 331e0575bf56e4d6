package service

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
	"golang.org/x/sys/windows/svc/mgr"
)

// localService is the built-in account that may do least: it changes what it is given rights to, and nothing else. It
// reaches no shares of other machines; docs/windows.md says how to give the service another account.
const localService = `NT AUTHORITY\LocalService`

// localServiceID is the same account by its security identifier, whose name differs with Windows' language.
const localServiceID = "*S-1-5-19"

// Install makes the service, lets its account change the workspace, and starts it now and with the machine. A failed
// service is started again after a minute. Installed again it is made anew.
func (s Service) Install(ctx context.Context) error {
	if s.OfUser {
		return &Error{Service: s, Doing: "install", Err: errors.ErrUnsupported,
			Remedy: "Windows has no services of a user: leave out --user"}
	}
	if state, err := s.State(ctx); err == nil && state.Installed {
		if err := s.Uninstall(ctx); err != nil {
			return err
		}
	}
	return s.with("install", func(m *mgr.Mgr) error {
		made, err := m.CreateService(s.Name, s.Program, mgr.Config{StartType: mgr.StartAutomatic, DelayedAutoStart: true,
			DisplayName: s.description(), Description: s.description(), ServiceStartName: localService}, "schedule", Flag, s.Folder)
		if err != nil {
			return err
		}
		defer made.Close()
		if err := eventlog.InstallAsEventCreate(s.Name, eventlog.Error|eventlog.Warning|eventlog.Info); err != nil &&
			!strings.Contains(err.Error(), "already exists") { // the package has no error value for it
			return err
		}
		again := mgr.RecoveryAction{Type: mgr.ServiceRestart, Delay: time.Minute}
		if err := made.SetRecoveryActions([]mgr.RecoveryAction{again}, uint32((24*time.Hour)/time.Second)); err != nil {
			return err
		}
		if err := s.letChange(ctx); err != nil {
			return err
		}
		return made.Start()
	})
}

// letChange gives the service's account the right to change the workspace, as the tab Security of
// its properties would. It holds for everything in the folder, also for what is put into it later.
// A lake or an inbox elsewhere is not among it.
func (s Service) letChange(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "icacls", s.Folder, "/grant", localServiceID+":(OI)(CI)M", "/Q").CombinedOutput()
	if err != nil {
		return fmt.Errorf("icacls %s: %w %s", s.Folder, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// Uninstall stops the service, waits until the run under way has ended, and removes it.
func (s Service) Uninstall(ctx context.Context) error {
	return s.with("uninstall", func(m *mgr.Mgr) error {
		found, err := m.OpenService(s.Name)
		if err != nil {
			return err
		}
		defer found.Close()
		if _, err := found.Control(svc.Stop); err != nil && !errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
			return err
		}
		if err := untilStopped(ctx, found); err != nil {
			return err
		}
		return errors.Join(found.Delete(), eventlog.Remove(s.Name))
	})
}

// untilStopped waits until the service has stopped: a run under way is told to end, and is not cut
// off. The error is that of a context that ended first; the service goes on to stop by itself.
func untilStopped(ctx context.Context, s *mgr.Service) error {
	for {
		status, err := s.Query()
		if err != nil || status.State == svc.Stopped {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// State asks the service manager, which anybody may.
func (s Service) State(context.Context) (State, error) {
	manager, err := windows.OpenSCManager(nil, nil, windows.SC_MANAGER_CONNECT)
	if err != nil {
		return State{}, s.refused("ask about", err)
	}
	defer windows.CloseServiceHandle(manager)
	name, err := windows.UTF16PtrFromString(s.Name)
	if err != nil {
		return State{}, s.refused("ask about", err)
	}
	handle, err := windows.OpenService(manager, name, windows.SERVICE_QUERY_STATUS)
	if errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST) {
		return State{}, nil
	}
	if err != nil {
		return State{}, s.refused("ask about", err)
	}
	defer windows.CloseServiceHandle(handle)
	var status windows.SERVICE_STATUS
	if err := windows.QueryServiceStatus(handle, &status); err != nil {
		return State{}, s.refused("ask about", err)
	}
	return State{Installed: true, Running: svc.State(status.CurrentState) == svc.Running,
		Says: stateWords[svc.State(status.CurrentState)]}, nil
}

// stateWords are the service manager's states in words.
var stateWords = map[svc.State]string{
	svc.Stopped: "stopped", svc.StartPending: "starting", svc.StopPending: "stopping", svc.Running: "running",
	svc.ContinuePending: "continuing", svc.PausePending: "pausing", svc.Paused: "paused",
}

// with does something with the service manager, which needs an administrator.
func (s Service) with(doing string, do func(*mgr.Mgr) error) error {
	manager, err := mgr.Connect()
	if err == nil {
		err = errors.Join(do(manager), manager.Disconnect())
	}
	if err != nil {
		return s.refused(doing, err)
	}
	return nil
}

// refused is an *Error with what to do about the reasons that are known.
func (s Service) refused(doing string, err error) error {
	remedy := "see the Windows event log for its reason"
	switch {
	case errors.Is(err, windows.ERROR_ACCESS_DENIED):
		remedy = `open the console by "Run as administrator" and call it again`
	case errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST):
		remedy = `it is not installed; "tonghop schedule status" shows what is`
	}
	return &Error{Service: s, Doing: doing, Err: err, Remedy: remedy}
}
