package form

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// What a set has read before changes nothing of what it reads next: a set that has forgotten its texts reads each
// workbook alike.
func TestWhatWasSeenChangesNothing(t *testing.T) {
	const sample = "../../samples/krong-bong-2021"
	set, err := LoadDir(filepath.Join(sample, "forms"), period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	units, err := registry.Load(filepath.Join(sample, "registry"), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	inbox, marks := filepath.Join(sample, "inbox"), set.texts.marks
	read := 0
	err = fs.WalkDir(os.DirFS(inbox), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".xlsx" {
			return err
		}
		data, err := os.ReadFile(filepath.Join(inbox, path))
		if err != nil {
			return err
		}
		file := File{Path: path, Name: entry.Name()}
		forgetful := &Set{definitions: set.definitions, sha256: set.sha256, texts: newSeenTexts(marks)}
		want := forgetful.Read(file, openBook(t, entry.Name(), data), units)
		got := set.Read(file, openBook(t, entry.Name(), data), units)
		if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		read++
		return nil
	})
	if err != nil || read < 100 {
		t.Fatalf("%d workbooks: %v", read, err)
	}
	if len(set.texts.texts.known) == 0 || len(set.texts.texts.known) > 500 {
		t.Errorf("%d texts are known of %d workbooks of one form", len(set.texts.texts.known), read)
	}
}

// More texts than are kept are forgotten, and looked at again.
func TestSeenTextsAreBounded(t *testing.T) {
	seen := newSeenTexts([]string{"quý"})
	for i := range maxSeenTexts + 10 {
		text := "Quý " + workbook.Address(i+1, 1)
		if got := seen.of(text); len(got.marks) != 1 || got.key != "quý a"+text[len("Quý A"):] {
			t.Fatalf("%q: %+v", text, got)
		}
		if _, found, _ := seen.periodsIn(text + " năm 2021").Of(period.Year); !found {
			t.Fatalf("%q mentions no year", text)
		}
	}
	if len(seen.texts.known) != 10 || len(seen.periods.known) != 10 {
		t.Errorf("%d texts and %d periods are kept", len(seen.texts.known), len(seen.periods.known))
	}
}
