package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"tonghop/pipeline/workspace/durable"
)

func TestASumIsThatOfTheStandard(t *testing.T) {
	name := filepath.Join(t.TempDir(), "abc")
	if err := os.WriteFile(name, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The first example of FIPS 180-2, appendix B.1.
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if sum, bytes, err := durable.SumOfFile(name); sum != want || bytes != 3 || err != nil {
		t.Errorf("%s of %d bytes, %v", sum, bytes, err)
	}
	if sum, _, err := durable.SumOfFile(name + " that is not there"); err == nil {
		t.Errorf("a file that is not there has the sum %s", sum)
	}
}
