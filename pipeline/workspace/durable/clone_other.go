//go:build !linux

package durable

import (
	"errors"
	"os"
)

// clone is not done here: a copy takes its own room.
func clone(_, _ *os.File) error { return errors.ErrUnsupported }
