package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tonghop/pipeline/workspace"
)

// Diagnosis is what a look at everything in a workspace found.
type Diagnosis struct {
	At      time.Time `json:"at"`
	Dir     string    `json:"dir"`
	Program string    `json:"program"` // version of tonghop
	Checks  []Health  `json:"checks"`
}

// Health is the outcome of one check. Warnings can wait, errors cannot; both say what to do.
type Health struct {
	Check  string `json:"check"`
	State  State  `json:"state"`
	Text   string `json:"text"`             // what was found
	Remedy string `json:"remedy,omitempty"` // what to do; empty when nothing is
}

// State is ok, warning or error.
type State string

// The states, from good to bad.
const (
	StateOK      State = "ok"
	StateWarning State = "warning"
	StateError   State = "error"
)

// Worst is the worst state of all checks.
func (d *Diagnosis) Worst() State {
	worst := StateOK
	for _, h := range d.Checks {
		if h.State == StateError || worst == StateOK {
			worst = h.State
		}
		if worst == StateError {
			break
		}
	}
	return worst
}

// add notes the outcome of a check. text says what was found, remedy what to do, in that order on
// the screen too.
func (d *Diagnosis) add(check string, state State, text, remedy string) {
	d.Checks = append(d.Checks, Health{check, state, text, remedy})
}

// shownOfACheck bounds how many lines of one sort a check adds; the last one counts the rest.
const shownOfACheck = 20

// Doctor looks at everything that a workspace is made of: settings, permissions, disk, lock, journal, warehouse,
// archive, vintages, bundles, forms, registry, and whether the newest workbook can be read. It changes nothing and may
// be called while a run goes on; what is under way then is said. The error is that of a folder that is no workspace.
func Doctor(ctx context.Context, dir string, options Options) (*Diagnosis, error) {
	d := &Diagnosis{At: options.Clock.Now(), Dir: dir, Program: options.Program}
	space, err := workspace.Open(dir)
	var wrong *workspace.ConfigError
	switch {
	case errors.As(err, &wrong) && wrong.Workspace == nil:
		return nil, err
	case err != nil:
		d.add("configuration", StateError, err.Error(), "correct tonghop.yaml: no run begins before")
		space = wrong.Workspace
	default:
		d.add("configuration", StateOK, "tonghop.yaml can be used", "")
	}
	// The order matters: the lock is looked at before what can only be looked at while nobody
	// works, and the journal before the archive, because the journal says what the archive should
	// have.
	p := &physician{Diagnosis: d, space: space, options: options}
	for _, check := range []func(context.Context){
		p.office, p.inbox, p.permissions, p.disk, p.lock, p.journal, p.warehouse, p.archive, p.vintages, p.bundles, p.newest,
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		check(ctx)
	}
	return d, nil
}

// physician carries out the checks. Each adds one line at least.
type physician struct {
	*Diagnosis
	space   *workspace.Workspace
	options Options
	busy    bool              // somebody works in the workspace
	account *account          // what the journal says of the rest
	kept    map[string]string // contents that the archive should have: paths by SHA-256; nil: not known
}

// several adds a line for each problem, up to shownOfACheck.
func (p *physician) several(check string, state State, problems []string, remedy string) {
	for i, problem := range problems {
		if i == shownOfACheck {
			p.add(check, state, counted(len(problems)-i, "further problem"), remedy)
			return
		}
		p.add(check, state, problem, remedy)
	}
}

// counted is a number with what it counts.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
