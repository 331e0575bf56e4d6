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

// record is one cell on its way to the visitor, in 32 bytes and without a pointer: half a million are held at
// once. Row and column count from 1.
type record struct {
	row    int32
	column uint16
	style  uint16
	number float64
	// The place of what is stored, in the arena of held texts; for a shared string, text.at is its index in the
	// table.
	text    place
	kind    workbook.Type
	shared  bool
	formula bool
}

// A sheet is held back until it was read whole, so that a caller never acts on half of a damaged one. Memory
// sets the bounds: so many cells, of 32 bytes each, and so many bytes of their texts. A larger sheet streams.
const (
	maxHeld      = 500_000
	maxHeldBytes = 24 << 20
)

// Lists of held records serve any sheet of any workbook; they are the largest allocation.
var heldRecords = sync.Pool{New: func() any { return new([]record) }}

// delivery brings the cells of one sheet to the visitor in the order of rows and columns, whatever their order
// in the file. It begins by holding cells back and sorts them when the sheet ends. A sheet that grows too large
// is delivered as it is read, and must then be in order already.
type delivery struct {
	book  *Reader
	visit func(*workbook.Cell) error
	held  []record
	// The texts of the held cells, and how many bytes they have together.
	texts     arena
	heldBytes int // of their texts
	// Whether the held cells are in order so far, and whether holding was given up for this sheet.
	ordered   bool
	streaming bool // the sheet is too large to be held back
	most      int  // cells that are held back: maxHeld, or as many as the workbook says
	// What the second value of a cell says, by the cell's order; nil where no cell has two.
	others map[int64]string
	// The cell that was added last, with which the next one is compared.
	last record
	// How many formulas have a result, and how many of these results are 0: if all are, perhaps nothing was
	// ever computed.
	formulas int
	zeros    int // those whose result is 0
	// The cell that the visitor gets, used again for each.
	cell workbook.Cell
	// visitError is returned to the caller as it is.
	visitError error
}

// newDelivery begins a sheet whose part has so many bytes, and makes room for its cells at once: growing the
// list step by step would copy it many times.
func newDelivery(book *Reader, visit func(*workbook.Cell) error, partBytes int64) *delivery {
	const cellBytes = 32 // of a short cell in XML
	held := (*heldRecords.Get().(*[]record))[:0]
	most := cmp.Or(book.held, maxHeld)
	if expected := int(min(partBytes/cellBytes, int64(most))); cap(held) < expected {
		held = make([]record, 0, expected)
	}
	return &delivery{book: book, visit: visit, held: held, ordered: true, most: most}
}

// add takes the next cell of the file. It counts it against the bound, compares its place with the cell before,
// and holds it or delivers it.
func (d *delivery) add(r record) error {
	d.book.budget.Cells++
	if err := zipxml.Bound("cells", d.book.limits.Cells, d.book.budget.Cells); err != nil {
		return err
	}
	if len(d.held) > 0 || d.streaming {
		// Nearly all files are in order, so comparing with the last cell alone finds what is wrong, without a
		// lookup.
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
	// For flush: a workbook in which every formula gave 0 was perhaps never computed.
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
	// The cell is held; if that makes too many, or too many bytes, the sheet begins to stream.
	d.held = append(d.held, r)
	if d.heldBytes += int(r.text.length); len(d.held) < d.most && d.heldBytes < maxHeldBytes {
		return nil
	}
	return d.stream()
}

// stream begins to deliver before the end of the sheet: what is held is sorted and delivered, and from now on
// every cell goes straight to the visitor. Formulas keep their zeros, since the rest of the sheet is not known
// yet.
func (d *delivery) stream() error {
	if err := d.flush(false); err != nil {
		return err
	}
	d.last = d.held[len(d.held)-1]
	d.streaming = true
	return nil
}

// finish delivers what is held back once the sheet was read to its end. Zeros of formulas count as not computed
// only if the workbook asks to be computed on opening and no formula of the sheet has another result.
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

// sort brings the held cells into order, and makes one of two that stand at one address and say the same. Two
// that say different things are an error: nothing tells which one the author saw.
func (d *delivery) sort() error {
	slices.SortFunc(d.held, compare)
	// Cells of one address are neighbours now; whole grows over the same memory and never overtakes what is
	// still to be read.
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

// same says whether two records of one address say the same: value, stored text, format and font. Some writers
// repeat a whole row, and nothing is lost when one of the two is dropped.
func (d *delivery) same(a, b *record) bool {
	return a.kind == b.kind && a.number == b.number && d.stored(a) == d.stored(b) &&
		*d.book.style(a.style) == *d.book.style(b.style)
}

// stored is the text that the file stores for the cell: digits, a text, or an error value.
func (d *delivery) stored(r *record) string {
	if r.shared {
		return d.book.strings.texts[r.text.at]
	}
	return d.texts.text(r.text)
}

// twice is the error for two cells of one address that say different things.
func twice(r *record) error {
	return zipxml.Damaged(fmt.Sprintf("the cell %s stands twice in the sheet", workbook.Address(int(r.row),
		int(r.column))))
}

// release gives the list of held records to the next sheet, of whichever workbook.
func (d *delivery) release() {
	held := d.held
	d.held = nil
	heldRecords.Put(&held)
}

// compare sorts records by their places in the sheet.
func compare(a, b record) int { return cmp.Compare(a.order(), b.order()) }

// order is one number that grows by rows and, within a row, by columns; a column fits into 16 bits.
func (r *record) order() int64 { return int64(r.row)<<16 | int64(r.column) }

// deliver makes a workbook.Cell of the record and calls the visitor. Only here is it decided whether a number
// is a date, by the number format of its style, and what a text in a legacy font means.
func (d *delivery) deliver(r *record) error {
	// One workbook.Cell serves all cells of the sheet: it is valid during the call only.
	c := &d.cell
	c.Row, c.Column, c.Type, c.Formula, c.Number = int(r.row), int(r.column), r.kind, r.formula, r.number
	c.Text, c.Raw, c.Style = "", d.stored(r), d.book.style(r.style)
	if d.others != nil {
		c.Other = d.others[r.order()]
	}
	switch r.kind {
	case workbook.Number:
		if c.Style.IsDate {
			if text, ok := d.book.dates.Text(c.Style, r.number); ok {
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
		_, c.Text, _ = workbook.ParseISODate(c.Raw, d.book.dates.Date1904)
	}
	if err := d.visit(c); err != nil {
		d.visitError = err
		return err
	}
	return nil
}

// text finishes a text cell. Raw is the text as stored. Text is as it is meant: decoded where the font says
// that it is written in an encoding from before Unicode, such as TCVN3, and in Unicode NFC otherwise. Whether a
// shared text is in NFC was found out once, when the table was read.
func (d *delivery) text(r *record) {
	c := &d.cell
	// Whether the text needs to be composed is known of shared strings, and cheap to find out of others.
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
