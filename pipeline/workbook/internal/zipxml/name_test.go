package zipxml

import (
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A law: names that seem to be plain are folded, and put together with a folder, like all others.
func TestPlainNames(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "B", ".", "..", "/", `\`, "%20", "é", "İ", "xl/", ".rels", "sheet1.xml", ""})
	rapid.Check(t, func(t *rapid.T) {
		folder := strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(t, "folder"), "")
		target := strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(t, "target"), "")
		name := folder + target
		slashes := strings.ReplaceAll(name, `\`, "/")
		want := strings.ToLower(strings.TrimPrefix(path.Clean("/"+slashes), "/"))
		if got := foldName(name); got != want {
			t.Fatalf("%q is folded to %q, want %q", name, got, want)
		}
		joined := strings.TrimPrefix(path.Join("/", folder, target), "/")
		folderEnds := folder == "" || strings.HasSuffix(folder, "/")
		if plain, _ := isPlain(name); plain && folderEnds && joined != name {
			t.Fatalf("%q in %q is %q", target, folder, joined)
		}
	})
}

// What begins with a dot is plain, and what leads elsewhere is not.
func TestIsPlain(t *testing.T) {
	for name, want := range map[string]struct{ plain, small bool }{
		"xl/worksheets/sheet1.xml": {true, true}, "[Content_Types].xml": {true, false}, "_rels/.rels": {true, true},
		"xl//a": {}, "/xl/a": {}, "xl/a/": {}, "xl/../a": {}, "xl/./a": {}, "xl/.": {}, "xl/..a": {}, `xl\a`: {}, "số": {},
		"": {},
	} {
		if plain, small := isPlain(name); plain != want.plain || small != want.small && plain {
			t.Errorf("%q: %v, %v", name, plain, small)
		}
	}
}
