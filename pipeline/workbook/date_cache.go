package workbook

import (
	"math"
	"sync"
)

// DateTexts gives the texts of dates and keeps the last ones: tables state the same days many times, and so do the
// workbooks of one period. One belongs to one workbook that is read.
type DateTexts struct {
	Date1904 bool // dates count from 1904 instead of 1900
	kept     *[keptDates]keptDate
}

// keptDate is a text with what it was made of; the text is "" in a place that is free.
type keptDate struct {
	serial   float64
	kind     dateFormat
	date1904 bool
	text     string
}

// What is kept serves the next workbook too.
var keptTexts = sync.Pool{New: func() any { return new([keptDates]keptDate) }}

// Release gives what was kept to the next workbook.
func (d *DateTexts) Release() {
	if d.kept != nil {
		keptTexts.Put(d.kept)
		d.kept = nil
	}
}

// keptDates is how many texts are kept, more than a year has days. It is a power of two.
const keptDates = 512

// Text is Style.DateText.
func (d *DateTexts) Text(style *Style, serial float64) (text string, ok bool) {
	if d.kept == nil {
		d.kept = keptTexts.Get().(*[keptDates]keptDate)
	}
	// Each serial has one place, which the last one that fell there has.
	const odd, shift = 0x9E3779B97F4A7C15, 64 - 9
	place := &d.kept[math.Float64bits(serial)*odd>>shift%keptDates]
	if place.text != "" && place.serial == serial && place.kind == style.date && place.date1904 == d.Date1904 {
		return place.text, true
	}
	if text, ok = style.DateText(serial, d.Date1904); ok {
		*place = keptDate{serial, style.date, d.Date1904, text}
	}
	return text, ok
}
