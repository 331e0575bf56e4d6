package xls

import (
	"encoding/binary"
	"math"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/biff"
)

// result is the stored result of a formula ([MS-XLS] 2.5.133): a number, or in its first byte what else.
type result []byte

const (
	resultText = iota // in a STRING record behind the formula
	resultBool
	resultError
	resultEmpty // the text of no characters
)

func (r result) isNumber() bool { return u16(r[6:]) != 0xFFFF }

func (r result) number() float64 { return math.Float64frombits(binary.LittleEndian.Uint64(r)) }

// isNothing says whether the result is what a program stores that cannot compute: zero or the empty text.
func (r result) isNothing() bool {
	if r.isNumber() {
		return r.number() == 0
	}
	return r[0] == resultEmpty
}

// demandsComputing says whether a formula has both flags, to be computed on loading and always: so write those programs
// that cannot compute, and a few that can.
func (r *record) demandsComputing() bool { return r.data[14]&0x03 == 0x03 }

func (r *record) isFormula() bool {
	return (r.kind == recFormula || r.kind == recFormula3 || r.kind == recFormula4) && len(r.data) >= 16
}

// addFormula takes a formula's stored result.
func (s *sheetReading) addFormula(r record) error {
	if err := r.need(16); err != nil {
		return err
	}
	c, stored := newCell(r.data), result(r.data[6:14])
	c.formula = true
	switch {
	case stored.isNothing() && r.demandsComputing() && !s.book.computed():
		if c.kind = workbook.Uncomputed; stored.isNumber() {
			c.text = biff.Digits(0)
		}
	case stored.isNumber():
		c.setNumber(stored.number())
	case stored[0] == resultBool, stored[0] == resultError:
		return s.addBoolErr(c, stored[2], stored[0] == resultError)
	case stored[0] == resultEmpty:
		c.kind = workbook.Text
	default:
		c.kind = workbook.Uncomputed // until the STRING record that has to follow
		if err := s.add(c); err != nil {
			return err
		}
		s.awaiting = true
		return nil
	}
	return s.add(c)
}

// addResult takes the text result of the formula before it.
func (s *sheetReading) addResult(r record) (next int, err error) {
	if !s.awaiting {
		return r.next, nil
	}
	text, next, err := s.book.longText(r, 0)
	if err != nil {
		return 0, err
	}
	last := &s.held[len(s.held)-1]
	last.kind, last.text = workbook.Text, text
	return next, nil
}

// computed looks through all records, once, for a formula that is to be computed on loading and has a result all the
// same: then the program that wrote the workbook can compute, and its zeros and empty texts are results.
func (b *Reader) computed() bool {
	if b.looked {
		return b.computes
	}
	b.looked = true
	for at := 0; ; {
		r, ok, err := b.recordAt(at)
		if err != nil || !ok {
			return false
		}
		if r.isFormula() && r.demandsComputing() && !result(r.data[6:14]).isNothing() {
			b.computes = true
			return true
		}
		at = r.next
	}
}
