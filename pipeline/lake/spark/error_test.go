package spark

import (
	"errors"
	"strings"
	"testing"

	"github.com/apache/spark-connect-go/spark/sparkerrors"
	"google.golang.org/grpc/codes"

	"tonghop/pipeline/lake/spark/job"
	"tonghop/pipeline/vocabulary/fault"
)

// A server that is not there, and an address that is none, end with what to do, before anything is written.
func TestNoServer(t *testing.T) {
	missing, wrong := (*NoServerError)(nil), (*AddressError)(nil)
	_, err := Make(t.Context(), job.Job{Server: "sc://127.0.0.1:1", Folder: "/nowhere", State: t.TempDir()}, nil)
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "start one") {
		t.Errorf("no server: %v", err)
	}
	_, err = Make(t.Context(), job.Job{Server: "http://x", Folder: "/nowhere", State: t.TempDir()}, nil)
	if !errors.As(err, &wrong) || fault.Of(err) != fault.Misuse {
		t.Errorf("no address: %v", err)
	}
}

// What comes of an error in the middle says which table it was, and that the run can be taken up again.
func TestFailures(t *testing.T) {
	m := &maker{job: job.Job{Server: "sc://x:1"}}
	gone, stage := (*LostError)(nil), (*StageError)(nil)
	for _, err := range []error{
		&sparkerrors.SparkError{Code: codes.Unavailable, Message: "connection refused"},
		&sparkerrors.SparkError{Code: codes.Internal, Message: "[INVALID_HANDLE.SESSION_NOT_FOUND] x"},
		// what a server says that is being stopped while its port still answers
		&sparkerrors.SparkError{Code: codes.Internal, Message: "Cannot call methods on a stopped SparkContext."},
	} {
		if got := m.failed("core.fact", 2021, err); !errors.As(got, &gone) || !strings.Contains(got.Error(), again) {
			t.Errorf("%v became %v", err, got)
		}
	}
	for text, hint := range map[string]string{
		"Job aborted due to stage failure: x\nDriver stacktrace": "x; the server's log",
		"[ARITHMETIC_OVERFLOW] y\n":                              "10^20",
		"java.lang.OutOfMemoryError: z":                          "more memory",
		"[PATH_NOT_FOUND] /lake":                                 "under the same names",
	} {
		got := m.failed("core.fact", 2021, &sparkerrors.SparkError{Code: codes.Internal, Message: text})
		if !errors.As(got, &stage) || !strings.Contains(got.Error(), hint) || !strings.Contains(got.Error(), "of 2021") {
			t.Errorf("%q became %v, want %q in it", text, got, hint)
		}
		if fault.Of(got) != fault.Failed {
			t.Errorf("%v is %v", got, fault.Of(got))
		}
	}
}

// A server of another version is refused with the one that is expected, before anything is asked of it.
func TestOtherVersion(t *testing.T) {
	if err := compared("sc://x:1", "4.3.1 c0ffee"); err != nil {
		t.Error(err)
	}
	for _, other := range []string{"3.5.1 c0ffee", "4.30.0", "4.4.0"} {
		err := compared("sc://x:1", other)
		if fault.Of(err) != fault.Refused || !strings.Contains(err.Error(), "start a server of 4.3") {
			t.Errorf("%s: %v", other, err)
		}
	}
}
