package xlsx

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"

	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// record is one cell on its way to the visitor.
type record struct {
	row     int32
	column  uint16
	style   uint16
	number  float64
	text    place // of what is stored; of a shared string, its index
	kind    workbook.Type
	shared  bool
	formula bool
}

// A sheet is held back until it was read whole, up to so many cells, of 32 bytes each, and up to so many bytes of their
// texts.
const (
	maxHeld      = 500_000
	maxHeldBytes = 24 << 20
)

// Lists of held records serve any sheet of any workbook; they are the largest allocation.
var heldRecords = sync.Pool{New: func() any { return new([]record) }}

// delivery brings cells to the visitor in the order of rows and columns.
type delivery struct {
	book      *Reader
	visit     func(*workbook.Cell) error
	held      []record
	texts     arena // of the held ones
	heldBytes int   // of their texts
	ordered   bool  // the held ones are
	streaming bool  // the sheet is too large to be held back
	last      record
	formulas  int // with a result
	zeros     int // those whose result is 0
	cell      workbook.Cell
	// visitError is returned to the caller as it is.
	visitError error
}

// newDelivery makes room for the cells of a part of so many bytes at once.
func newDelivery(book *Reader, visit func(*workbook.Cell) error, partBytes int64) *delivery {
	const cellBytes = 32 // of a short cell in XML
	held := (*heldRecords.Get().(*[]record))[:0]
	if expected := int(min(partBytes/cellBytes, maxHeld)); cap(held) < expected {
		held = make([]record, 0, expected)
	}
	return &delivery{book: book, visit: visit, held: held, ordered: true}
}

func (d *delivery) add(r record) error {
	d.book.budget.Cells++
	if err := zipxml.Bound("cells", d.book.limits.Cells, d.book.budget.Cells); err != nil {
		return err
	}
	if len(d.held) > 0 || d.streaming {
		order := compare(d.last, r)
		switch {
		case order == 0 && d.same(&d.last, &r):
			d.book.budget.Cells--
			return nil
		case order == 0:
			return twice(&r)
		case order > 0 && d.streaming:
			return zipxml.Damaged(fmt.Sprintf("the cell %s is out of order in a sheet that is too large to be sorted",
				workbook.Address(int(r.row), int(r.column))))
		case order > 0:
			d.ordered = false
		}
	}
	d.last = r
	if r.formula && r.kind != workbook.Uncomputed {
		d.formulas++
		if r.kind == workbook.Number && r.number == 0 {
			d.zeros++
		}
	}
	if d.streaming {
		d.texts.forget()
		return d.deliver(&r)
	}
	d.held = append(d.held, r)
	if d.heldBytes += int(r.text.length); len(d.held) < maxHeld && d.heldBytes < maxHeldBytes {
		return nil
	}
	return d.stream()
}

// stream begins to deliver before the end of the sheet.
func (d *delivery) stream() error {
	if err := d.flush(false); err != nil {
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
	return d.flush(d.book.toCompute && d.zeros == d.formulas)
}

// flush delivers the held cells. With uncomputed, the zeros of all formulas are there only because the program that
// wrote them cannot compute: some libraries (XlsxWriter, Excel::Writer::XLSX) store 0 and leave it to Excel to compute
// on opening.
func (d *delivery) flush(uncomputed bool) error {
	if !d.ordered {
		if err := d.sort(); err != nil {
			return err
		}
	}
	for i := range d.held {
		if uncomputed && d.held[i].formula {
			d.held[i].kind = workbook.Uncomputed
		}
		if err := d.deliver(&d.held[i]); err != nil {
			return err
		}
	}
	return nil
}

// sort brings the held cells into order.
func (d *delivery) sort() error {
	slices.SortFunc(d.held, compare)
	whole := d.held[:0]
	for i := range d.held {
		r := &d.held[i]
		if n := len(whole); n > 0 && compare(whole[n-1], *r) == 0 {
			if !d.same(&whole[n-1], r) {
				return twice(r)
			}
			continue
		}
		whole = append(whole, *r)
	}
	d.held = whole
	return nil
}

// same says whether two records of one address say the same: some writers repeat a row, and nothing is lost with one of
// them.
func (d *delivery) same(a, b *record) bool {
	return a.kind == b.kind && a.number == b.number && d.stored(a) == d.stored(b) &&
		*d.book.style(a.style) == *d.book.style(b.style)
}

func (d *delivery) stored(r *record) string {
	if r.shared {
		return d.book.strings.texts[r.text.at]
	}
	return d.texts.text(r.text)
}

func twice(r *record) error {
	return zipxml.Damaged(fmt.Sprintf("the cell %s stands twice in the sheet", workbook.Address(int(r.row),
		int(r.column))))
}

// release leaves the list of held records to the next sheet.
func (d *delivery) release() {
	held := d.held
	d.held = nil
	heldRecords.Put(&held)
}

func compare(a, b record) int { return cmp.Compare(a.order(), b.order()) }

// order is that of rows and columns.
func (r *record) order() int64 { return int64(r.row)<<16 | int64(r.column) }

func (d *delivery) deliver(r *record) error {
	c := &d.cell
	c.Row, c.Column, c.Type, c.Formula, c.Number = int(r.row), int(r.column), r.kind, r.formula, r.number
	c.Text, c.Raw, c.Style = "", d.stored(r), d.book.style(r.style)
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
		if c.Text = c.Raw; math.IsNaN(r.number) {
			c.Text, c.Number = notANumber, 0
		}
	case workbook.Date:
		_, c.Text, _ = workbook.ParseISODate(c.Raw, d.book.date1904)
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
	if r.shared {
		decomposed = d.book.strings.decomposed.has(int(r.text.at))
	} else {
		decomposed = !vntext.IsNFC(c.Raw)
	}
	c.Text = c.Raw
	switch encoding := vntext.EncodingOfFont(c.Style.Font); {
	case encoding != vntext.Unicode:
		c.Text = encoding.Decode(c.Raw)
	case decomposed:
		c.Text = vntext.NFC(c.Raw)
	}
}
