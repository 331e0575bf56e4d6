package workspace

import (
	"cmp"
	"errors"
	"time"

	"tonghop/pipeline/workspace/yamlfile"
)

// QueryBounds are what answering one query in SQL may cost: the section sql of tonghop.yaml.
type QueryBounds struct {
	Memory int64 // bytes that the process which answers may take
	Time   time.Duration
	Rows   int64 // of the answer
	Bytes  int64 // of the answer's values
}

// defaultQueries hold for what tonghop.yaml says nothing of. They are far beyond what the published tables of a
// province need, and below what a machine of 4 GB misses.
var defaultQueries = QueryBounds{Memory: 1 << 30, Time: 5 * time.Minute, Rows: 10_000_000, Bytes: 4 << 30}

// leastMemory is what DuckDB needs to open anything at all.
const leastMemory = 128 << 20

// queries takes the section sql, with the defaults for what it does not state. A bound of zero
// cannot be stated: there is no query without any.
func (w *Workspace) queries(text *configFile, file *yamlfile.File) error {
	said := text.SQL
	var bad []error
	for _, bound := range []struct {
		key          string
		value, least int64
	}{{"memory_bytes", said.MemoryBytes, leastMemory}, {"rows", said.Rows, 1}, {"bytes", said.Bytes, 1}} {
		if bound.value != 0 && bound.value < bound.least {
			bad = append(bad, file.Errorf("sql."+bound.key, "read %d; expected at least %d", bound.value, bound.least))
		}
	}
	w.Queries = QueryBounds{
		Memory: cmp.Or(said.MemoryBytes, defaultQueries.Memory), Time: defaultQueries.Time,
		Rows: cmp.Or(said.Rows, defaultQueries.Rows), Bytes: cmp.Or(said.Bytes, defaultQueries.Bytes),
	}
	if said.Time != "" {
		var err error
		if w.Queries.Time, err = time.ParseDuration(said.Time); err != nil || w.Queries.Time <= 0 {
			bad = append(bad, file.Errorf("sql.time", "read %q; expected a duration such as 5m or 90s", said.Time))
		}
	}
	return errors.Join(bad...)
}
