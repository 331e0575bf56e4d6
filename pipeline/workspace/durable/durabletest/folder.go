// Package durabletest makes folders for tests that publish: finished vintages are read-only folders, which the testing
// package could not remove.
package durabletest

import (
	"testing"

	"tonghop/pipeline/workspace/durable"
)

// Folder is t.TempDir for a test that publishes in it.
func Folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() { // before the testing package removes the folder
		if err := durable.RemoveAll(dir); err != nil {
			t.Errorf("folder of the test: %v", err)
		}
	})
	return dir
}

// Unseal lets a test change a vintage that is finished.
func Unseal(t testing.TB, dir string) {
	t.Helper()
	if err := durable.Unseal(dir); err != nil {
		t.Fatal(err)
	}
}
