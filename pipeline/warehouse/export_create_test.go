package warehouse

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"tonghop/pipeline/warehouse/duck"
)

// Percentages of a vintage with many units stand in its file as they are, and other numbers of their type do not.
func TestPercentagesAreNotCompressed(t *testing.T) {
	s := newStory(t)
	s.w.db.SetMaxOpenConns(1)
	builder, err := newBuilder(t.Context(), s.w.db, s.w.files, s.settings)
	s.must(err)
	e := &export{builder: builder, dir: t.TempDir()}
	file := filepath.Join(e.dir, "v.duckdb")
	s.must(duck.Script(t.Context(), s.w.db, "RESET force_compression"))
	s.must(e.exec(t.Context(), "attach", fmt.Sprintf("ATTACH %s AS vintage (%s)", duck.Quoted(file), WrittenVintage)))
	m := model{name: "a", columns: []columnComment{{name: "share_pct"}, {name: "n"}}}
	created, err := e.creation(t.Context(), m,
		"SELECT (i % 1000)::DECIMAL(38, 1) AS share_pct, (i % 1000)::DECIMAL(38, 1) AS n FROM range(5000) AS r (i)")
	s.must(err)
	s.must(e.exec(t.Context(), "make", created+"CHECKPOINT vintage"))
	rows, err := s.w.db.Query("SELECT DISTINCT column_name || ' ' || compression AS kind " +
		"FROM pragma_storage_info('vintage.main.a') WHERE segment_type <> 'VALIDITY' ORDER BY kind")
	s.must(err)
	defer rows.Close()
	var got []string
	for rows.Next() {
		var kind string
		s.must(rows.Scan(&kind))
		got = append(got, kind)
	}
	s.must(rows.Err())
	if want := []string{"n BitPacking", "share_pct Uncompressed"}; !slices.Equal(got, want) {
		t.Errorf("the columns stand there as %q, want %q", got, want)
	}
}
