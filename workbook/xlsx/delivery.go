package xlsx

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/text/unicode/norm"

	"tonghop/vntext"
	"tonghop/workbook"
)

// record is one cell on its way to the visitor.
type record struct {
	row, column int32
	shared      int32 // index of a shared string, -1 for none
	style       uint16
	kind        workbook.Type
	formula     bool
	number      float64
	text        string // as stored, of any cell but a shared string's
}

// maxHeld is the number of cells up to which a sheet is held back until it was read whole: 40 bytes each.
const maxHeld = 500_000

// delivery brings cells to the visitor in the order of rows and columns.
type delivery struct {
	book      *Reader
	visit     func(*workbook.Cell) error
	held      []record
	ordered   bool // the held ones are
	streaming bool // the sheet is too large to be held back
	last      record
	cell      workbook.Cell
	// visitError is returned to the caller as it is.
	visitError error
}

func newDelivery(book *Reader, visit func(*workbook.Cell) error) *delivery {
	return &delivery{book: book, visit: visit, held: book.heldRecords[:0], ordered: true}
}

func (d *delivery) add(r record) error {
	d.book.budget.cells++
	if err := bound("cells", d.book.limits.Cells, d.book.budget.cells); err != nil {
		return err
	}
	if len(d.held) > 0 || d.streaming {
		order := compare(d.last, r)
		switch {
		case order == 0:
			return damaged(fmt.Sprintf("the cell %s stands twice in the sheet", workbook.Address(int(r.row), int(r.column))))
		case order > 0 && d.streaming:
			return damaged(fmt.Sprintf("the cell %s is out of order in a sheet of more than %d cells", workbook.Address(int(r.row), int(r.column)), maxHeld))
		case order > 0:
			d.ordered = false
		}
	}
	d.last = r
	if d.streaming {
		return d.deliver(&r)
	}
	d.held = append(d.held, r)
	if len(d.held) < maxHeld {
		return nil
	}
	return d.stream()
}

// stream begins to deliver before the end of the sheet.
func (d *delivery) stream() error {
	if err := d.finish(); err != nil {
		return err
	}
	d.last = d.held[len(d.held)-1]
	d.streaming = true
	return nil
}

// finish delivers what is held back, in order.
func (d *delivery) finish() error {
	if d.streaming {
		return nil
	}
	if !d.ordered {
		slices.SortFunc(d.held, compare)
		for i := 1; i < len(d.held); i++ {
			if compare(d.held[i-1], d.held[i]) == 0 {
				return damaged(fmt.Sprintf("the cell %s stands twice in the sheet", workbook.Address(int(d.held[i].row), int(d.held[i].column))))
			}
		}
	}
	for i := range d.held {
		if err := d.deliver(&d.held[i]); err != nil {
			return err
		}
	}
	return nil
}

// release returns the memory of the held records for the next sheet.
func (d *delivery) release() []record {
	clear(d.held)
	return d.held[:0]
}

func compare(a, b record) int {
	return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
}

func (d *delivery) deliver(r *record) error {
	c := &d.cell
	*c = workbook.Cell{Row: int(r.row), Column: int(r.column), Type: r.kind, Formula: r.formula, Number: r.number, Raw: r.text, Style: d.book.style(r.style)}
	switch r.kind {
	case workbook.Number:
		if c.Style.IsDate {
			if text, ok := c.Style.DateText(r.number, d.book.date1904); ok {
				c.Type, c.Text = workbook.Date, text
			}
		}
	case workbook.Text:
		d.text(r)
	case workbook.Error:
		c.Text = r.text
	case workbook.Date:
		_, c.Text, _ = workbook.ParseISODate(r.text, d.book.date1904)
	}
	if err := d.visit(c); err != nil {
		d.visitError = err
		return err
	}
	return nil
}

// text finishes a text cell: as stored beside as meant.
func (d *delivery) text(r *record) {
	c := &d.cell
	decomposed := false
	if r.shared >= 0 {
		c.Raw = d.book.strings.texts[r.shared]
		decomposed = d.book.strings.decomposed[int(r.shared)]
	} else {
		decomposed = !norm.NFC.IsNormalString(c.Raw)
	}
	c.Text = c.Raw
	switch encoding := vntext.EncodingOfFont(c.Style.Font); {
	case encoding != vntext.Unicode:
		c.Text = encoding.Decode(c.Raw)
	case decomposed:
		c.Text = norm.NFC.String(c.Raw)
	}
}
