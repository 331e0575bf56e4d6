package zipxml

import (
	"time"

	"tonghop/pipeline/workbook"
)

// Budget counts what one workbook has cost so far against its bounds. One Budget serves a workbook from the
// moment its container is opened to the end of its last sheet. Every method that counts returns a
// *workbook.LimitError once its bound is passed.
type Budget struct {
	// The bounds, none of them zero.
	limits   workbook.Limits
	inflated int64
	// Bytes inflated so far, and bytes kept until the reader is closed: names, styles, shared strings, merged
	// ranges.
	held int64
	// Cells delivered so far. A reader takes off those of a sheet that is read again.
	Cells int64
	// The time of the calls before the current one, and when the current one began.
	spent time.Duration
	since time.Time
}

// NewBudget begins to count, and starts the clock. The limits have no zero fields: see
// workbook.Limits.WithDefaults.
func NewBudget(limits workbook.Limits) *Budget {
	return &Budget{limits: limits, since: time.Now()}
}

// Limits are the bounds.
func (b *Budget) Limits() workbook.Limits { return b.limits }

// AddCell counts a cell that is delivered.
func (b *Budget) AddCell() error {
	b.Cells++
	return Bound("cells", b.limits.Cells, b.Cells)
}

// Start and Stop keep the clock to the time spent inside the reader and its visitors: between two sheets a
// caller may take as long as it likes.
func (b *Budget) Start() { b.since = time.Now() }
func (b *Budget) Stop()  { b.spent += time.Since(b.since) }

// CheckTime is an error once the workbook has taken longer than allowed. Readers ask now and then, not for
// every cell.
func (b *Budget) CheckTime() error {
	if spent := b.spent + time.Since(b.since); spent > b.limits.Time {
		return &workbook.LimitError{Bound: "time", Limit: b.limits.Time.Milliseconds(), Got: spent.Milliseconds()}
	}
	return nil
}

// Hold counts bytes that stay in memory until the reader is closed. Callers add what a list or map costs beside
// the text itself, so that a million empty names are counted too.
func (b *Budget) Hold(bytes int) error {
	b.held += int64(bytes)
	return Bound("string_bytes", b.limits.StringBytes, b.held)
}

// inflate counts the declared size of a part before the part is inflated. That is enough, since a part never
// yields more than it declares. The ratio tells a bomb early: a megabyte that shrinks a thousandfold is no
// table that anybody typed.
func (b *Budget) inflate(f *file) error {
	const smallPart = 1 << 20 // below it any ratio is harmless: blank sheets shrink a thousandfold
	if ratio := f.size / max(f.packed, 1); f.size > smallPart && ratio > b.limits.Ratio {
		return Bound("ratio", b.limits.Ratio, ratio)
	}
	// A part that is read twice, as the sheets of an .ods are, counts once.
	if f.counted {
		return nil
	}
	f.counted = true
	b.inflated += f.size
	return Bound("inflated_bytes", b.limits.InflatedBytes, b.inflated)
}

// Bound is a *workbook.LimitError where got passes the limit; name is that of the setting in tonghop.yaml.
func Bound(name string, limit, got int64) error {
	if got <= limit {
		return nil
	}
	return &workbook.LimitError{Bound: name, Limit: limit, Got: got}
}
