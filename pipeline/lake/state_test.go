package lake

import (
	"testing"
	"time"
)

// Manifests are told apart by their paths, which end in .json: also there a later state comes behind.
func TestALaterStateComesBehindTheOneBefore(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 123e6, time.UTC)
	for name, before := range map[string]string{
		"an hour ago":          now.Add(-time.Hour).Format(stateLayout),
		"in the same moment":   now.Format(stateLayout),
		"the clock went back":  now.Add(time.Hour).Format(stateLayout),
		"an earlier version's": now.Format(stateLayout) + "-2",
	} {
		t.Run(name, func(t *testing.T) {
			after := stateAfter(&State{Manifest: Manifest{State: before}}, now)
			if manifestPath("48", after) <= manifestPath("48", before) {
				t.Errorf("%s does not come behind %s", after, before)
			}
		})
	}
	if first := stateAfter(nil, now); first != "20261126T090000.123Z" {
		t.Errorf("the first state is %s", first)
	}
}
