package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"tonghop/pipeline/vocabulary/fault"
)

// The outermost kind of a chain decides, and an error without one is a failure.
func TestKinds(t *testing.T) {
	misuse, refused := fault.New(fault.Misuse, "unit %q", "x"), fault.New(fault.Refused, "busy")
	for _, c := range []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"without a kind", errors.New("disk full"), fault.Failed},
		{"its own", misuse, fault.Misuse},
		{"wrapped", fmt.Errorf("status: %w", refused), fault.Refused},
		{"the outermost", fault.Wrap(fault.Misuse, fmt.Errorf("tonghop.yaml: %w", refused)), fault.Misuse},
		{"the outermost, the other way round", fault.Wrap(fault.Refused, misuse), fault.Refused},
		{"joined with one that has none", errors.Join(errors.New("close"), misuse), fault.Misuse},
		{"the first of two", errors.Join(refused, misuse), fault.Refused},
	} {
		if got := fault.Of(c.err); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if wrapped := fault.Wrap(fault.Misuse, fs.ErrNotExist); !errors.Is(wrapped, fs.ErrNotExist) ||
		wrapped.Error() != fs.ErrNotExist.Error() {
		t.Errorf("wrapping loses the error or its text: %v", wrapped)
	}
	if fault.Wrap(fault.Misuse, nil) != nil {
		t.Error("no error became one")
	}
	if got := misuse.Error(); got != `unit "x"` {
		t.Errorf("the text is %s", got)
	}
}
