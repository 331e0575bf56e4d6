package service

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a folder's name has in it never becomes an instruction of systemd.
func TestUnit(t *testing.T) {
	s := Service{Name: "tonghop-a-1", Program: "/opt/my programs/tonghop", Folder: `/srv/100% "của" $HOME\x`}
	unit := s.unit("thongke")
	for _, line := range []string{
		`Description=tonghop: consolidates the workbooks of /srv/100%% "của" $HOME\x`,
		`ExecStart="/opt/my programs/tonghop" schedule "/srv/100%% \"của\" $$HOME\\x"`,
		"User=thongke", "WantedBy=multi-user.target",
	} {
		if !strings.Contains(unit, "\n"+line+"\n") {
			t.Errorf("the unit has no line %s:\n%s", line, unit)
		}
	}
	s.OfUser = true
	if unit := s.unit(""); strings.Contains(unit, "User=") || !strings.Contains(unit, "\nWantedBy=default.target\n") {
		t.Errorf("the unit of a user:\n%s", unit)
	}
}

// fakeSystemd puts a systemctl in the path that writes down how it is called, and answers as the file "answer" says.
func fakeSystemd(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	script := "#!/bin/sh\necho \"$*\" >> " + dir + "/calls\ncase \"$*\" in *is-active*) cat " + dir + "/answer;; esac\n" +
		"[ ! -e " + dir + "/broken ] || { echo 'Failed to connect to bus' >&2; exit 1; }\n"
	if err := os.WriteFile(filepath.Join(dir, "systemctl"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/bin:/usr/bin")
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	return dir
}

func TestInstallAndUninstall(t *testing.T) {
	dir := fakeSystemd(t)
	s, err := Of("/usr/bin/tonghop", t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	if state, err := s.State(t.Context()); err != nil || state.Installed {
		t.Errorf("before: %+v, %v", state, err)
	}
	var refused *Error
	if err := s.Uninstall(t.Context()); !errors.As(err, &refused) || !strings.Contains(err.Error(), "not installed") {
		t.Errorf("nothing to uninstall: %v", err)
	}
	for range 2 { // installed again it is written anew
		if err := s.Install(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	unit := filepath.Join(dir, "config", "systemd", "user", s.Name+".service")
	if text, err := os.ReadFile(unit); err != nil || string(text) != s.unit("") {
		t.Errorf("the unit says %q, %v", text, err)
	}
	for _, says := range []string{"active", "failed"} {
		if err := os.WriteFile(filepath.Join(dir, "answer"), []byte(says+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if state, err := s.State(t.Context()); err != nil || state != (State{Installed: true, Running: says == "active",
			Says: says}) {
			t.Errorf("%s: %+v, %v", says, state, err)
		}
	}
	if err := s.Uninstall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(unit); err == nil {
		t.Error("the unit is left")
	}
	calls, err := os.ReadFile(filepath.Join(dir, "calls"))
	for _, call := range []string{"--user daemon-reload", "--user enable " + s.Name + ".service",
		"--user restart " + s.Name + ".service", "--user disable --now " + s.Name + ".service"} {
		if err != nil || !strings.Contains(string(calls), call+"\n") {
			t.Errorf("systemctl was not called with %q, but with\n%s", call, calls)
		}
	}
}

// Whatever systemd refuses is said with its own words and a remedy; so is a machine without systemd.
func TestRefusals(t *testing.T) {
	dir := fakeSystemd(t)
	s, err := Of("/usr/bin/tonghop", t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "broken"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Install(t.Context()); err == nil || !strings.Contains(err.Error(), "Failed to connect to bus") ||
		!strings.Contains(err.Error(), "call it as root") {
		t.Errorf("systemd refuses: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := s.Install(t.Context()); err == nil || !strings.Contains(err.Error(), "no systemd") {
		t.Errorf("there is no systemd: %v", err)
	}
}
