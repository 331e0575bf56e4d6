package warehouse

import (
	"context"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	statements "tonghop/sql"
)

// NewerError says that a later version of tonghop made the database. Has and Knows are the numbers
// of the last steps of the schema: of the file, and of this program.
type NewerError struct {
	Path       string
	Has, Knows int
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was made by a later version of tonghop (schema %d, this program knows %d): use that version",
		e.Path, e.Has, e.Knows)
}

// Kind is refused: this program leaves such a database alone.
func (e *NewerError) Kind() fault.Kind { return fault.Refused }

// migration is one numbered step of the ledger's schema, a file of sql/schema. A step is never
// changed once it is released, because databases exist that have gone through it.
type migration struct {
	number int
	name   string
	body   string
}

// migrations lists the steps in the order of their numbers, which have to begin with 0 and leave
// none out.
func migrations() ([]migration, error) {
	entries, err := fs.ReadDir(statements.Files, "schema")
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".sql")
		digits, _, _ := strings.Cut(name, "_")
		number, err := strconv.Atoi(digits)
		// The folder lists its files in the order of their names, and so of their numbers.
		if err != nil || number != len(all) {
			return nil, fmt.Errorf("schema/%s: expected number %04d", entry.Name(), len(all))
		}
		body, err := fs.ReadFile(statements.Files, "schema/"+entry.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, migration{number, name, string(body)})
	}
	return all, nil
}

// migrate applies the steps that the file does not have yet, each in a transaction of its own. Step
// 0 makes the list of steps itself, and can be carried out again and again.
func (w *Warehouse) migrate(ctx context.Context) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	// Only then can the database be asked how far it is.
	if _, err := w.db.ExecContext(ctx, steps[0].body); err != nil {
		return fmt.Errorf("migrate %s: %w", w.path, err)
	}
	var has int
	if err := w.db.QueryRowContext(ctx, "SELECT coalesce(max(number), 0) FROM migration").Scan(&has); err != nil {
		return fmt.Errorf("migrate %s: %w", w.path, err)
	}
	// An older program must not write into tables that it does not know.
	if last := steps[len(steps)-1].number; has > last {
		return &NewerError{Path: w.path, Has: has, Knows: last}
	}
	for _, step := range steps[has+1:] {
		if err := w.apply(ctx, step); err != nil {
			return fmt.Errorf("migrate %s to %s: %w", w.path, step.name, err)
		}
	}
	return nil
}

// apply carries out one step and notes it, both or neither.
func (w *Warehouse) apply(ctx context.Context, step migration) error {
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	// After Commit this does nothing.
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, step.body); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO migration VALUES (?, ?, ?)", step.number, step.name,
		time.Now().UTC()); err != nil {
		return err
	}
	return tx.Commit()
}
