package print

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/warehouse"
)

// A night with a few workbooks changes the rows of few units. Of a sheet that has the same units and columns in the
// vintage before, only the rows of these units are read, measured and printed; the others are put between them as they
// stand in the vintage before. The sheet has the bytes of one that is printed whole.

// rowsMadeOf is what the rows of a period's table are made of, as the manifest says; "" where it does not. touched are
// the units whose rows differ from those of the vintage before; nil where that is not known.
type rowsMadeOf struct {
	state, frame string
	touched      []string
}

func madeOf(year warehouse.PublishedYear, label, table string) rowsMadeOf {
	p := year.Periods[label]
	return rowsMadeOf{p.States[table], p.Frames[table], p.Touched[table]}
}

// renewal is a sheet of the vintage before, of which the rows of some units are printed anew. The zero value is none:
// all rows are printed.
type renewal struct {
	part  *zip.File
	sheet vintage.Sheet
	units map[string]bool // whose rows are printed
	last  int             // the row of the last unit
	kept  int             // how many rows stay
}

// renewalOf finds the sheet of the vintage before that has the same frame.
func (b *book) renewalOf(frame string, of rowsMadeOf) renewal {
	earlier, known := b.earlier.byFrame[frame]
	part := b.earlier.parts[b.partName()]
	if !known || of.touched == nil || part == nil || earlier.Part != part.Name {
		return renewal{}
	}
	r := renewal{part: part, sheet: earlier, units: map[string]bool{}}
	for _, unit := range of.touched {
		r.units[unit] = true
	}
	return r
}

// keeps says whether a line stays as it is in the vintage before.
func (r renewal) keeps(l line) bool { return r.part != nil && !r.units[l.unitID] }

// errNarrower says that a column may be narrower than before: the number that made it so wide has gone, and the rows
// that stay would have to be measured.
var errNarrower = errors.New("the widest number of a column has gone")

// noLine stands for a column that is as wide as it always is.
const noLine = -1

// widest is how wide each column has to be for its widest number among the rows that stay, as far as it is known, and a
// line that has this number.
func (r renewal) widest(lines []line, columns []column) (pixels []float64, places []int) {
	pixels, places = make([]float64, len(columns)), make([]int, len(columns))
	for i, c := range columns {
		pixels[i], places[i] = c.least, noLine
	}
	for i, place := range r.sheet.Widest {
		if place != noLine && place < len(lines) && r.keeps(lines[place]) {
			pixels[i], places[i] = r.sheet.Pixels[i], place
		}
	}
	return pixels, places
}

// errRows says that a sheet of the vintage before does not have the rows that it should have.
var errRows = errors.New("the earlier sheet has other rows than the earlier table")

// complete writes a sheet of which some rows were printed, and puts the rows of the other units between them.
func (r renewal) complete(out io.Writer, printed io.Reader) (err error) {
	in, err := r.part.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	earlier, made := sheetRows(in), sheetRows(printed)
	kept := 0
	for next := firstRow; made.Scan(); {
		row, err := rowNumber(made.Bytes())
		if err != nil {
			return err
		}
		for ; next < row && next <= r.last; next++ { // those that were not printed
			if err := copyRow(out, earlier, next); err != nil {
				return err
			}
			kept++
		}
		next = max(next, row+1)
		if _, err := out.Write(made.Bytes()); err != nil {
			return err
		}
	}
	if kept != r.kept {
		return fmt.Errorf("%w: %d rows were put in, and not %d", errRows, kept, r.kept)
	}
	return made.Err()
}

// copyRow writes the row of a sheet that has a number, and passes over those before it.
func copyRow(out io.Writer, sheet *bufio.Scanner, number int) error {
	for sheet.Scan() {
		row, err := rowNumber(sheet.Bytes())
		if err != nil {
			return err
		}
		if row == number {
			_, err := out.Write(sheet.Bytes())
			return err
		}
	}
	return errors.Join(fmt.Errorf("%w: there is no row %d", errRows, number), sheet.Err())
}

// longestRow is how many bytes the text of a row may have, with the whole head of the sheet before the first one.
const longestRow = 1 << 24

const (
	rowBegin = `<row r="`
	rowEnd   = "</row>"
)

// sheetRows reads a sheet row by row. What stands before the first row belongs to it, and what stands behind the last
// one comes as a piece of its own.
func sheetRows(sheet io.Reader) *bufio.Scanner {
	rows := bufio.NewScanner(sheet)
	rows.Buffer(make([]byte, 1<<16), longestRow)
	rows.Split(func(text []byte, end bool) (int, []byte, error) {
		if at := bytes.Index(text, []byte(rowEnd)); at >= 0 {
			return at + len(rowEnd), text[:at+len(rowEnd)], nil
		}
		if end && len(text) > 0 {
			return len(text), text, nil
		}
		return 0, nil, nil
	})
	return rows
}

// rowNumber is the number of a row; behind the last one it is more than any.
func rowNumber(text []byte) (int, error) {
	at := bytes.LastIndex(text, []byte(rowBegin))
	if at < 0 {
		return endOfRows, nil
	}
	number, _, _ := bytes.Cut(text[at+len(rowBegin):], []byte(`"`))
	return strconv.Atoi(string(number))
}

// endOfRows is behind the last row that a sheet can have.
const endOfRows = 1<<20 + 1
