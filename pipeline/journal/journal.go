package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"time"

	"tonghop/pipeline/workspace/durable"
)

// Head is how far a journal has come: it stands for all its lines, since the last line's sum covers
// all before it. It is small enough to be noted in many places: in the warehouse, in every manifest
// and bundle and in the pointer to what is published.
type Head struct {
	Lines  int    `json:"lines"`
	SHA256 string `json:"sha256"` // of the last line
	Bytes  int64  `json:"bytes"`  // up to the end of the last line, its line feed included
}

// IsZero says whether it is the head of a journal that has no line yet.
func (h Head) IsZero() bool { return h.Lines == 0 }

// Journal is a journal that was opened and whose end was checked.
type Journal struct {
	path string
	head Head
	last time.Time // of the last line
	torn []byte    // what stands behind the last whole line
}

// Open checks the lines after the head that somebody noted, whom by names ("the warehouse"); after the zero head these
// are all lines. A file that is not there has no lines. Errors: *HeadError, *LineError, *ForkError, and those of the
// file system.
func Open(path string, from Head, by string) (*Journal, error) {
	j := &Journal{path: path}
	for _, err := range j.walk(from, by, endOfFile) {
		if err != nil {
			return nil, err
		}
	}
	return j, nil
}

// Exists says whether there is a journal.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Head is that of the last line.
func (j *Journal) Head() Head { return j.head }

// All goes over every line of a journal, and ends with the first error. What stands behind the last whole line is left
// out.
func All(path string) iter.Seq2[Line, error] {
	return (&Journal{path: path}).walk(Head{}, "nobody", endOfFile)
}

// UpTo is the journal as it was when it had come to a head that is in it. Lines behind it are
// neither read nor checked, and nothing may be appended to it.
func (j *Journal) UpTo(head Head) *Journal { return &Journal{path: j.path, head: head} }

// Holds says, as a *HeadError, that somebody noted a line which the journal does not have. The zero head is in every
// journal.
func (j *Journal) Holds(noted Head, by string) error {
	if noted == j.head {
		return nil
	}
	for _, err := range (&Journal{path: j.path}).walk(noted, by, noted.Bytes) {
		return err
	}
	return nil
}

// Torn is what stands behind the last whole line: the beginning of one that a killed run or a power cut left.
func (j *Journal) Torn() []byte { return j.torn }

// After goes over the lines after a head, to the one that was last when the journal was opened.
func (j *Journal) After(from Head) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		again := &Journal{path: j.path}
		for line, err := range again.walk(from, "the one who asks", j.head.Bytes) {
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// Published goes over the vintages that the journal says are on disk, in the order of its lines.
func (j *Journal) Published() iter.Seq2[*Published, error] { return only[*Published](j, "published") }

// Closings are the vintages that were published first after a period had been closed: with them it
// was. Vintages as of an earlier moment are passed over, since no closing was published with them.
func (j *Journal) Closings() (map[string]bool, error) {
	all, closed := map[string]bool{}, false
	for entry, err := range only[Entry](j, "published", "decided") {
		if err != nil {
			return nil, err
		}
		switch e := entry.(type) {
		case *Decided:
			closed = closed || e.Decision == "close"
		case *Published:
			if closed && e.AsOf.IsZero() && !e.Found {
				all[e.Vintage], closed = true, false
			}
		}
	}
	return all, nil
}

// Forgotten are the contents, by SHA-256, whose bytes and texts are not kept any more.
func (j *Journal) Forgotten() (map[string]bool, error) {
	all := map[string]bool{}
	for entry, err := range only[*Forgotten](j, "forgotten") {
		if err != nil {
			return nil, err
		}
		all[entry.SHA256] = true
	}
	return all, nil
}

// only goes over the lines of some kinds. Those of other kinds are not read. Nothing is checked
// here, so that a search over years of lines parses a few of them.
func only[E Entry](j *Journal, kinds ...string) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		file, err := os.Open(j.path)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield(none, err)
			return
		}
		defer file.Close()
		lines := bufio.NewReaderSize(io.NewSectionReader(file, 0, j.head.Bytes), 1<<16)
		for {
			text, err := lines.ReadBytes('\n')
			if err == io.EOF { //nolint:errorlint // a bufio.Reader returns it as it is
				return
			}
			if err == nil && !isOneOf(text, kinds) {
				continue
			}
			var line Line
			if err == nil {
				line, err = decode(text[:len(text)-1])
			}
			entry, is := line.Entry.(E)
			if err == nil && !is {
				continue
			}
			if !yield(entry, err) || err != nil {
				return
			}
		}
	}
}

// isOneOf says whether the text of a line is perhaps one of some kinds, without reading all of it.
func isOneOf(text []byte, kinds []string) bool {
	return slices.ContainsFunc(kinds, func(kind string) bool {
		return bytes.Contains(text[:min(len(text), 60)], []byte(`"kind":"`+kind+`"`))
	})
}

// CutTorn takes off what stands behind the last whole line, after it has been appended to the file
// aside. The caller holds the workspace's lock. In this order nothing is lost: killed between the
// two, the piece is appended aside once more.
func (j *Journal) CutTorn(aside string) error {
	if len(j.torn) == 0 {
		return nil
	}
	info, err := os.Stat(aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var at int64
	if err == nil {
		at = info.Size()
	}
	if err := durable.Append(aside, at, append(bytes.Clone(j.torn), '\n'), durable.PrivateFile); err != nil {
		return fmt.Errorf("incomplete last line of %s: %w", j.path, err)
	}
	if err := durable.Cut(j.path, j.head.Bytes); err != nil {
		return fmt.Errorf("incomplete last line of %s: %w", j.path, err)
	}
	j.torn = nil
	return nil
}

// At is the time that a line written now would bear: never before that of the last one, whatever a clock says.
func (j *Journal) At(now time.Time) time.Time {
	if now = Moment(now); now.Before(j.last) {
		return j.last
	}
	return now
}

// Append writes a line for each entry, and returns when all of them are on disk. On an error the
// journal is as it was. The caller holds the workspace's lock. Errors: *GrownError, and those of
// the file system. All lines go to disk with one write and one sync, and bear the same time.
func (j *Journal) Append(now time.Time, who string, entries ...Entry) (Head, error) {
	if len(entries) == 0 {
		return j.head, nil
	}
	if len(j.torn) > 0 {
		return j.head, fmt.Errorf("%s ends in an incomplete line, which has to be cut first", j.path)
	}
	head, at := j.head, j.At(now)
	var text bytes.Buffer
	for _, entry := range entries {
		line, err := Line{N: head.Lines + 1, Time: at, Who: who, Parent: head.SHA256, Entry: entry}.encode()
		if err != nil {
			return j.head, fmt.Errorf("%s: %w", j.path, err)
		}
		text.Write(line)
		text.WriteByte('\n')
		head = Head{head.Lines + 1, sumOf(line), head.Bytes + int64(len(line)) + 1}
	}
	if err := durable.Append(j.path, j.head.Bytes, text.Bytes(), durable.PrivateFile); err != nil {
		if errors.Is(err, durable.ErrSize) {
			return j.head, &GrownError{j.path, err}
		}
		return j.head, err
	}
	j.head, j.last = head, at
	return head, nil
}
