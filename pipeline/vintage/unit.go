package vintage

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/vntext"
)

// UnitError says that a text names no unit, or several.
type UnitError struct {
	Text string
	IDs  []string // of the units that it names
}

func (e *UnitError) Error() string {
	if len(e.IDs) == 0 {
		return fmt.Sprintf("no unit has the identifier, code or name %q; tonghop sql \"SELECT unit_id, unit_code, "+
			"unit_name FROM unit\" lists them", e.Text)
	}
	return fmt.Sprintf("%q is the name of several units: name one of them by its identifier: %s", e.Text,
		strings.Join(e.IDs, ", "))
}

// Kind is misuse: there is nothing of what was asked for.
func (e *UnitError) Kind() fault.Kind { return fault.Misuse }

// FindUnit finds the unit of a vintage that a person means: by its identifier, else its official
// code, else its name, at whatever time it bore them. A code or name that was given again is told
// apart by the day, the end of the period that is asked about: the unit that bears it then goes
// first. The zero day stands for no time. The error is a *UnitError, or the vintage's. Names are
// compared as everywhere, without regard to capital letters, spacing and where the tone mark
// stands.
func (t *Tables) FindUnit(ctx context.Context, text string, on period.Date) (id string, err error) {
	var ways, then [3][]string // the units that have the text as identifier, code, name: at any time, on the day
	err = t.Each(ctx, "vintage/unit_name", func(rows *sql.Rows) error {
		var id, code, name string
		var inForce bool
		if err := rows.Scan(&id, &code, &name, &inForce); err != nil {
			return err
		}
		for way, same := range [...]bool{id == text, code != "" && code == text, vntext.Fold(name) == vntext.Fold(text)} {
			if same && !slices.Contains(ways[way], id) {
				ways[way] = append(ways[way], id)
			}
			if same && inForce {
				then[way] = append(then[way], id)
			}
		}
		return nil
	}, on.String())
	if err != nil {
		return "", err
	}
	for way, found := range ways {
		if len(then[way]) == 1 {
			return then[way][0], nil
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return "", &UnitError{Text: text, IDs: found}
		}
	}
	return "", &UnitError{Text: text}
}
