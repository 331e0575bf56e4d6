package zipxml

import (
	"time"

	"tonghop/pipeline/workbook"
)

// Budget counts what one workbook has cost so far against its bounds.
type Budget struct {
	limits   workbook.Limits
	inflated int64
	held     int64 // bytes of names, styles, shared strings, merged ranges
	Cells    int64
	spent    time.Duration // in calls before the current one
	since    time.Time
}

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

// Start and Stop keep the clock to the time spent inside the reader and its visitors.
func (b *Budget) Start() { b.since = time.Now() }
func (b *Budget) Stop()  { b.spent += time.Since(b.since) }

func (b *Budget) CheckTime() error {
	if spent := b.spent + time.Since(b.since); spent > b.limits.Time {
		return &workbook.LimitError{Bound: "time", Limit: b.limits.Time.Milliseconds(), Got: spent.Milliseconds()}
	}
	return nil
}

// Hold counts bytes that stay in memory until the reader is closed.
func (b *Budget) Hold(bytes int) error {
	b.held += int64(bytes)
	return Bound("string_bytes", b.limits.StringBytes, b.held)
}

// inflate counts the declared size of a part before it is inflated; a part never yields more than it declares.
func (b *Budget) inflate(f *file) error {
	const smallPart = 1 << 20 // below it any ratio is harmless: blank sheets shrink a thousandfold
	if ratio := f.size / max(f.packed, 1); f.size > smallPart && ratio > b.limits.Ratio {
		return Bound("ratio", b.limits.Ratio, ratio)
	}
	if f.counted {
		return nil
	}
	f.counted = true
	b.inflated += f.size
	return Bound("inflated_bytes", b.limits.InflatedBytes, b.inflated)
}

func Bound(name string, limit, got int64) error {
	if got <= limit {
		return nil
	}
	return &workbook.LimitError{Bound: name, Limit: limit, Got: got}
}
