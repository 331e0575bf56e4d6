package xls

import (
	"bytes"
	"sync"
)

// Known keeps the tables of fonts and formats of the last workbooks, which a program writes byte for byte alike into
// every one. They are the same tables where all bytes of their records are the same. Of BIFF5 none are kept, whose
// names of fonts are read by the workbook's code page.
//
// What is kept is shared, and nobody may change it. A Known serves readers that work at the same time; a nil one keeps
// nothing.
type Known struct {
	lock sync.Mutex
	last [knownTables]keptTables // those that were found last come first
}

// Bounds of what is kept.
const (
	knownTables   = 8
	maxKnownBytes = 64 << 10 // of one workbook's records
)

// keptTables are tables with the records that they were read from.
type keptTables struct {
	records []byte
	tables  *tables
}

// stretch is where some records begin and end in the stream.
type stretch struct{ from, to int }

// find gives the tables whose records a stream begins with, nil where they are not known, and how many bytes those are.
func (k *Known) find(stream []byte) (found *tables, size int) {
	k.lock.Lock()
	defer k.lock.Unlock()
	for i, kept := range k.last {
		if kept.tables != nil && bytes.HasPrefix(stream, kept.records) {
			copy(k.last[1:i+1], k.last[:i])
			k.last[0] = kept
			return kept.tables, len(kept.records)
		}
	}
	return nil, 0
}

// keep keeps tables in the place of those that were found or kept longest ago.
func (k *Known) keep(records []byte, t *tables) {
	if len(records) > maxKnownBytes {
		return
	}
	t.shared = true
	k.lock.Lock()
	defer k.lock.Unlock()
	copy(k.last[1:], k.last[:])
	k.last[0] = keptTables{bytes.Clone(records), t}
}
