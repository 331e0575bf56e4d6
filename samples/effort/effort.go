// Package effort says how much the tests try: by default as much as one waits for, every story with
// TONGHOP_LONG=stories in the environment, and everything in its large size with TONGHOP_LONG=1. Every law is tried
// each time; what differs is how many examples it is tried on, how large they are, and which stories are told.
package effort

import (
	"flag"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// Variable is the environment variable that asks for the large sizes. A flag would not do: `go test ./...` hands a flag
// to the tests of every package, and those that do not know it fail.
const Variable = "TONGHOP_LONG"

// stories is the variable's value that asks for every story, and for no large size.
const stories = "stories"

// Long says whether the large sizes are asked for.
func Long() bool { return Stories() && os.Getenv(Variable) != stories }

// Stories says whether every story is asked for.
func Stories() bool {
	value := os.Getenv(Variable)
	return value != "" && value != "0"
}

// Story skips a test that tells by several publications what an office goes through, unless every story is asked for:
// each publication costs about a second of a processor, and .ci/run tells all of them.
func Story(t testing.TB) {
	t.Helper()
	if !Stories() {
		t.Skipf("told with %s=%s", Variable, stories)
	}
}

// Pick is the usual size, or the long one when the large sizes are asked for.
func Pick[T any](usual, long T) T {
	if Long() {
		return long
	}
	return usual
}

// Main runs the tests of a package in which every example of a law is costly: rapid tries one example at a time there,
// and Check says how often. -rapid.checks on the command line goes before both.
func Main(m *testing.M) {
	flag.Parse()
	one := "1"
	if testing.Short() {
		one = "5" // of which rapid takes a fifth
	}
	if !given() {
		set(checks, one)
	}
	os.Exit(m.Run())
}

// Repeatable has the laws of a package tried on the same examples each time, but for the large sizes, which draw others
// in every run. A change that passes then passes on every machine, and who looks for what nobody has thought of asks
// for the large sizes, or for another -rapid.seed. It comes before Main.
func Repeatable() {
	if Long() {
		return
	}
	set("rapid.seed", "1")
}

// set gives one of rapid's flags another value than its own.
func set(name, value string) {
	if err := flag.Lookup(name).Value.Set(value); err != nil {
		panic(err)
	}
}

// checks is rapid's flag for the number of examples.
const checks = "rapid.checks"

// given says whether the command line states the number of examples.
func given() (stated bool) {
	flag.Visit(func(f *flag.Flag) { stated = stated || f.Name == checks })
	return stated
}

// Check tries a law on the usual number of examples, or on the long one. It needs Main, and may be called by tests that
// run at the same time.
func Check(t *testing.T, usual, long int, law func(*rapid.T)) {
	t.Helper()
	if given() {
		rapid.Check(t, law)
		return
	}
	for range Pick(usual, long) {
		rapid.Check(t, law)
	}
}
