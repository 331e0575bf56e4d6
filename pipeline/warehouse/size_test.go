package warehouse

import (
	"testing"

	"tonghop/pipeline/warehouse/duck"
)

// While little is made, a checkpoint leaves the room of rows that were replaced; not once many rows are gone, and not
// while much is made.
func TestRoomOfRowsThatAreGone(t *testing.T) {
	s := newStory(t)
	s.found(district(3))
	s.run([]Loaded{workbook("u00", 1, "", 2, 2, 100), workbook("u01", 1, "", 1, 1, 50)})
	conn, err := s.w.db.Conn(t.Context())
	s.must(err)
	defer conn.Close()
	b, err := newBuilder(t.Context(), conn, s.w.files, s.settings)
	s.must(err)
	tasks := func() (tasks string) {
		t.Helper()
		s.must(conn.QueryRowContext(t.Context(), "SELECT current_setting('max_vacuum_tasks')::VARCHAR").Scan(&tasks))
		return tasks
	}
	usual := tasks()
	s.must(b.makeLittle(t.Context()))
	if got := tasks(); got != "0" {
		t.Errorf("while little is made a checkpoint may do %s tasks, expected none", got)
	}
	s.must(b.allThreads.again())
	if got := tasks(); got != usual || usual == "0" {
		t.Errorf("afterwards %s tasks, expected %s", got, usual)
	}
	s.must(duck.Script(t.Context(), conn,
		"DELETE FROM core.attainment WHERE unit_key <> (SELECT min(unit_key) FROM core.attainment)"))
	s.must(b.makeLittle(t.Context()))
	if got := tasks(); got != usual {
		t.Errorf("with most rows gone %s tasks, expected %s", got, usual)
	}
	s.must(b.allThreads.again())
}
