package warehouse

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/warehouse/duck"
)

// A table that is brought up to date where it stands has the rows of one that is made anew, in the same order: with
// some rows changed, more behind them, one between them, fewer, none, and with values that come and go.
func TestRewrite(t *testing.T) {
	s := newStory(t)
	s.w.db.SetMaxOpenConns(1)
	builder, err := newBuilder(t.Context(), s.w.db, s.w.files, s.settings)
	s.must(err)
	e := &export{builder: builder, dir: t.TempDir()}
	s.must(e.exec(t.Context(), "attach", fmt.Sprintf("ATTACH %s AS vintage (%s)",
		duck.Quoted(filepath.Join(e.dir, "v.duckdb")), WrittenVintage)))
	m := model{name: "a", columns: []columnComment{{name: "n"}, {name: "s"}}}
	rows := func(query string) (texts []string) {
		all, err := s.w.db.Query("SELECT r::VARCHAR FROM (" + query + ") AS r")
		s.must(err)
		defer all.Close()
		for all.Next() {
			var text string
			s.must(all.Scan(&text))
			texts = append(texts, text)
		}
		s.must(all.Err())
		return texts
	}
	const before = "(1, 'a'), (2, 'b'), (3, NULL), (4, 'd'), (5, 'e')"
	for name, now := range map[string]string{
		"the same":         before,
		"two are others":   "(1, 'a'), (2, NULL), (3, 'c'), (4, 'd'), (5, 'e')",
		"a number":         "(1, 'a'), (2, 'b'), (3, NULL), (40, 'd'), (5, 'e')",
		"more behind them": before + ", (6, NULL), (7, 'g')",
		"both":             "(1, 'z'), (2, 'b'), (3, NULL), (4, 'd'), (5, 'e'), (6, 'f')",
		"one between":      "(1, 'a'), (2, 'b'), (9, 'z'), (3, NULL), (4, 'd'), (5, 'e')",
		"one less":         "(1, 'a'), (3, NULL), (4, 'd'), (5, 'e')",
		"the last less":    "(1, 'a'), (2, 'b'), (3, NULL), (4, 'd')",
		"all others":       "(6, 'a'), (7, 'b'), (8, 'c'), (9, 'd'), (0, 'e')",
		"none":             "",
	} {
		s.must(e.exec(t.Context(), "before", "CREATE OR REPLACE TABLE vintage.main.a (n INTEGER, s VARCHAR);"+
			"INSERT INTO vintage.main.a VALUES "+before))
		body := "SELECT * FROM (VALUES " + now + ") AS t (n, s)"
		if now == "" {
			body = "SELECT * FROM vintage.main.a WHERE n = 0"
		}
		want := rows(body)
		s.must(e.rewrite(t.Context(), m, body))
		if got := rows("FROM vintage.main.a"); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
