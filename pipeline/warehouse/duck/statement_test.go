package duck

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// A query is found in its room, and in a bundle that has no rooms in the one folder of its queries.
func TestQueryIsFoundInItsRoom(t *testing.T) {
	rooms := fstest.MapFS{
		"queries/print/row.sql": {Data: []byte("in its room")}, "queries/row.sql": {Data: []byte("flat")},
	}
	flat := fstest.MapFS{"queries/row.sql": {Data: []byte("flat")}}
	for want, files := range map[string]fs.FS{"in its room": rooms, "flat": flat} {
		if got, err := StatementIn(files, "print/row"); err != nil || got != want {
			t.Errorf("got %q, %v, expected %q", got, err, want)
		}
	}
	if _, err := StatementIn(flat, "print/column"); err == nil || !strings.Contains(err.Error(),
		"queries/print/column.sql") {
		t.Errorf("got %v, expected an error that names the file", err)
	}
}
