package vintage_test

import (
	"testing"

	"tonghop/pipeline/vintage"
)

// rows counts the rows of an answer.
type rows int

func (r *rows) Columns([]string) error { return nil }

func (r *rows) Row([]any) error { *r++; return nil }

// Every query that is ready for staff is answered by a vintage.
func answerStaffQueries(t *testing.T, tables *vintage.Tables) {
	ready, err := vintage.StaffQueries()
	if err != nil || len(ready) < 5 {
		t.Fatalf("%d queries are ready for staff: %v", len(ready), err)
	}
	answered := 0
	for _, q := range ready {
		var answer rows
		if err := tables.Answer(t.Context(), q.Text, &answer); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
		if answer > 0 {
			answered++
		}
	}
	if answered < len(ready)/2 {
		t.Errorf("%d of %d queries have an answer: the district does not show what they are for", answered, len(ready))
	}
}
