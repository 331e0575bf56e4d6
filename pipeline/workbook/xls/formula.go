package xls

import (
	"encoding/binary"
	"math"

	"tonghop/pipeline/workbook"
)

// result is the stored result of a formula, eight bytes ([MS-XLS] 2.5.133): a float64, or, where the last two
// bytes are 0xFFFF, a kind in the first byte and for some kinds a value in the third.
type result []byte

const (
	resultText = iota // in a STRING record behind the formula
	resultBool
	resultError
	resultEmpty // the text of no characters
)

// isNumber says whether the eight bytes are a float64: one that ends with 0xFFFF would be a NaN, which no
// formula gives.
func (r result) isNumber() bool { return u16(r[6:]) != 0xFFFF }

// number is the result as a float64; it means something only if isNumber.
func (r result) number() float64 { return math.Float64frombits(binary.LittleEndian.Uint64(r)) }

// isNothing says whether the result is zero or the empty text. That is what a program stores that writes
// formulas but cannot compute them, so that it may be no result at all.
func (r result) isNothing() bool {
	if r.isNumber() {
		return r.number() == 0
	}
	return r[0] == resultEmpty
}

// demandsComputing says whether a formula carries both flags, to be computed on loading and to be computed
// always. Programs that cannot compute write both, and so do a few that can. Hence it is a hint and no proof;
// see computed.
func (r *record) demandsComputing() bool { return r.data[14]&0x03 == 0x03 }

// isFormula says whether the record is a formula that is long enough to hold a result.
func (r *record) isFormula() bool {
	return (r.kind == recFormula || r.kind == recFormula3 || r.kind == recFormula4) && len(r.data) >= 16
}

// addFormula takes a formula's stored result. A zero or an empty text of a program that cannot compute is no
// result: the cell is Uncomputed, and whoever needs its number says so.
func (s *sheetReading) addFormula(r *record) error {
	if err := r.need(16); err != nil {
		return err
	}
	// Behind place and style come the eight bytes of the result, then the flags.
	c, stored := newCell(r.data), result(r.data[6:14])
	c.formula = true
	switch {
	case stored.isNothing() && r.demandsComputing() && !s.book.computed():
		c.kind, c.zero = workbook.Uncomputed, stored.isNumber()
	case stored.isNumber():
		c.setNumber(stored.number())
	case stored[0] == resultBool, stored[0] == resultError:
		return s.addBoolErr(&c, stored[2], stored[0] == resultError)
	case stored[0] == resultEmpty:
		s.setText(&c, "")
	default:
		c.kind = workbook.Uncomputed // until the STRING record that has to follow
		if err := s.add(&c); err != nil {
			return err
		}
		s.awaiting = true
		return nil
	}
	return s.add(&c)
}

// addResult takes the text that a STRING record gives as the result of the formula before it. Without such a
// formula the record is passed over.
func (s *sheetReading) addResult(r *record) (next int, err error) {
	if !s.awaiting {
		return r.next, nil
	}
	text, next, err := s.book.longText(r, 0)
	if err != nil {
		return 0, err
	}
	s.setText(&s.held[s.count-1], text)
	return next, nil
}

// computed looks through all records of the workbook, once, for a formula that asks to be computed on loading
// and has a result other than zero or the empty text. If there is one, the program that wrote the workbook can
// compute, and its zeros and empty texts are results too.
func (b *Reader) computed() bool {
	if b.looked {
		return b.computes
	}
	b.looked = true
	for at := 0; ; {
		// Damage that is met on the way is reported by the reading proper, with its place.
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
