package vintage

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/windows"

	"tonghop/pipeline/workspace/durable/durabletest"
)

// A printed table that somebody has open in Excel keeps its old content and is named; all others move, and it is put
// right once it is closed.
func TestATableOpenInExcelLags(t *testing.T) {
	published := durabletest.Folder(t)
	l := linker{published: published, to: publish(t, published, map[string]string{"a.xlsx": "1", "b.csv": "1"}),
		symlink: symlink}
	if lagging, err := l.link(); err != nil || lagging != nil {
		t.Fatalf("%v lag, %v", lagging, err)
	}
	closeExcel := openAsExcel(t, filepath.Join(published, "a.xlsx"))
	l.to = publish(t, published, map[string]string{"a.xlsx": "2", "b.csv": "2"})
	lagging, err := l.link()
	if err != nil || !slices.Equal(lagging, []string{"a.xlsx"}) {
		t.Errorf("%v lag, %v; want a.xlsx", lagging, err)
	}
	closeExcel()
	expectPlain(t, published, map[string]string{"a.xlsx": "1", "b.csv": "2"})
	if lagging, err := l.link(); err != nil || lagging != nil {
		t.Errorf("once it is closed, %v lag, %v", lagging, err)
	}
	expectPlain(t, published, map[string]string{"a.xlsx": "2", "b.csv": "2"})
}

// openAsExcel opens a file as Excel does: others may read it, and neither write, move nor remove it.
func openAsExcel(t *testing.T, name string) (closeIt func()) {
	t.Helper()
	path, err := windows.UTF16PtrFromString(name)
	must(t, err)
	handle, err := windows.CreateFile(path, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING,
		windows.FILE_ATTRIBUTE_NORMAL, 0)
	must(t, err)
	file := os.NewFile(uintptr(handle), name)
	return func() { must(t, file.Close()) }
}
