package xlsx

import (
	"time"

	"tonghop/pipeline/workbook"
)

// budget counts what one workbook has cost so far against its bounds.
type budget struct {
	limits   workbook.Limits
	inflated int64
	held     int64 // bytes of names, styles, shared strings, merged ranges
	cells    int64
	spent    time.Duration // in calls before the current one
	since    time.Time
}

func newBudget(limits workbook.Limits) *budget {
	return &budget{limits: limits, since: time.Now()}
}

// start and stop keep the clock to the time spent inside the reader and its visitors.
func (b *budget) start() { b.since = time.Now() }
func (b *budget) stop()  { b.spent += time.Since(b.since) }

func (b *budget) checkTime() error {
	if spent := b.spent + time.Since(b.since); spent > b.limits.Time {
		return &workbook.LimitError{Bound: "time", Limit: b.limits.Time.Milliseconds(), Got: spent.Milliseconds()}
	}
	return nil
}

// hold counts bytes that stay in memory until the reader is closed.
func (b *budget) hold(bytes int) error {
	b.held += int64(bytes)
	return bound("string_bytes", b.limits.StringBytes, b.held)
}

// inflate counts the declared size of a part before it is inflated; a part never yields more than it declares.
func (b *budget) inflate(f *file) error {
	const smallPart = 1 << 20 // below it any ratio is harmless: blank sheets shrink a thousandfold
	if ratio := f.size / max(f.packed, 1); f.size > smallPart && ratio > b.limits.Ratio {
		return bound("ratio", b.limits.Ratio, ratio)
	}
	if f.counted {
		return nil
	}
	f.counted = true
	b.inflated += f.size
	return bound("inflated_bytes", b.limits.InflatedBytes, b.inflated)
}

func bound(name string, limit, got int64) error {
	if got <= limit {
		return nil
	}
	return &workbook.LimitError{Bound: name, Limit: limit, Got: got}
}
