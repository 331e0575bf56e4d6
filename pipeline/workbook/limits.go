package workbook

import (
	"cmp"
	"fmt"
	"time"

	"tonghop/pipeline/vocabulary/fault"
)

// Limits bounds what reading one workbook may cost, so that no input takes the machine down: a small file can
// hold gigabytes of zeros. A zero field means its default. An office sets them under `limits` in tonghop.yaml.
type Limits struct {
	FileBytes     int64 // size of the file on disk
	InflatedBytes int64 // all parts together after decompression
	Ratio         int64 // inflated ÷ compressed size of one part of more than a megabyte
	Sheets        int   // number of sheets
	Rows          int   // highest row number
	Columns       int   // highest column number
	Cells         int64 // non-empty cells of the whole workbook
	// held in memory: shared strings, names, styles, merged ranges; of an .xls its records too, of an .ods a row that is
	// repeated
	StringBytes int64
	Depth       int           // nesting of XML elements
	Time        time.Duration // wall time for one workbook
}

// DefaultLimits keeps the memory of one reader under 256 MiB, what the caller holds of the file not counted.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:     64 << 20,
		InflatedBytes: 1 << 30,
		Ratio:         400,
		Sheets:        1_000,
		Rows:          1_048_576,
		Columns:       16_384,
		Cells:         20_000_000,
		StringBytes:   64 << 20,
		Depth:         64,
		Time:          60 * time.Second,
	}
}

// LimitError says which bound a workbook passed. It is not a sign of damage: an office that trusts the file may
// raise the bound.
type LimitError struct {
	Bound string // the name of the setting, e.g. "inflated_bytes"
	Limit int64  // its value (milliseconds for time)
	Got   int64  // what was found, as far as it was counted
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the workbook passes the bound %s: %d, at most %d allowed (limits: %s in tonghop.yaml)", e.Bound,
		e.Got, e.Limit, e.Bound)
}

// Kind is refused: the workbook is not read.
func (e *LimitError) Kind() fault.Kind { return fault.Refused }

// WithDefaults gives the limits with every field that is zero filled from DefaultLimits.
func (l Limits) WithDefaults() Limits {
	d := DefaultLimits()
	return Limits{
		FileBytes: cmp.Or(l.FileBytes, d.FileBytes), InflatedBytes: cmp.Or(l.InflatedBytes, d.InflatedBytes),
		Ratio:  cmp.Or(l.Ratio, d.Ratio),
		Sheets: cmp.Or(l.Sheets, d.Sheets), Rows: cmp.Or(l.Rows, d.Rows), Columns: cmp.Or(l.Columns, d.Columns),
		Cells:       cmp.Or(l.Cells, d.Cells),
		StringBytes: cmp.Or(l.StringBytes, d.StringBytes), Depth: cmp.Or(l.Depth, d.Depth), Time: cmp.Or(l.Time, d.Time),
	}
}
