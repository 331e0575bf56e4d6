package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// A run is killed with SIGKILL at random moments, first over nothing, then over a changed inbox; the next one ends in
// the tables of the sample that nobody disturbed, and nobody who looks at published/ meanwhile sees half a vintage. A
// run that ends before its moment has come does not count, and tells how long runs take: however fast or slow the
// machine is, as many runs are killed.
func killedRuns(t *testing.T, undisturbed *stage) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	t.Parallel()
	if err := undisturbed.make(); err != nil {
		t.Fatal(err)
	}
	kills, each := 1, 1 // so many kills before a run that is not
	if effort.Stories() {
		kills, each = effort.Pick(6, 300), effort.Pick(2, 5)
	}
	longest, want := undisturbed.took, publishedSums(t, undisturbed.dir)
	random := rand.New(rand.NewPCG(1, 2))
	dir := sampleCopy(t)
	for killed, tried := 0, 0; killed < kills; tried++ {
		if tried == 10*kills {
			t.Fatalf("only %d of %d runs were killed before their end: the test shows too little", killed, tried)
		}
		touch(t, dir, tried)
		start := time.Now()
		if !killAfter(t, dir, time.Duration(random.Int64N(int64(longest)))) {
			longest = time.Since(start)
			continue
		}
		if killed++; killed%each != 0 {
			continue
		}
		complete(t, dir)
		if got := publishedSums(t, dir); got != want {
			t.Fatalf("after kill %d the tables differ:\n%s\n%s", killed, got, want)
		}
		if killed < kills {
			dir = sampleCopy(t)
		}
	}
}

func sampleCopy(t *testing.T) string {
	t.Helper()
	dir := durabletest.Folder(t)
	if err := copySample("krong-bong-2021", dir); err != nil {
		t.Fatal(err)
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

func complete(t *testing.T, dir string) {
	t.Helper()
	if out, err := unprinted("run", dir).CombinedOutput(); err != nil {
		t.Fatalf("run: %v\n%s", err, out)
	}
}

// unprinted is a call of tonghop that prints no workbooks.
func unprinted(args ...string) *exec.Cmd {
	command := exec.Command("tonghop", args...)
	command.Env = append(os.Environ(), "UNPRINTED=1")
	return command
}

// killAfter starts a run, looks at what is published all the while, and kills it. It says whether the run was still
// going; one that failed by itself fails the test.
func killAfter(t *testing.T, dir string, after time.Duration) bool {
	t.Helper()
	var problems bytes.Buffer
	command := unprinted("run", "--full", dir)
	command.Stderr = &problems
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	moment := time.After(after)
	for {
		lookAt(t, dir)
		select {
		case err := <-ended:
			return wasKilled(t, err, problems.String())
		case <-moment:
			command.Process.Kill()
			err := <-ended
			lookAt(t, dir)
			return wasKilled(t, err, problems.String())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// wasKilled says whether a signal ended a run; the exit code is -1 then. One that ended by itself must have gone well.
func wasKilled(t *testing.T, err error, problems string) bool {
	t.Helper()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != -1) {
		t.Fatalf("run: %v\n%s", err, problems)
	}
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
	for _, name := range []string{"attainment_quarterly.csv", "attainment_yearly.csv", "attainment_quarterly.parquet",
		"attainment_yearly.parquet"} {
		body, err := os.ReadFile(filepath.Join(dir, "published", name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s %x\n", name, sha256.Sum256(body))
	}
	return all.String()
}
