package warehouse

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tonghop/pipeline/warehouse/duck"
)

// splice writes a period's rows of which some were made where they stand: those in place of the earlier ones, and the
// others byte by byte as they are in the earlier file. renewed is the table of those that were made.
func (e *export) splice(
	ctx context.Context, out *os.File, table, renewed string, s segment, part FilePart,
) (size int64, err error) {
	places, err := e.places(ctx, renewed)
	if err != nil {
		return 0, err
	}
	made := out.Name() + ".part"
	rows, _, err := e.forSpreadsheets(ctx, fmt.Sprintf(
		"SELECT * FROM (SELECT * EXCLUDE (place, nth) FROM %s ORDER BY place)", renewed))
	if err != nil {
		return 0, err
	}
	err = e.exec(ctx, made, fmt.Sprintf("COPY (%s) TO %s (FORMAT csv, HEADER false)", rows, duck.Quoted(made)))
	if err != nil {
		return 0, err
	}
	in, err := os.Open(made)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, in.Close(), os.Remove(made)) }()
	earlier, err := os.Open(filepath.Join(e.earlier.Dir, table+".csv"))
	if err != nil {
		return 0, err
	}
	defer earlier.Close()
	if size, err = replaceRecords(out, io.NewSectionReader(earlier, part.Offset, part.Size), in, places); err != nil {
		return 0, fmt.Errorf("%s of %s: %w", table, s.label, err)
	}
	return size, nil
}

// places are those of the rows that were made of a period in it, from 0, in order. They are counted from the period's
// first row: where that stands may be another place since the database was brought to disk.
func (e *export) places(ctx context.Context, renewed string) (places []int64, err error) {
	rows, err := e.q.QueryContext(ctx, fmt.Sprintf("SELECT nth FROM %s ORDER BY nth", renewed))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var place int64
		if err := rows.Scan(&place); err != nil {
			return nil, err
		}
		places = append(places, place)
	}
	return places, rows.Err()
}

// errRecords says that a CSV file does not have the records that it should have.
var errRecords = errors.New("the earlier file has other rows than the earlier table")

// replaceRecords copies the records of a CSV file without a header, with those at some places, counted from 0 and in
// order, taken one after the other from another one. It returns how many bytes it wrote.
func replaceRecords(out io.Writer, from, made io.Reader, places []int64) (size int64, err error) {
	buffered := bufio.NewWriterSize(out, 1<<16)
	old, renewed := bufio.NewReaderSize(from, 1<<16), bufio.NewReaderSize(made, 1<<16)
	for place := int64(0); ; place++ {
		replaced := len(places) > 0 && places[0] == place
		target := io.Writer(buffered)
		if replaced {
			target = io.Discard
		}
		n, err := copyRecord(target, old)
		if errors.Is(err, io.EOF) && !replaced {
			break
		}
		if err == nil && replaced {
			places = places[1:]
			n, err = copyRecord(buffered, renewed)
		}
		if err != nil {
			return 0, errors.Join(errRecords, err)
		}
		size += n
	}
	if _, err := renewed.ReadByte(); !errors.Is(err, io.EOF) || len(places) > 0 {
		return 0, errors.Join(errRecords, err)
	}
	return size, buffered.Flush()
}

// copyRecord copies one record with the end of its line. A line break between quotes belongs to the record. The error
// at the end of the file is io.EOF.
func copyRecord(to io.Writer, from *bufio.Reader) (size int64, err error) {
	quotes := 0
	for {
		line, err := from.ReadSlice('\n')
		n, writeErr := to.Write(line)
		size += int64(n)
		quotes += bytes.Count(line, []byte{'"'})
		switch {
		case writeErr != nil:
			return size, writeErr
		case errors.Is(err, bufio.ErrBufferFull), err == nil && quotes%2 == 1:
			continue
		case errors.Is(err, io.EOF) && size > 0:
			return size, io.ErrUnexpectedEOF
		}
		return size, err
	}
}
