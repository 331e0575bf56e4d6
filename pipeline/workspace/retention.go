package workspace

import (
	"errors"

	"tonghop/pipeline/workspace/yamlfile"
)

// Retention says which vintages an office keeps. The current one is kept whatever it says. What is not kept can be made
// again from the ledger, as of its moment.
type Retention struct {
	Last int // so many of the newest vintages, leastLast or more
	// Months is how many months, that of today included, keep their last vintage; EveryMonth: all of them do.
	Months   int
	Closings bool // the vintages with which a period was closed are kept
}

// EveryMonth as Retention.Months keeps the last vintage of every month, however long ago.
const EveryMonth = -1

// leastLast is how many of the newest vintages are kept at least: a reader that has just looked up the current one
// still finds it when the next one takes its place.
const leastLast = 2

// retentionFile is the section retention as staff write it. Zero means something in it, so that
// what is not stated is nil.
type retentionFile struct {
	Last     *int  `yaml:"last"`
	Months   *int  `yaml:"months"`
	Closings *bool `yaml:"closings"`
}

// retention takes which vintages stay. Where nothing is stated: the last seven, the last one of
// every month, and all with which a period was closed. Months: 0 keeps none for being the last of
// its month, which is something else than not stating it.
func (w *Workspace) retention(text retentionFile, file *yamlfile.File) error {
	w.Retention = Retention{Last: 7, Months: EveryMonth, Closings: text.Closings == nil || *text.Closings}
	var bad []error
	if text.Last != nil {
		if w.Retention.Last = *text.Last; *text.Last < leastLast {
			bad = append(bad, file.Errorf("retention.last", "read %d; expected %d or more: who has just looked up the current "+
				"vintage still has to find it when the next one is published", *text.Last, leastLast))
		}
	}
	if text.Months != nil {
		if w.Retention.Months = *text.Months; *text.Months < 0 {
			bad = append(bad, file.Errorf("retention.months", "read %d; expected 0 or more; without this key every month "+
				"keeps its last vintage", *text.Months))
		}
	}
	return errors.Join(bad...)
}
