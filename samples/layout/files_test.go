package layout

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// atTheTop are the files that stand beside the folders of the house.
var atTheTop = []string{".gitignore", ".golangci.yml", "CHANGELOG.md", "LICENSE", "README.md", "go.mod", "go.sum"}

// builtFiles are ends of names of what a tool made: it is made again where it is needed.
var builtFiles = []string{".whl", ".test", ".exe", ".so", ".prof", ".duckdb", ".out"}

// strangers are the files, by their paths in the repository, that do not belong where they stand.
func strangers(files []string) (found []string) {
	for _, file := range files {
		built := slices.ContainsFunc(builtFiles, func(end string) bool { return strings.HasSuffix(file, end) })
		if built || path.Dir(file) == "." && !slices.Contains(atTheTop, file) {
			found = append(found, file)
		}
	}
	return found
}

// Nothing that came in by mistake stays in the repository.
func TestNoFileByMistake(t *testing.T) {
	list := exec.Command("git", "ls-files", "-z", "--cached")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Skipf("no checkout of git here: %v", err)
	}
	files := strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	if len(files) < 500 {
		t.Fatalf("git lists %d files", len(files))
	}
	for _, file := range strangers(files) {
		t.Errorf("%s does not belong into the repository", file)
	}
}

func TestStrangersAreNoticed(t *testing.T) {
	want := []string{"reform.test", "duckdb-1.5.6-cp311.whl", "notes.txt", "pipeline/cpu.prof"}
	files := append([]string{"README.md", "cmd/tonghop/main.go", ".ci/run"}, want...)
	if got := strangers(files); !slices.Equal(got, want) {
		t.Errorf("noticed %q, want %q", got, want)
	}
}
