package pipeline

import (
	"os"
	"os/user"
	"time"

	"tonghop/pipeline/schedule"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse"
	"tonghop/pipeline/workspace"
)

// ConfigurationError says that something under the office's own hand is wrong: tonghop.yaml, a form, the registry.
type ConfigurationError struct{ Err error }

func (e *ConfigurationError) Error() string { return e.Err.Error() }

// Kind is misuse: the office corrects its own files.
func (e *ConfigurationError) Kind() fault.Kind { return fault.Misuse }

func (e *ConfigurationError) Unwrap() error { return e.Err }

// Actor is who carries out a command.
type Actor struct{ User, Host string }

// CurrentActor asks the operating system. What it does not tell is "unknown": a command is not
// refused because the machine has no name.
func CurrentActor() Actor {
	actor := Actor{User: "unknown", Host: "unknown"}
	if u, err := user.Current(); err == nil {
		actor.User = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		actor.Host = host
	}
	return actor
}

// command describes to the warehouse who writes what, and why. kind is the word of the command
// line. It becomes a row of the table run and the line with which the journal begins what this
// command wrote.
func (o Options) command(kind, reason string, at time.Time) warehouse.Command {
	return warehouse.Command{Kind: kind, Actor: o.Actor.User + "@" + o.Actor.Host, Reason: reason, Program: o.Program,
		At: at}
}

// takeLock takes the lock of a workspace, which every command that writes into it holds to its end.
// It does not wait: where somebody else works, a *schedule.HeldError says who, since when and with
// what.
func takeLock(space *workspace.Workspace, options Options, command string) (*schedule.Lock, error) {
	return schedule.Acquire(space.Lock, options.holder(command))
}

// holder says who holds a lock.
func (o Options) holder(command string) schedule.Holder {
	return schedule.Holder{
		PID: os.Getpid(), Host: o.Actor.Host, User: o.Actor.User, Command: command, Since: o.Clock.Now(),
	}
}
