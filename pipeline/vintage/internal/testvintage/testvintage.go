// Package testvintage publishes a small vintage for the tests of the rooms that read one: a district of 35 units of
// which three have sent workbooks, one of them a rejected one.
package testvintage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tonghop/pipeline"
	"tonghop/pipeline/schedule"
	"tonghop/pipeline/workspace"
	"tonghop/pipeline/workspace/durable/durabletest"
)

// received are the workbooks of the sample that the district has sent. What they state is in the tests that use it.
var received = [...]string{
	"2021-Q1/TH-02 Huyện Krông Bông.xlsx",
	"2021-Q1/KN-01 Phòng Tư pháp.xlsx", // rejected: more women than people
	"2021-Q2/KN-01 Xã Cư Pui.xlsx",
	"2021-Q2/KN-01 Xã Hòa Phong.xlsx",
}

// At is when the district's first vintage is published.
var At = time.Date(2021, 7, 12, 2, 0, 0, 0, time.UTC)

// District is a workspace to publish from. Its clock stands still, and goes on by a minute with
// each run.
type District struct {
	t     *testing.T
	Space *workspace.Workspace
	now   time.Time

	Prints bool // its vintages have workbooks to print
}

// New copies the district's definitions and workbooks into a folder of the test. edit, where it is
// not nil, changes the folder before the workspace is opened. Nothing is published yet: that is
// what Run does.
func New(t *testing.T, edit func(dir string)) *District {
	t.Helper()
	sample, dir := filepath.Join(root(t), "samples", "krong-bong-2021"), durabletest.Folder(t)
	for _, part := range []string{"registry", "forms"} {
		must(t, os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join(sample, part))))
	}
	copyFile(t, filepath.Join(sample, workspace.ConfigName), filepath.Join(dir, workspace.ConfigName))
	for _, name := range received {
		copyFile(t, filepath.Join(sample, "inbox", name), filepath.Join(dir, "inbox", name))
	}
	if edit != nil {
		edit(dir)
	}
	space, err := workspace.Open(dir)
	must(t, err)
	return &District{t: t, Space: space, now: At}
}

// Run publishes what there is, a minute after the run before.
func (d *District) Run() *pipeline.Report {
	d.t.Helper()
	report, err := pipeline.Run(d.t.Context(), d.Space, d.Options())
	must(d.t, err)
	d.now = d.now.Add(time.Minute)
	return report
}

// Options are those of the next command.
func (d *District) Options() pipeline.Options {
	return pipeline.Options{
		Clock: &schedule.StoppedClock{At: d.now}, Actor: pipeline.Actor{User: "night", Host: "server"}, Program: "test",
		Threads: 1, Unprinted: !d.Prints,
	}
}

// Send copies another workbook of the sample into the inbox.
func (d *District) Send(name string) {
	d.t.Helper()
	copyFile(d.t, filepath.Join(root(d.t), "samples", "krong-bong-2021", "inbox", name), filepath.Join(d.Space.Inbox,
		name))
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	must(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); !errors.Is(err, fs.ErrNotExist) {
			must(t, err)
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("there is no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// copyFile gives the copy the time of At's day, so that it has arrived when the first run begins. A
// copy with the time of today would be taken for one that came after the run.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	body, err := os.ReadFile(from)
	must(t, err)
	must(t, os.MkdirAll(filepath.Dir(to), 0o755))
	must(t, os.WriteFile(to, body, 0o644))
	arrived := At.AddDate(0, 0, -1)
	must(t, os.Chtimes(to, arrived, arrived))
}

// must ends the test on an error of its own preparations.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
