package inbox

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// A name whose bytes are no UTF-8 is read like any other, decoded for people and found again by its bytes.
func TestNamesThatAreNotUTF8(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has names of any bytes")
	}
	root := t.TempDir()
	cases := []struct{ bytes, path, name string }{
		{"B\xe1o c\xe1o.xlsx", `B\xe1o c\xe1o.xlsx`, "Báo cáo.xlsx"},                               // Windows-1258
		{"Xa\xde C\xfd Pui.xlsx", `Xa\xde C\xfd Pui.xlsx`, "Xã Cư Pui.xlsx"},                       // Windows-1258
		{"B\xb8o c\xb8o qu\xfd III.xlsx", `B\xb8o c\xb8o qu\xfd III.xlsx`, "Báo cáo quý III.xlsx"}, // TCVN3
		{"\xff\xfe\x81.xlsx", `\xff\xfe\x81.xlsx`, `\xff\xfe\x81.xlsx`},                            // nothing
		// a name that looks like an escaped one
		{`B\xe1o.xlsx`, `B\x5cxe1o.xlsx`, `B\xe1o.xlsx`},
		{"Quý 3/B\xe1o c\xe1o Cư.xlsx", `Quý 3/B\xe1o c\xe1o Cư.xlsx`, `B\xe1o c\xe1o Cư.xlsx`}, // both
		{"Qu\xfd 3/a.xlsx", `Qu\xfd 3/a.xlsx`, "a.xlsx"},                                        // a folder
	}
	for _, c := range cases {
		write(t, root, c.bytes, c.bytes)
	}
	files, _, err := Scan(t.Context(), root)
	if err != nil || len(files) != len(cases) {
		t.Fatalf("%v, %v", files, err)
	}
	found := map[string]File{}
	for _, f := range files {
		found[f.Path] = f
	}
	for _, c := range cases {
		f, ok := found[c.path]
		if !ok {
			t.Errorf("%q is not there as %s: %v", c.bytes, c.path, files)
			continue
		}
		if f.Name() != c.name {
			t.Errorf("%s is shown as %q, want %q", c.path, f.Name(), c.name)
		}
		if data, err := Read(root, f, 100); err != nil || string(data) != c.bytes {
			t.Errorf("%s: %q, %v", c.path, data, err)
		}
	}
	if got, want := Shown(`Qu\xfd 3/a.xlsx`), `Quý 3/a.xlsx (Qu\xfd 3/a.xlsx)`; got != want {
		t.Errorf("shown as %s, want %s", got, want)
	}
	if _, err := os.Lstat(filepath.Join(root, "B\xe1o c\xe1o.xlsx")); err != nil {
		t.Error(err)
	}
}

// Written paths are UTF-8, and no two paths of a file system are written alike.
func TestPathsAreToldApart(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"a", "á", "\xe1", `\`, "x", "e1", "/", "\xff", " "})
	rapid.Check(t, func(t *rapid.T) {
		var bytes string
		for _, piece := range rapid.SliceOfN(pieces, 0, 8).Draw(t, "bytes") {
			bytes += piece
		}
		written := pathOf(bytes)
		if !utf8.ValidString(written) || bytesOf(written) != bytes {
			t.Fatalf("%q is written %q, which means %q", bytes, written, bytesOf(written))
		}
		if !utf8.ValidString(Readable(written)) {
			t.Fatalf("%q is shown %q", bytes, Readable(written))
		}
	})
}
