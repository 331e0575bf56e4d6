package vintage

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// An answer comes from the process that reads it in blocks: one byte that says what the block is,
// its length in eight bytes, the highest first, and what is in it. The format is between two
// processes of one program and may change with it.
const (
	blockColumns = 'C' // a list of names, as JSON
	blockRows    = 'R' // values, row after row
	blockText    = 'T' // text for a TextListener
	blockFailed  = 'F' // a failure, as JSON: the last block of an answer that failed
	blockDone    = 'D' // the last block of a whole answer
)

// Before each value stands one byte that says what it is.
const (
	tagNull = iota
	tagFalse
	tagTrue
	tagInt
	tagUint
	tagFloat
	tagNumber
	tagText
	tagNested
)

const (
	fullBlock = 64 << 10 // bytes from which on a block of rows is sent
	maxBlock  = 4 << 30  // bytes of one that is read: a single row may be long
)

// errWire says that the answer of the other process cannot be read.
var errWire = errors.New("the process that answers queries wrote something else than an answer")

// sender writes an answer; it is the Listener in the process that reads the tables. Rows are
// gathered to blocks of some 64 KB, since a system call for each row would cost more than reading
// it.
type sender struct {
	to    io.Writer
	rows  []byte
	meter meter
}

// Columns implements Listener. Rows of the statement before that are still waiting are sent first.
func (s *sender) Columns(names []string) error {
	body, err := json.Marshal(names)
	if err != nil {
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	return s.block(blockColumns, body)
}

// Row implements Listener. A row that passes a bound is taken back and not sent.
func (s *sender) Row(values []any) error {
	before := len(s.rows)
	for _, value := range values {
		s.rows = appendValue(s.rows, value)
	}
	if err := s.meter.add(len(s.rows) - before); err != nil {
		s.rows = s.rows[:before]
		return err
	}
	if len(s.rows) < fullBlock {
		return nil
	}
	return s.flush()
}

// flush sends the rows that are waiting.
func (s *sender) flush() error {
	if len(s.rows) == 0 {
		return nil
	}
	err := s.block(blockRows, s.rows)
	s.rows = s.rows[:0]
	return err
}

// block sends one block. A block without a body, as the last one is, has the length 0.
func (s *sender) block(kind byte, body []byte) error {
	head := binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(body)))
	if _, err := s.to.Write(head); err != nil {
		return err
	}
	_, err := s.to.Write(body)
	return err
}

// appendValue writes a value behind its tag. Whole numbers take as many bytes as they need, texts
// have their length before them.
func appendValue(to []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(to, tagNull)
	case bool:
		if v {
			return append(to, tagTrue)
		}
		return append(to, tagFalse)
	case int64:
		return binary.AppendVarint(append(to, tagInt), v)
	case uint64:
		return binary.AppendUvarint(append(to, tagUint), v)
	case float64:
		return binary.BigEndian.AppendUint64(append(to, tagFloat), math.Float64bits(v))
	case json.Number:
		return appendText(append(to, tagNumber), string(v))
	case json.RawMessage:
		return appendText(append(to, tagNested), string(v))
	case string:
		return appendText(append(to, tagText), v)
	}
	return appendText(append(to, tagText), fmt.Sprint(value))
}

// appendText writes a text behind its length in bytes.
func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// readBlock reads one block. Its body is valid until the next call with the same buffer.
func readBlock(from *bufio.Reader, buffer []byte) (kind byte, body []byte, err error) {
	var head [9]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return 0, buffer, err
	}
	length := binary.BigEndian.Uint64(head[1:])
	if length > maxBlock {
		return 0, buffer, errWire
	}
	if uint64(cap(buffer)) < length {
		buffer = make([]byte, length)
	}
	buffer = buffer[:length]
	_, err = io.ReadFull(from, buffer)
	return head[0], buffer, err
}

// hear tells a listener the rows of a block. values is used again for each row and has as many
// places as there are columns.
func hear(body []byte, values []any, listener Listener) (err error) {
	for len(body) > 0 {
		for i := range values {
			if values[i], body, err = cutValue(body); err != nil {
				return err
			}
		}
		if err := listener.Row(values); err != nil {
			return err
		}
		if len(values) == 0 {
			return errWire
		}
	}
	return nil
}

// cutValue takes the first value off a block. Nothing is taken for granted about what came: a
// length beyond the block is errWire and no panic.
func cutValue(body []byte) (value any, rest []byte, err error) {
	if len(body) == 0 {
		return nil, nil, errWire
	}
	tag, body := body[0], body[1:]
	switch tag {
	case tagNull:
		return nil, body, nil
	case tagFalse, tagTrue:
		return tag == tagTrue, body, nil
	case tagInt:
		number, length := binary.Varint(body)
		return number, body[max(length, 0):], wrongUnless(length > 0)
	case tagUint:
		number, length := binary.Uvarint(body)
		return number, body[max(length, 0):], wrongUnless(length > 0)
	case tagFloat:
		if len(body) < 8 {
			return nil, nil, errWire
		}
		return math.Float64frombits(binary.BigEndian.Uint64(body)), body[8:], nil
	}
	length, size := binary.Uvarint(body)
	if size <= 0 || uint64(len(body)-size) < length || tag > tagNested {
		return nil, nil, errWire
	}
	text, rest := string(body[size:size+int(length)]), body[size+int(length):]
	switch tag {
	case tagNumber:
		return json.Number(text), rest, nil
	case tagNested:
		return json.RawMessage(text), rest, nil
	}
	return text, rest, nil
}

// wrongUnless is errWire where a number could not be read.
func wrongUnless(right bool) error {
	if right {
		return nil
	}
	return errWire
}
