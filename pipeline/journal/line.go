package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Line is one line of a journal.
type Line struct {
	N      int       // its number, from 1
	Time   time.Time // in UTC, to the microsecond; never before that of the line before
	Who    string    // user@host
	Parent string    // SHA-256 of the line before, 64 digits; "" for the first
	Entry  Entry

	Head Head // of the journal up to this line; set in lines that are read
}

// headOfLine is what every line has, in the order in which it is written.
type headOfLine struct {
	N      int       `json:"n"`
	Kind   string    `json:"kind"`
	Time   time.Time `json:"time"`
	Who    string    `json:"who"`
	Parent string    `json:"parent"`
}

// encode writes a line, without the line feed at its end. The head comes first in it, so that
// isOneOf finds the kind without reading on.
func (l Line) encode() ([]byte, error) {
	head, err := encode(headOfLine{l.N, l.Entry.Kind(), Moment(l.Time), l.Who, l.Parent})
	if err != nil {
		return nil, err
	}
	fields, err := encode(l.Entry)
	if err != nil {
		return nil, err
	}
	return append(append(head[:len(head)-1], ','), fields[1:]...), nil
}

// encode is json.Marshal without the escapes that only HTML needs.
func encode(value any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(body.Bytes(), []byte("\n")), err
}

// decode reads a line, without the line feed at its end. A line has exactly the bytes that encode gives for it, so that
// nothing in it goes unread: no unknown field, no field twice, no other spelling.
func decode(text []byte) (Line, error) {
	var head headOfLine
	if err := json.Unmarshal(text, &head); err != nil {
		return Line{}, fmt.Errorf("it is no line of JSON: %w", err)
	}
	entry := newEntry(head.Kind)
	if entry == nil {
		return Line{}, fmt.Errorf("its kind %q is none that this version of tonghop knows; a later one may have written it",
			head.Kind)
	}
	if err := json.Unmarshal(text, entry); err != nil {
		return Line{}, fmt.Errorf("it is no line of kind %s: %w", head.Kind, err)
	}
	l := Line{N: head.N, Time: head.Time, Who: head.Who, Parent: head.Parent, Entry: entry}
	again, err := l.encode()
	if err != nil {
		return Line{}, err
	}
	if !bytes.Equal(again, text) {
		return Line{}, errors.New("it is not written as tonghop writes it; a later version may have written it")
	}
	return l, nil
}

// Moment is a time as lines and the warehouse keep it: in UTC, to the microsecond.
func Moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// sumOf is the SHA-256 of a line without its line feed, in lower-case hexadecimal.
func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
