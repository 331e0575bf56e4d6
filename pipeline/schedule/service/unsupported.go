//go:build !linux && !windows

package service

import (
	"context"
	"errors"
)

// Install is for Linux and Windows only.
func (s Service) Install(context.Context) error { return s.unsupported("install") }

// Uninstall is for Linux and Windows only.
func (s Service) Uninstall(context.Context) error { return s.unsupported("uninstall") }

// State knows of no service.
func (s Service) State(context.Context) (State, error) { return State{}, nil }

// unsupported is the same *Error for everything.
func (s Service) unsupported(doing string) error {
	return &Error{Service: s, Doing: doing, Err: errors.ErrUnsupported,
		Remedy: `let whatever starts this system's programs call "tonghop schedule"`}
}
