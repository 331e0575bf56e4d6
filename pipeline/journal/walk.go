package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"os"
)

// endOfFile is the place where a walk ends that goes on to the last line.
const endOfFile = math.MaxInt64

// walk goes over the lines after a head and before a place in the file, and checks that each follows the one before.
// It keeps in j how far it has come.
func (j *Journal) walk(from Head, by string, end int64) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		j.head, j.torn = Head{}, nil
		file, err := os.Open(j.path)
		if errors.Is(err, fs.ErrNotExist) && from.IsZero() {
			return
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = &HeadError{j.path, from, by, -1}
		}
		if err != nil {
			yield(Line{}, err)
			return
		}
		defer file.Close()
		parents, err := j.seek(file, from, by)
		if err != nil {
			yield(Line{}, err)
			return
		}
		c := chain{j, parents}
		lines := bufio.NewReaderSize(io.NewSectionReader(file, from.Bytes, end-from.Bytes), 1<<16)
		for {
			text, err := lines.ReadBytes('\n')
			if err == io.EOF { //nolint:errorlint // a bufio.Reader returns it as it is
				j.torn = text
				return
			}
			var line Line
			if err == nil {
				line, err = c.follow(text[:len(text)-1])
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// seek takes a head as the place from which to go on, after a look at its line. It returns the number of each line that
// may not be followed any more, by its sum.
func (j *Journal) seek(file *os.File, from Head, by string) (map[string]int, error) {
	if from.IsZero() {
		return map[string]int{}, nil
	}
	text, err := lineBefore(file, from.Bytes)
	if err != nil {
		return nil, err
	}
	if sumOf(text) != from.SHA256 {
		has, err := countLines(file)
		if err != nil {
			return nil, err
		}
		return nil, &HeadError{j.path, from, by, has}
	}
	line, err := decode(text)
	if err != nil {
		return nil, &LineError{j.path, from.Lines, err.Error()}
	}
	j.head, j.last = from, line.Time
	return map[string]int{line.Parent: from.Lines - 1}, nil
}

// lineBefore reads the line that ends, line feed included, at a place in the file; empty where none
// ends there. It reads backwards in blocks, because a journal of years is long and the head is near
// its end.
func lineBefore(file *os.File, end int64) ([]byte, error) {
	const block = 1 << 12
	var text []byte
	for begin := end; begin > 0; {
		size := min(block, begin)
		begin -= size
		read := make([]byte, size)
		if _, err := file.ReadAt(read, begin); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		} else if err != nil {
			return nil, nil // the file is shorter
		}
		text = append(read, text...)
		if text[len(text)-1] != '\n' {
			return nil, nil
		}
		for i := min(int(size), len(text)-1) - 1; i >= 0; i-- {
			if text[i] == '\n' {
				return text[i+1 : len(text)-1], nil
			}
		}
	}
	if len(text) == 0 {
		return nil, nil
	}
	return text[:len(text)-1], nil
}

// countLines counts the whole lines of a file.
func countLines(file *os.File) (lines int, err error) {
	reader := bufio.NewReader(io.NewSectionReader(file, 0, endOfFile))
	for {
		_, err := reader.ReadSlice('\n')
		switch {
		case err == nil:
			lines++
		case errors.Is(err, io.EOF):
			return lines, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return lines, err
		}
	}
}

// chain is what a line is checked against: the journal up to the line before it.
type chain struct {
	*Journal
	followed map[string]int // lines that have a follower already: number by sum
}

// follow checks one more line. A line that follows an earlier one than the last is a fork and not
// merely a wrong line: two programs have each written behind the same line, and both branches may
// hold true things.
func (c *chain) follow(text []byte) (Line, error) {
	n := c.head.Lines + 1
	line, err := decode(text)
	if err != nil {
		return line, &LineError{c.path, n, err.Error()}
	}
	if line.Parent != c.head.SHA256 {
		if after, forks := c.followed[line.Parent]; forks {
			return line, &ForkError{c.path, n, after, line.Parent}
		}
		return line, &LineError{c.path, n, fmt.Sprintf("it follows a line of SHA-256 %.12s…, but the line before it has "+
			"%.12s…", line.Parent, c.head.SHA256)}
	}
	switch {
	case line.N != n:
		return line, &LineError{c.path, n, fmt.Sprintf("it says that it is line %d", line.N)}
	case line.Time.Before(c.last):
		return line, &LineError{c.path, n, fmt.Sprintf("its time %s is before that of the line before, %s",
			line.Time.Format(timeFormat), c.last.Format(timeFormat))}
	}
	c.followed[line.Parent] = n - 1
	c.head = Head{n, sumOf(text), c.head.Bytes + int64(len(text)) + 1}
	c.last, line.Head = line.Time, c.head
	return line, nil
}

// timeFormat is that of times in messages.
const timeFormat = "2006-01-02T15:04:05.999999Z07:00"
