package layout

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// houseOf reads the map of the house in README.md: one folder a line, those of the pipeline indented beneath it. The
// words of a line may name further folders that stand in it, each with a slash: "registry/".
func houseOf(t *testing.T, readme string) (folders []string) {
	t.Helper()
	_, rest, found := strings.Cut(readme, "\n## The house\n")
	if !found {
		t.Fatal("README.md has no section The house")
	}
	section, _, _ := strings.Cut(rest, "\n## ")
	above := ""
	for line := range strings.Lines(section) {
		text, isMap := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		words := strings.Fields(text)
		if !isMap || len(words) == 0 {
			continue
		}
		folder := strings.TrimSuffix(words[0], "/")
		if strings.HasPrefix(text, "  ") {
			folder = above + "/" + folder
		} else {
			above = folder
		}
		folders = append(folders, folder)
		for _, word := range words[1:] {
			if inner, isFolder := strings.CutSuffix(strings.Trim(word, ",:;()"), "/"); isFolder {
				folders = append(folders, folder+"/"+inner)
			}
		}
	}
	return folders
}

// differences lists what a map and the folders beneath root do not have in common: folders of the top level, of cmd, of
// sql, and of the pipeline and its rooms. Hidden ones, internal packages and test data are left out.
func differences(t *testing.T, root string, mapped []string) (found []string) {
	t.Helper()
	for _, folder := range mapped {
		if info, err := os.Stat(filepath.Join(root, folder)); err != nil || !info.IsDir() {
			found = append(found, folder+" stands in the map of README.md and is no folder")
		}
	}
	for _, pattern := range []string{"*", "cmd/*", "sql/*", "pipeline/*", "pipeline/*/*"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			relative, err := filepath.Rel(root, name)
			if err != nil {
				t.Fatal(err)
			}
			folder := filepath.ToSlash(relative)
			info, err := os.Stat(name)
			if err != nil || !info.IsDir() || leftOut(folder) {
				continue
			}
			if !slices.ContainsFunc(mapped, func(m string) bool { return m == folder || strings.HasPrefix(m, folder+"/") }) {
				found = append(found, folder+" is a folder and does not stand in the map of README.md")
			}
		}
	}
	return found
}

func leftOut(folder string) bool {
	name := path.Base(folder)
	return strings.HasPrefix(name, ".") || name == "internal" || name == "testdata"
}

// The map of the house in README.md is the folder tree.
func TestMapIsTheFolderTree(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	mapped := houseOf(t, string(readme))
	if found := differences(t, "../..", mapped); len(found) > 0 {
		t.Errorf("%s\nthe map names %q", strings.Join(found, "\n"), mapped)
	}
}

// A folder that is missing on either side is named.
func TestMapThatIsNotTheFolderTree(t *testing.T) {
	readme := "# a\n\n## The house\n\n    cmd/a/      the command\n    pipeline/   the run\n" +
		"      one/      inner/, two/ and more\n\n## b\n\n    three/ is no part of the map\n"
	root := t.TempDir()
	for _, folder := range []string{"cmd/a", "pipeline/one/inner", "pipeline/one/other", "pipeline/three",
		"pipeline/testdata", "top"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"pipeline/one/two stands in the map of README.md and is no folder",
		"top is a folder and does not stand in the map of README.md",
		"pipeline/three is a folder and does not stand in the map of README.md",
		"pipeline/one/other is a folder and does not stand in the map of README.md",
	}
	if got := differences(t, root, houseOf(t, readme)); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
