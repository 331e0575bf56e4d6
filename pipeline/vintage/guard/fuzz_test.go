package guard

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// Whatever the text, it is refused or made of statements that are each allowed by themselves, and the parser finds as
// many of them in the whole text.
func FuzzStatements(f *testing.F) {
	c, err := Open(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { c.Close() })
	for _, name := range []string{"honest.txt", "hostile.txt"} {
		for _, text := range readQueries(f, name) {
			f.Add(text.sql)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := c.Statements(context.Background(), text)
		if err != nil {
			return
		}
		for _, one := range all {
			again, err := c.Statements(context.Background(), one)
			if err != nil || !slices.Equal(again, []string{one}) && !strings.HasPrefix(one, "EXPLAIN") {
				t.Errorf("%q is allowed, and %q of it alone is %q, %v", text, one, again, err)
			}
		}
	})
}
