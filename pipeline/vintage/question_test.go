package vintage

import "testing"

// A query that is ready for staff says in both languages what it answers.
func TestStaffQuestion(t *testing.T) {
	both, err := question("-- late: who is late.\n-- Answers: Ai muộn? | Who is late?\nSELECT 1\n")
	if err != nil || both != [2]string{"Ai muộn?", "Who is late?"} {
		t.Errorf("got %q, %v", both, err)
	}
	for _, header := range []string{
		"SELECT 1\n", "-- Answers: Ai muộn?\nSELECT 1\n", "-- Answers: | Who is late?\nSELECT 1\n",
	} {
		if both, err := question(header); err == nil {
			t.Errorf("%q was taken as %q", header, both)
		}
	}
}
