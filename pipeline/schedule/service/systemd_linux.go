package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"tonghop/pipeline/workspace/durable"
)

// Install writes the unit, and lets systemd start it now and with the machine. Installed again it
// is written anew. It restarts a service that runs, so that a new program or another folder takes
// effect at once. Errors: *Error, which says what to do, and those of a folder that is not there.
func (s Service) Install(ctx context.Context) error {
	file, err := s.unitFile()
	if err != nil {
		return err
	}
	account, err := s.account()
	if err != nil {
		return err
	}
	err = durable.MakeFolder(filepath.Dir(file), durable.PublicFolder)
	if err == nil {
		err = durable.Write(file, []byte(s.unit(account)), 0o644)
	}
	if err != nil {
		return &Error{Service: s, Doing: "install", Err: err,
			Remedy: "call it as root, or with --user for a service of your own account"}
	}
	for _, command := range [][]string{{"daemon-reload"}, {"enable", s.unitName()}, {"restart", s.unitName()}} {
		if _, err := s.systemctl(ctx, command...); err != nil {
			return s.refused("install", err)
		}
	}
	return nil
}

// Uninstall stops the service and removes its unit. One that is not installed is an *Error.
func (s Service) Uninstall(ctx context.Context) error {
	file, err := s.unitFile()
	if err != nil {
		return err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return &Error{Service: s, Doing: "uninstall", Err: errors.New("it is not installed"),
			Remedy: `"tonghop schedule status" shows what is`}
	}
	if _, err := s.systemctl(ctx, "disable", "--now", s.unitName()); err != nil {
		return s.refused("uninstall", err)
	}
	if err := os.Remove(file); err != nil {
		return &Error{Service: s, Doing: "uninstall", Err: err, Remedy: "call it as the account that installed it"}
	}
	if _, err := s.systemctl(ctx, "daemon-reload"); err != nil {
		return s.refused("uninstall", err)
	}
	return nil
}

// State asks systemd. A machine without systemd has no service, which is no error.
func (s Service) State(ctx context.Context) (State, error) {
	file, err := s.unitFile()
	if err != nil {
		return State{}, err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return State{}, nil
	}
	says, err := s.systemctl(ctx, "is-active", s.unitName())
	if says == "" && err != nil { // is-active prints the state and fails for every other than "active"
		return State{}, s.refused("ask about", err)
	}
	return State{Installed: true, Running: says == "active", Says: says}, nil
}

// unitName is the service as systemd calls it.
func (s Service) unitName() string { return s.Name + ".service" }

// unitFile is where systemd looks for units that no package brought. Of a user that is systemd/user
// in the folder of the user's settings.
func (s Service) unitFile() (string, error) {
	if !s.OfUser {
		return filepath.Join("/etc/systemd/system", s.unitName()), nil
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return "", &Error{Service: s, Doing: "find", Err: err, Remedy: "set HOME"}
	}
	return filepath.Join(config, "systemd", "user", s.unitName()), nil
}

// account is whose files the workspace's are: the service runs as its owner, never as root for
// convenience. So the nightly run may write exactly what the office's own commands may, and no file
// ends up belonging to root. A service of a user needs no account: it is "" then, and also where
// the system does not tell the owner.
func (s Service) account() (string, error) {
	info, err := os.Stat(s.Folder)
	if err != nil {
		return "", err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if s.OfUser || !ok {
		return "", nil
	}
	id := strconv.FormatUint(uint64(owner.Uid), 10)
	if known, err := user.LookupId(id); err == nil {
		return known.Username, nil
	}
	return id, nil
}

// unit is the text of the unit file (systemd.unit(5), systemd.service(5)). It waits for the
// network, since inbox or lake may lie on a share. A failed process is started again after a
// minute; a failed run does not end the process, so that this is for crashes.
func (s Service) unit(account string) string {
	as, target := "", "default.target"
	if !s.OfUser {
		as, target = "User="+account+"\n", "multi-user.target"
	}
	return fmt.Sprintf(`# Written by "tonghop schedule install"; "tonghop schedule uninstall" removes it.
[Unit]
Description=%s
Wants=network-online.target
After=network-online.target remote-fs.target

[Service]
%sExecStart=%s schedule %s
UMask=0077
NoNewPrivileges=yes
Restart=on-failure
RestartSec=60
# A run that is told to stop ends within seconds; a slow disk may need longer.
TimeoutStopSec=300

[Install]
WantedBy=%s
`, unitText(s.description()), as, unitWord(s.Program), unitWord(s.Folder), target)
}

// unitText keeps systemd from taking a % for the beginning of a specifier.
func unitText(text string) string { return strings.ReplaceAll(text, "%", "%%") }

// unitWord is one word of a command line in a unit: quoted, with variables and specifiers taken as text.
func unitWord(text string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", "$$", "%", "%%")
	return `"` + escape.Replace(text) + `"`
}

// systemctl returns what it prints. The error has what it says on its standard error.
func (s Service) systemctl(ctx context.Context, args ...string) (string, error) {
	if s.OfUser {
		args = append([]string{"--user"}, args...)
	}
	var problems strings.Builder
	command := exec.CommandContext(ctx, "systemctl", args...)
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		err = fmt.Errorf("systemctl %s: %w %s", strings.Join(args, " "), err, strings.TrimSpace(problems.String()))
	}
	return strings.TrimSpace(string(out)), err
}

// refused is an *Error for what systemd did not do. A machine without systemd, as in a container,
// is told what to call instead.
func (s Service) refused(doing string, err error) error {
	remedy := "call it as root, or with --user for a service of your own account"
	if errors.Is(err, exec.ErrNotFound) {
		remedy = fmt.Sprintf("this machine has no systemd; let whatever starts its programs call: %s schedule %s",
			s.Program, s.Folder)
	}
	return &Error{Service: s, Doing: doing, Err: err, Remedy: remedy}
}
