package xls

import (
	"encoding/binary"
	"math"
	"strconv"

	"tonghop/pipeline/workbook"
)

// cell is one cell on its way to the visitor.
type cell struct {
	row, column int32 // 1-based
	style       uint16
	kind        workbook.Type
	formula     bool
	number      float64
	text        string
}

func (c *cell) address() string { return workbook.Address(int(c.row), int(c.column)) }

// newCell reads what every cell record begins with: row, column, style.
func newCell(data []byte) cell {
	return cell{row: int32(u16(data)) + 1, column: int32(u16(data[2:])) + 1, style: uint16(u16(data[4:]))}
}

// rk is a number packed into four bytes: 30 bits of a float64 or of an integer, perhaps in hundredths ([MS-XLS] 2.5.217).
func rk(data []byte) float64 {
	bits := binary.LittleEndian.Uint32(data)
	value := math.Float64frombits(uint64(bits&^3) << 32)
	if bits&2 != 0 {
		value = float64(int32(bits) >> 2)
	}
	if bits&1 != 0 {
		value /= 100
	}
	return value
}

func (s *sheetReading) addNumber(data []byte, value float64) error {
	c := newCell(data)
	c.setNumber(value)
	return s.add(c)
}

// setNumber shows what is no finite number as Excel does.
func (c *cell) setNumber(value float64) {
	c.kind, c.number = workbook.Number, value
	if math.IsNaN(value) || math.IsInf(value, 0) {
		c.kind, c.number, c.text = workbook.Error, 0, errorText(0x24)
	}
}

func (s *sheetReading) addMulRK(r record) error {
	if err := r.need(6); err != nil {
		return err
	}
	row, first := u16(r.data), u16(r.data[2:])
	if last := u16(r.data[len(r.data)-2:]); len(r.data) != 6+6*(last-first+1) {
		return damaged("the record 0x%04X has %d bytes for the columns %d to %d", r.kind, len(r.data), first, last)
	}
	for i, at := 0, 4; at+6 <= len(r.data)-2; i, at = i+1, at+6 {
		c := cell{row: int32(row) + 1, column: int32(first+i) + 1, style: uint16(u16(r.data[at:]))}
		c.setNumber(rk(r.data[at+2:]))
		if err := s.add(c); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheetReading) addShared(r record) error {
	if err := r.exactly(10); err != nil {
		return err
	}
	c, index := newCell(r.data), u32(r.data[6:])
	if index >= len(s.book.strings) {
		return damaged("the cell %s refers to the shared string %d; there are %d", c.address(), index, len(s.book.strings))
	}
	c.kind, c.text = workbook.Text, s.book.strings[index]
	return s.add(c)
}

func (s *sheetReading) addLabel(r record) (next int, err error) {
	if err := r.need(8); err != nil {
		return 0, err
	}
	c := newCell(r.data)
	c.kind = workbook.Text
	if c.text, next, err = s.book.longText(r, 6); err != nil {
		return 0, err
	}
	return next, s.add(c)
}

// errorText is an error value by its code ([MS-XLS] 2.5.10).
func errorText(code byte) string {
	switch code {
	case 0x00:
		return "#NULL!"
	case 0x07:
		return "#DIV/0!"
	case 0x0F:
		return "#VALUE!"
	case 0x17:
		return "#REF!"
	case 0x1D:
		return "#NAME?"
	case 0x24:
		return "#NUM!"
	case 0x2A:
		return "#N/A"
	case 0x2B:
		return "#GETTING_DATA"
	}
	return "#ERROR " + strconv.Itoa(int(code))
}

func (s *sheetReading) addBoolErr(c cell, value byte, isError bool) error {
	if isError {
		c.kind, c.text = workbook.Error, errorText(value)
		return s.add(c)
	}
	c.kind = workbook.Bool
	if value != 0 {
		c.number = 1
	}
	return s.add(c)
}
