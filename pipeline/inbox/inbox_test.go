package inbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, root, name, text string) {
	t.Helper()
	full := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestScan(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"Q3/xã Cư Pui.xlsx", "Q3/~$xã Cư Pui.xlsx", "Q3/.DS_Store", "Thumbs.db", ".gitkeep",
		"desktop.ini", "Q3/._xã Cư Pui.xlsx", ".chép dở.xlsx", "a.XLS", "b.pdf", "c.xlsx.crdownload",
		"thư mục.xlsx/trong.csv", "thư mục.ods/content.xml", ".git/x.xlsx"} {
		write(t, root, name, name)
	}
	want := map[string]Reason{"Q3/~$xã Cư Pui.xlsx": OwnerFile, ".chép dở.xlsx": Temporary,
		"c.xlsx.crdownload": Temporary, "thư mục.xlsx": Folder, "thư mục.ods": Folder}
	if runtime.GOOS != "windows" { // only an administrator may make a link there
		want["link.xlsx"] = Symlink
		if err := os.Symlink("/etc/passwd", filepath.Join(root, "link.xlsx")); err != nil {
			t.Fatal(err)
		}
	}
	files, skipped, err := Scan(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range files {
		found = append(found, f.Path)
	}
	if diff := cmp.Diff([]string{"Q3/xã Cư Pui.xlsx", "a.XLS", "b.pdf", "thư mục.ods/content.xml",
		"thư mục.xlsx/trong.csv"}, found); diff != "" {
		t.Error(diff)
	}
	reasons := map[string]Reason{}
	for _, s := range skipped {
		reasons[s.Path] = s.Reason
	}
	if diff := cmp.Diff(want, reasons); diff != "" {
		t.Error(diff)
	}
}

// What cannot be an inbox is never taken for an empty one; a link to a folder is followed.
func TestScanOfTheInboxItself(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "share/a.xlsx", "a")
	write(t, dir, "file", "")
	good, bad := []string{"share"}, []string{"none", "file"}
	if runtime.GOOS != "windows" { // only an administrator may make a link there
		good, bad = append(good, "link"), append(bad, "broken", "link-to-file")
		for link, to := range map[string]string{"link": "share", "broken": "gone", "link-to-file": "file"} {
			if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range good {
		files, _, err := Scan(t.Context(), filepath.Join(dir, name))
		if err != nil || len(files) != 1 || files[0].Path != "a.xlsx" {
			t.Errorf("%s: %v, %v", name, files, err)
			continue
		}
		if data, err := Read(filepath.Join(dir, name), files[0], 10); err != nil || string(data) != "a" {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	for _, name := range bad {
		_, _, err := Scan(t.Context(), filepath.Join(dir, name))
		if !errors.As(err, new(*RootError)) || !strings.Contains(err.Error(), "correct the link") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A folder that may not be listed is left out and named; the others are read. (Root may list any folder, so the test
// brings the refusal itself.)
func TestUnreadableFolder(t *testing.T) {
	root := t.TempDir()
	write(t, root, "xa/a.xlsx", "a")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	s := scan{root: root}
	if err := s.visit(filepath.Join(root, "xa"), entries[0], fs.ErrPermission); !errors.Is(err, fs.SkipDir) {
		t.Errorf("%v; want the folder left out", err)
	}
	if diff := cmp.Diff([]Skipped{{"xa", Unreadable}}, s.skipped); diff != "" {
		t.Error(diff)
	}
	if err := s.visit(root, nil, fs.ErrPermission); !errors.As(err, new(*RootError)) {
		t.Errorf("the inbox itself: %v", err)
	}
}

func TestReadNoticesChange(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a.xlsx", "half")
	files, _, err := Scan(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := Read(root, files[0], 10); err != nil || string(data) != "half" {
		t.Fatalf("%q, %v", data, err)
	}
	var large *TooLargeError
	if _, err := Read(root, files[0], 3); !errors.As(err, &large) {
		t.Errorf("over the bound: %v", err)
	}
	var unstable *UnstableError
	write(t, root, "a.xlsx", "half and more")
	if _, err := Read(root, files[0], 100); !errors.As(err, &unstable) {
		t.Errorf("grown: %v", err)
	}
	write(t, root, "a.xlsx", "flah")
	if err := os.Chtimes(filepath.Join(root, "a.xlsx"), time.Time{}, files[0].ModTime.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(root, files[0], 100); !errors.As(err, &unstable) {
		t.Errorf("same size, other time: %v", err)
	}
}

func TestArchive(t *testing.T) {
	archive := Archive{Root: filepath.Join(t.TempDir(), "archive")}
	data := []byte("một hai ba")
	sum := Sum(data)
	for _, want := range []bool{true, false} {
		if written, err := archive.Keep(sum, data); err != nil || written != want {
			t.Fatalf("written %v, %v", written, err)
		}
	}
	if got, err := archive.Read(sum); err != nil || string(got) != string(data) {
		t.Fatalf("%q, %v", got, err)
	}
	if err := archive.Sync(); err != nil {
		t.Fatal(err)
	}
	write(t, archive.Root, sum[:2]+"/.new-1", "killed")
	if err := archive.Tidy(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(archive.Root, "*", ".new-*")); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	if err := os.Chmod(archive.Path(sum), 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, archive.Root, sum[:2]+"/"+sum, "một hai bốn")
	var damaged *DamagedError
	if _, err := archive.Read(sum); !errors.As(err, &damaged) {
		t.Errorf("changed bytes: %v", err)
	}
	if written, err := archive.Keep(sum, data); err != nil || !written {
		t.Errorf("written %v, %v", written, err)
	}
	if got, err := archive.Read(sum); err != nil || string(got) != string(data) {
		t.Errorf("after it was mended: %q, %v", got, err)
	}
}

// Whatever keeps the bytes from being had is damage of this one workbook: missing, a folder in its place.
func TestArchiveLost(t *testing.T) {
	archive := Archive{Root: t.TempDir()}
	sum := Sum([]byte("một"))
	for _, prepare := range []func() error{
		func() error { return nil },
		func() error { return os.MkdirAll(archive.Path(sum), 0o700) },
	} {
		if err := prepare(); err != nil {
			t.Fatal(err)
		}
		var damaged *DamagedError
		if _, err := archive.Read(sum); !errors.As(err, &damaged) || damaged.SHA256 != sum {
			t.Errorf("%v", err)
		}
	}
}
