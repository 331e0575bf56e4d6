// Package schedule decides when the nightly run is due, makes up a missed one, and keeps runs apart by a lock.
//
// It takes a cron expression and a function to run. It never looks at what the run does: a run that fails is
// reported, and the next night comes all the same. It needs no service of the operating system, since offices
// have computers that are switched off at night.
//
// Begin reading with Expression.Plan, which is pure, and Loop.Serve, which acts on it.
package schedule

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// Expression is a parsed cron expression in one time zone. It is made by Parse.
type Expression struct {
	schedule cron.Schedule
	zone     *time.Location
}

// Parse reads a five-field cron expression (minute hour day month weekday) or a descriptor such as @daily. Its
// times are those of zone, whatever the machine's own. An expression that cannot be read, or that never comes
// due such as 30 February, is an error.
func Parse(expression string, zone *time.Location) (Expression, error) {
	parsed, err := cron.ParseStandard(expression)
	if err != nil {
		return Expression{}, fmt.Errorf("cron expression %q: %w; expected five fields such as \"0 1 * * *\" (every day at "+
			"01:00)", expression, err)
	}
	if parsed.Next(time.Unix(0, 0)).IsZero() {
		return Expression{}, fmt.Errorf("cron expression %q never comes due", expression)
	}
	return Expression{schedule: parsed, zone: zone}, nil
}

// Plan says what a scheduler has to do at one moment.
type Plan struct {
	// Due is the time for which a run is owed now; zero when none is. However many times were missed, one run
	// makes up for all of them, because each run reads everything that has arrived.
	Due time.Time
	// Missed counts the times that passed without a run, Due included.
	Missed int
	// Next is the first time after now.
	Next time.Time
}

// maxMissed bounds the counting of missed times after a long stop.
const maxMissed = 1000

// Plan says what is owed at the moment now, when last is the last time that was served. It is a pure function.
// A zero last means that nothing was ever served: then nothing is owed, and the first run comes at its time.
func (e Expression) Plan(last, now time.Time) Plan {
	plan := Plan{Next: e.schedule.Next(now.In(e.zone))}
	if last.IsZero() {
		return plan
	}
	for at := e.schedule.Next(last.In(e.zone)); !at.IsZero() && !at.After(now) &&
		plan.Missed < maxMissed; at = e.schedule.Next(at) {
		plan.Due = at
		plan.Missed++
	}
	return plan
}
