package form

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestRead reads the cases of testdata/read. Each folder there has forms/ and registry/ as a workspace has; a case
// may bring further files of its own. A case holds the workbook's path, its sheets as drawings (or a csv), and what
// is read of it.
func TestRead(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	loaded := definitions{}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/read/"), ".txtar")
		t.Run(name, func(t *testing.T) {
			c := loaded.loadCase(t, file)
			var got string
			for _, r := range c.readAll(t) {
				got += render(r)
			}
			if strings.ContainsAny(got, "{}") {
				t.Errorf("a text has an empty place:\n%s", got)
			}
			if *update {
				writeWant(t, file, c.archive, got)
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", strings.TrimSpace(string(c.archive.Comment)), diff)
			}
		})
	}
}

// readCase is one case with the set and the units that read it.
type readCase struct {
	definition
	archive *txtar.Archive
	path    string
	sheets  []*drawnSheet
	csv     string
	want    string
}

func loadCase(t testing.TB, file string) *readCase {
	t.Helper()
	return definitions{}.loadCase(t, file)
}

// definitions are the forms and the units of the folders of cases that were loaded before: most cases bring no files
// of their own, and reading changes neither.
type definitions map[string]definition

type definition struct {
	set   *Set
	units *registry.Registry
}

// load reads forms/ and registry/ of a folder, with a case's own files in their places.
func (d definitions) load(t testing.TB, dir string, own []txtar.File) definition {
	t.Helper()
	if loaded, is := d[dir]; is && len(own) == 0 {
		return loaded
	}
	from := dir
	if len(own) > 0 {
		from = t.TempDir()
		for _, part := range []string{"forms", "registry"} {
			if err := os.CopyFS(filepath.Join(from, part), os.DirFS(filepath.Join(dir, part))); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range own {
		if err := os.WriteFile(filepath.Join(from, filepath.FromSlash(f.Name)), f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	set, err := LoadDir(filepath.Join(from, "forms"), period.CalendarQuarters())
	if err != nil {
		t.Fatal(err)
	}
	units, err := registry.Load(filepath.Join(from, "registry"), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(own) == 0 {
		d[dir] = definition{set, units}
	}
	return definition{set, units}
}

func (d definitions) loadCase(t testing.TB, file string) *readCase {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &readCase{archive: archive, path: "2021-Q3/tep.xlsx"}
	var own []txtar.File
	for _, f := range archive.Files {
		body := string(f.Data)
		switch name, isSheet := strings.CutPrefix(f.Name, "sheet "); {
		case isSheet:
			c.sheets = append(c.sheets, drawSheet(t, name, body))
		case f.Name == "path":
			c.path = strings.TrimSpace(body)
		case f.Name == "csv":
			c.csv = body
		case f.Name == "want":
			c.want = body
		case strings.Contains(f.Name, "/"):
			own = append(own, f)
		default:
			t.Fatalf("%s: unknown part %q", file, f.Name)
		}
	}
	c.definition = d.load(t, filepath.Dir(file), own)
	return c
}

// read reads the case's workbook, which holds one form, as the pipeline does.
func (c *readCase) read(t testing.TB) Reading {
	t.Helper()
	all := c.readAll(t)
	if len(all) != 1 {
		t.Fatalf("%d readings", len(all))
	}
	return all[0]
}

func (c *readCase) readAll(t testing.TB) []Reading {
	t.Helper()
	data := []byte(c.csv)
	if c.csv == "" {
		data = drawBook(t, c.sheets...)
	}
	name := path.Base(c.path)
	return c.set.Read(File{Path: c.path, Name: name}, openBook(t, name, data), c.units)
}

// writeWant writes a case anew with what it should come to.
func writeWant(t *testing.T, file string, archive *txtar.Archive, want string) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(want)})
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// render is a reading as a person checks it.
func render(r Reading) string {
	var out strings.Builder
	verdict, when := "rejected", "?"
	if r.Accepted {
		verdict = "accepted"
	}
	if r.HasPeriod {
		when = r.Period.String()
	}
	fmt.Fprintf(&out, "%s form=%s unit=%s period=%s\n", verdict, r.FormID, r.UnitID, when)
	for _, o := range r.Observations {
		value := o.Mark.String()
		if value == "value" {
			value = o.Value.String()
		}
		fmt.Fprintf(&out, "%-6s %s %s/%s %s = %s (%q)\n", o.Cell, o.UnitID, o.Indicator, o.Breakdown, o.Measure, value, o.Raw)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&out, "%s %s\n    %s\n    %s\n", f.Severity, f.Code, Text(message.Vietnamese, f),
			Text(message.English, f))
	}
	return out.String()
}
