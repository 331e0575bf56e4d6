package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vintage"
)

// kills is how often a run is killed. Without the race detector a run of the sample takes about 0.3 s.
const kills = 50

// A run is killed with SIGKILL at random moments, first over nothing, then over a changed inbox; the next one ends in the same
// tables, and nobody who looks at published/ meanwhile sees half a vintage.
func TestKilledRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	program := filepath.Join(t.TempDir(), "tonghop")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	whole := sampleCopy(t)
	start := time.Now()
	complete(t, program, whole)
	longest := time.Since(start)
	want := publishedSums(t, whole)
	random := rand.New(rand.NewPCG(1, 2))
	dir := sampleCopy(t)
	killed := 0
	for i := range kills {
		if i%5 == 0 {
			dir = sampleCopy(t)
		}
		touch(t, dir, i)
		if killAfter(t, program, dir, time.Duration(random.Int64N(int64(longest)))) {
			killed++
		}
		if i%5 == 4 {
			complete(t, program, dir)
			if got := publishedSums(t, dir); got != want {
				t.Fatalf("after kill %d the tables differ:\n%s\n%s", i, got, want)
			}
		}
	}
	if killed < kills/3 {
		t.Errorf("only %d of %d runs were killed before their end: the test shows too little", killed, kills)
	}
}

func sampleCopy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"tonghop.yaml", "registry", "forms", "inbox"} {
		if err := copyTree(filepath.Join("../../samples/krong-bong-2021", part), filepath.Join(dir, part)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// touch makes a run have something to do: files look changed, though they are not.
func touch(t *testing.T, dir string, i int) {
	t.Helper()
	at := time.Date(2021, 10, 1, 0, 0, i, 0, time.UTC)
	name := filepath.Join(dir, "inbox/2021-Q3/KN-01 Xã Cư Pui.xlsx")
	if err := os.Chtimes(name, at, at); err != nil {
		t.Fatal(err)
	}
}

func complete(t *testing.T, program, dir string) {
	t.Helper()
	if out, err := exec.Command(program, "run", dir).CombinedOutput(); err != nil {
		t.Fatalf("run: %v\n%s", err, out)
	}
}

// killAfter starts a run, looks at what is published all the while, and kills it. It says whether the run was still going.
func killAfter(t *testing.T, program, dir string, after time.Duration) bool {
	t.Helper()
	command := exec.Command(program, "run", "--full", dir)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), after)
	defer stop()
	for ctx.Err() == nil {
		lookAt(t, dir)
		schedule.SystemClock{}.Sleep(ctx, time.Now().Add(2*time.Millisecond))
	}
	command.Process.Kill()
	err := command.Wait()
	lookAt(t, dir)
	return err != nil
}

// lookAt reads the current vintage as a reader would: every file that its manifest names is there, whole.
func lookAt(t *testing.T, dir string) {
	t.Helper()
	current, exists, err := vintage.Current(filepath.Join(dir, "published"))
	if err != nil {
		t.Fatalf("the pointer leads nowhere: %v", err)
	}
	if !exists {
		return
	}
	for name, info := range current.Manifest.Files {
		body, err := os.ReadFile(filepath.Join(current.Dir, name))
		sum := sha256.Sum256(body)
		if err != nil || hex.EncodeToString(sum[:]) != info.SHA256 {
			t.Fatalf("%s of vintage %s is not whole: %v", name, current.ID, err)
		}
	}
}

func publishedSums(t *testing.T, dir string) string {
	t.Helper()
	var all bytes.Buffer
	for _, name := range []string{"attainment_quarterly.csv", "attainment_yearly.csv", "attainment_quarterly.parquet", "attainment_yearly.parquet"} {
		body, err := os.ReadFile(filepath.Join(dir, "published", name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s %x\n", name, sha256.Sum256(body))
	}
	return all.String()
}
