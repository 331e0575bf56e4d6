package spark

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// part is what is made by one statement: a table, or one year or one step of it. Year and step are 0 where the table
// has none.
type part struct {
	Table string `json:"table"`
	Year  int    `json:"year,omitempty"`
	Step  int    `json:"step,omitempty"`
}

// done remembers which parts of a job are finished. A part is in it only after Spark has committed
// it, so that what a statement had written when it was ended is never taken: it is written over. It
// is a file of one line for each part, named by the digest of the job: another job, or another
// version of the SQL, has a memory of its own.
type done struct {
	file  *os.File
	parts map[part]origin // each with what it was made of
	whole bool            // all parts are: nothing is left to make
	years []int           // those that the tables were made of, where whole is true
}

// doneEnding ends the name of a memory.
const doneEnding = ".done"

// doneFile is the memory of the job of a digest.
func doneFile(folder, digest string) string { return filepath.Join(folder, digest+doneEnding) }

// note is a line of the memory: a part, or that all of them are finished.
type note struct {
	part
	origin
	Whole bool  `json:"whole,omitempty"`
	Years []int `json:"years,omitempty"`
}

// openDone opens the memory of the job of this digest in a folder of this computer. A line that was
// not written to its end counts as not there. A line that was cut off in the middle is no JSON, and
// its part is made again. A memory of before is read first and then written on, so that a job that
// was ended goes on where it was.
func openDone(folder, digest string) (*done, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	name := doneFile(folder, digest)
	d, err := readDone(name)
	if err != nil {
		return nil, err
	}
	d.file, err = os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	return d, err
}

// readDone reads a memory; one that is not there remembers nothing. Of a part whose line does not say what it was made
// of, as early versions wrote it, nobody knows whether it stands: it is made again.
func readDone(name string) (*done, error) {
	d := &done{parts: map[part]origin{}}
	before, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return nil, err
	}
	unknown := false
	for lines := bufio.NewScanner(before); lines.Scan(); {
		n := note{}
		switch {
		case json.Unmarshal(lines.Bytes(), &n) != nil:
		case n.Whole:
			d.whole, d.years = true, n.Years
		case n.Of != "":
			d.parts[n.part] = n.origin
		default:
			unknown = true
		}
	}
	d.whole = d.whole && !unknown
	return d, before.Close()
}

// keep forgets the parts of which there is nothing any more.
func (d *done) keep(there func(part) bool) {
	for p := range d.parts {
		if !there(p) {
			delete(d.parts, p)
			d.whole = false
		}
	}
}

// add remembers a part, before anything is made of it. It returns when the line is on disk.
func (d *done) add(p part, o origin) error {
	d.parts[p] = o
	return d.write(note{part: p, origin: o})
}

// finish remembers that all parts are finished.
func (d *done) finish(years []int) error { return d.write(note{Whole: true, Years: years}) }

// write appends a line and brings it to disk.
func (d *done) write(n note) error {
	line, err := json.Marshal(n)
	if err != nil {
		return err
	}
	// The line begins with the end of one that was cut off.
	if _, err := d.file.Write(append(append([]byte("\n"), line...), '\n')); err != nil {
		return err
	}
	return d.file.Sync()
}
