package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// namedTest is a test, a fuzz target or a benchmark as a document names it, or a script of the commands.
var namedTest = regexp.MustCompile("`(?:((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)|([a-z_]+\\.txtar))`")

// missingTests lists the tests that a text names and that the folder root does not have.
func missingTests(t *testing.T, root, text string) (missing []string) {
	t.Helper()
	var sources strings.Builder
	err := filepath.WalkDir(root, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		body, err := os.ReadFile(name)
		sources.Write(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range namedTest.FindAllStringSubmatch(text, -1) {
		function, script := found[1], found[2]
		_, err := os.Stat(filepath.Join(root, "cmd/tonghop/testdata/script", script))
		if function != "" && !strings.Contains(sources.String(), "func "+function+"(") || script != "" && err != nil {
			missing = append(missing, function+script)
		}
	}
	return missing
}

// The documents say which test shows what they promise: each of these is there.
func TestDocumentsNameTestsThatThereAre(t *testing.T) {
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(documents) == 0 {
		t.Fatal(documents, err)
	}
	var all strings.Builder
	for _, name := range documents {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(body)
	}
	if missing := missingTests(t, "../..", all.String()); len(missing) > 0 {
		t.Errorf("the documents name tests that there are not: %v", missing)
	}
	forged := "`TestNobody`, `TestDocumentsNameTestsThatThereAre`, `nobody.txtar`, `run.txtar`"
	if missing := missingTests(t, "../..", forged); strings.Join(missing, " ") != "TestNobody nobody.txtar" {
		t.Errorf("of two tests that there are not, it misses %v", missing)
	}
}
