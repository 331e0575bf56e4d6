package vintage

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/journal"
	"tonghop/pipeline/workspace/durable/durabletest"
)

var night = time.Date(2021, 10, 12, 2, 0, 0, 0, time.UTC)

// write makes a draft with files of the given contents.
// finish finishes a draft and makes it the current vintage.
func finish(d *Draft, m Manifest) (Folder, error) {
	f, err := d.Keep(m)
	if err != nil {
		return f, err
	}
	return f, Point(d.published, f, journal.Head{})
}

func write(t *testing.T, published string, files map[string]string) *Draft {
	t.Helper()
	d, err := Begin(published, night)
	must(t, err)
	for name, body := range files {
		must(t, os.WriteFile(filepath.Join(d.Dir, name), []byte(body), 0o644))
	}
	return d
}

// publish makes a vintage that the test may damage.
func publish(t *testing.T, published string, files map[string]string) Folder {
	t.Helper()
	f, err := finish(write(t, published, files), Manifest{Program: "test", State: "s"})
	must(t, err)
	durabletest.Unseal(t, f.Dir)
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Nobody sees a vintage before it is whole, and the pointer moves to it in one step; the one before stays as it is.
func TestPublish(t *testing.T) {
	published := durabletest.Folder(t)
	if f, exists, err := Current(published); exists || err != nil {
		t.Fatalf("nothing is published, but current is %v, %v", f, err)
	}
	first := publish(t, published, map[string]string{"a.csv": "1"})
	d := write(t, published, map[string]string{"a.csv": "2"})
	if current, _, err := Current(published); err != nil || current.ID != first.ID {
		t.Errorf("while the second is written, current is %v, %v", current.ID, err)
	}
	second, err := finish(d, Manifest{})
	must(t, err)
	if first.ID != "20211012T020000Z" || second.ID != "20211012T020000Z-2" {
		t.Errorf("two of one second are called %s and %s", first.ID, second.ID)
	}
	current, exists, err := Current(published)
	if err != nil || !exists || current.ID != second.ID || current.Manifest.ID != second.ID {
		t.Errorf("current is %+v, %v", current, err)
	}
	if body, err := os.ReadFile(filepath.Join(first.Dir, "a.csv")); err != nil || string(body) != "1" {
		t.Errorf("the first one now says %q, %v", body, err)
	}
	body, err := os.ReadFile(filepath.Join(published, "current.json"))
	must(t, err)
	var pointer map[string]string
	must(t, json.Unmarshal(body, &pointer))
	if pointer["id"] != second.ID || pointer["path"] != "vintages/"+second.ID {
		t.Errorf("current.json says %s", body)
	}
}

// A vintage that is kept beside the current one can be named and is not pointed to.
func TestKeep(t *testing.T) {
	published := durabletest.Folder(t)
	first := publish(t, published, map[string]string{"a.csv": "1"})
	kept, err := write(t, published, map[string]string{"a.csv": "2"}).Keep(Manifest{AsOf: night})
	must(t, err)
	if current, err := Find(published, CurrentName); err != nil || current.ID != first.ID {
		t.Errorf("current is %s, %v", current.ID, err)
	}
	if found, err := Find(published, kept.ID); err != nil || !found.Manifest.AsOf.Equal(night) {
		t.Errorf("%s is %+v, %v", kept.ID, found, err)
	}
}

// What a killed run left is cleared away by the next, and never taken for a vintage.
func TestLeftOverDraft(t *testing.T) {
	published := durabletest.Folder(t)
	left := write(t, published, map[string]string{"a.csv": "half"})
	if _, err := Find(published, filepath.Base(left.Dir)); err == nil {
		t.Error("a draft is found by its folder's name")
	}
	publish(t, published, map[string]string{"a.csv": "1"})
	entries, err := os.ReadDir(filepath.Join(published, vintages))
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("under vintages there are %v", entries)
	}
}

func TestDraftWithALogIsNotPublished(t *testing.T) {
	published := durabletest.Folder(t)
	d := write(t, published, map[string]string{"tonghop.duckdb": "x", "tonghop.duckdb.wal": "y"})
	if _, err := finish(d, Manifest{}); err == nil || !strings.Contains(err.Error(), "tonghop.duckdb.wal") {
		t.Errorf("published: %v", err)
	}
	if _, exists, err := Current(published); exists || err != nil {
		t.Errorf("something is current: %v", err)
	}
}

// The manifest tells a file that is as it was from one of which a byte was changed, or that is missing, or that it
// does not name.
func TestUnchanged(t *testing.T) {
	f := publish(t, durabletest.Folder(t), map[string]string{"a.csv": "one", "b.csv": "two", "c.csv": "three"})
	if info := f.Manifest.Files["a.csv"]; info.Size != 3 || !strings.HasPrefix(info.SHA256, "7692c3ad3540bb80") {
		t.Errorf("the manifest says %+v of a.csv", info)
	}
	if mode, err := os.Stat(filepath.Join(f.Dir, "a.csv")); err != nil || mode.Mode().Perm() != 0o444 {
		t.Errorf("a published file can be written: %v, %v", mode.Mode(), err)
	}
	must(t, os.Chmod(filepath.Join(f.Dir, "b.csv"), 0o644))
	must(t, os.WriteFile(filepath.Join(f.Dir, "b.csv"), []byte("twO"), 0o644))
	must(t, os.Remove(filepath.Join(f.Dir, "c.csv")))
	must(t, os.WriteFile(filepath.Join(f.Dir, "d.csv"), []byte("four"), 0o644))
	for name, want := range map[string]bool{"a.csv": true, "b.csv": false, "c.csv": false, "d.csv": false} {
		if f.Unchanged(name) != want {
			t.Errorf("%s: unchanged is %v", name, !want)
		}
	}
	if f.Unchanged("a.csv", "b.csv") {
		t.Error("one changed file of two passes")
	}
}

func TestFindErrors(t *testing.T) {
	published := durabletest.Folder(t)
	var nothing *NothingPublishedError
	if _, err := Find(published, CurrentName); !errors.As(err, &nothing) || nothing.Published != published {
		t.Errorf("in an empty folder: %v", err)
	}
	f := publish(t, published, map[string]string{"a.csv": "1"})
	for _, name := range []string{"", ".", "..", "../" + vintages + "/" + f.ID, ".partial-" + f.ID, "20200101T000000Z"} {
		var unknown *UnknownError
		if _, err := Find(published, name); !errors.As(err, &unknown) {
			t.Errorf("%q: %v", name, err)
		}
	}
	must(t, replaceWith(f.at(manifestName), "{"))
	if _, err := Find(published, CurrentName); err == nil || !strings.Contains(err.Error(), manifestName) {
		t.Errorf("a broken manifest: %v", err)
	}
	must(t, os.RemoveAll(f.Dir))
	if _, err := Find(published, CurrentName); err == nil || !strings.Contains(err.Error(), pointerName) || errors.As(err,
		&nothing) {
		t.Errorf("a pointer to nowhere: %v", err)
	}
}

func TestCopyFile(t *testing.T) {
	f, dir := publish(t, durabletest.Folder(t), map[string]string{"a.csv": "1"}), durabletest.Folder(t)
	must(t, f.CopyFile("a.csv", dir))
	if body, err := os.ReadFile(filepath.Join(dir, "a.csv")); err != nil || string(body) != "1" {
		t.Errorf("the copy says %q, %v", body, err)
	}
	if err := f.CopyFile("b.csv", dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that there is not was copied: %v", err)
	}
}

// names are the entries of the published folder.
func names(t *testing.T, published string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(published)
	must(t, err)
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

// expectPlain reads what readers find under the plain names.
func expectPlain(t *testing.T, published string, want map[string]string) {
	t.Helper()
	for name, body := range want {
		if got, err := os.ReadFile(filepath.Join(published, name)); err != nil || string(got) != body {
			t.Errorf("%s says %q, %v; want %q", name, got, err, body)
		}
	}
}

func TestLink(t *testing.T) {
	published := durabletest.Folder(t)
	for i, files := range []map[string]string{{"a.csv": "1", "old.xlsx": "x"}, {"a.csv": "2", "new.xlsx": "y"}} {
		f := publish(t, published, files)
		for range 2 { // a second run finds everything in place
			if lagging, err := Link(published, f); err != nil || lagging != nil {
				t.Errorf("vintage %d: %v lag, %v", i, lagging, err)
			}
			expectPlain(t, published, files)
		}
	}
	must(t, os.WriteFile(filepath.Join(published, "notes.txt"), []byte("the office's own"), 0o644))
	want := []string{"a.csv", "current", "current.json", "new.xlsx", "notes.txt", "vintages"}
	if runtime.GOOS == "windows" {
		want = slices.DeleteFunc(want, func(name string) bool { return name == linkName }) // copies, and no link
	}
	if got := names(t, published); !slices.Equal(got, want) {
		t.Errorf("the published folder has %v, want %v", got, want)
	}
}

// noLinks is how a file system without links answers.
func noLinks(string, string) error { return errors.ErrUnsupported }

// On a file system without links the plain names are copies; those of a vintage before go away, and the office's own
// files stay.
func TestLinkWithoutLinks(t *testing.T) {
	published := durabletest.Folder(t)
	must(t, os.WriteFile(filepath.Join(published, "notes.txt"), []byte("the office's own"), 0o644))
	for i, files := range []map[string]string{{"a.csv": "1", "old.xlsx": "x"}, {"a.csv": "2", "new.xlsx": "y"}} {
		l := linker{published: published, to: publish(t, published, files), symlink: noLinks}
		if lagging, err := l.link(); err != nil || lagging != nil {
			t.Errorf("vintage %d: %v lag, %v", i, lagging, err)
		}
		expectPlain(t, published, files)
	}
	if got := names(t, published); !slices.Equal(got, []string{"a.csv", "current.json", "new.xlsx", "notes.txt",
		"vintages"}) {
		t.Errorf("the published folder has %v", got)
	}
}

// A published folder that comes from a file system with links keeps none of them where there are none: a link that
// nobody moves would show an old vintage for ever.
func TestLinksGiveWayToCopies(t *testing.T) {
	published := durabletest.Folder(t)
	before := publish(t, published, map[string]string{"a.csv": "1"})
	if runtime.GOOS == "windows" {
		t.Skip("only an administrator may make a link there")
	}
	must(t, os.Symlink(before.Dir, filepath.Join(published, linkName)))
	l := linker{published: published, to: publish(t, published, map[string]string{"a.csv": "2"}), symlink: noLinks}
	if lagging, err := l.link(); err != nil || lagging != nil {
		t.Errorf("%v lag, %v", lagging, err)
	}
	if got := names(t, published); slices.Contains(got, linkName) {
		t.Errorf("the published folder has %v", got)
	}
	expectPlain(t, published, map[string]string{"a.csv": "2"})
}

// A plain name that cannot be replaced lags behind and is named; all others move, and so does the pointer.
func TestLinkLags(t *testing.T) {
	for _, symlink := range []func(string, string) error{symlink, noLinks} {
		published := durabletest.Folder(t)
		// nothing can be renamed over a folder with something in it
		must(t, os.MkdirAll(filepath.Join(published, "a.csv", "held"), 0o755))
		l := linker{published: published, to: publish(t, published, map[string]string{"a.csv": "1", "b.csv": "2"}),
			symlink: symlink}
		lagging, err := l.link()
		if err != nil || !slices.Equal(lagging, []string{"a.csv"}) {
			t.Errorf("%v lag, %v; want a.csv", lagging, err)
		}
		expectPlain(t, published, map[string]string{"b.csv": "2"})
		must(t, os.RemoveAll(filepath.Join(published, "a.csv")))
		if lagging, err := l.link(); err != nil || lagging != nil {
			t.Errorf("once nothing is in the way, %v lag, %v", lagging, err)
		}
		expectPlain(t, published, map[string]string{"a.csv": "1"})
		for _, name := range names(t, published) {
			if strings.HasSuffix(name, ".new") {
				t.Errorf("%s is left", name)
			}
		}
	}
}
