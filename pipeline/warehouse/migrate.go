package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse/duck"
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
// none out. A gap would mean that a file was left out of the program, and databases would lack its
// tables without a word.
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

// migrate applies the steps that the file does not have yet. A new file gets all of them in one
// transaction, so that it is a ledger or nothing; to one with rows each step is applied in a
// transaction of its own. Step 0 makes the list of steps itself, and can be carried out again and
// again. A step that fails leaves the file at the step before it, and Open fails.
func (w *Warehouse) migrate(ctx context.Context) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	pending, err := w.begin(ctx, conn, steps)
	if err == nil && len(pending) == len(steps)-1 {
		err = inTransaction(ctx, conn, applied(pending...))
		pending = nil
	}
	for _, step := range pending {
		if err == nil {
			err = inTransaction(ctx, conn, applied(step))
		}
	}
	if err != nil {
		return fmt.Errorf("migrate %s: %w", w.path, err)
	}
	return nil
}

// begin carries out step 0, after which the database can be asked how far it is, and lists the steps that it lacks.
func (w *Warehouse) begin(ctx context.Context, conn duck.Querier, steps []migration) (pending []migration, err error) {
	if err := duck.Script(ctx, conn, steps[0].body); err != nil {
		return nil, err
	}
	var has int
	if err := conn.QueryRowContext(ctx, "SELECT coalesce(max(number), 0) FROM migration").Scan(&has); err != nil {
		return nil, err
	}
	// An older program must not write into tables that it does not know.
	if last := steps[len(steps)-1].number; has > last {
		return nil, &NewerError{Path: w.path, Has: has, Knows: last}
	}
	return steps[has+1:], nil
}

// applied are the statements of steps, and those that note them.
func applied(steps ...migration) string {
	var all strings.Builder
	for _, step := range steps {
		fmt.Fprintf(&all, "%s\n;\n", step.body)
	}
	for i, step := range steps {
		separator := ","
		if i == 0 {
			separator = "INSERT INTO migration VALUES"
		}
		fmt.Fprintf(&all, "%s (%d, %s, %s)", separator, step.number, duck.Quoted(step.name), timestamp(time.Now()))
	}
	return all.String() + ";\n"
}

// inTransaction carries out statements, all of them or none.
func inTransaction(ctx context.Context, conn duck.Querier, statements string) error {
	if err := duck.Script(ctx, conn, "BEGIN TRANSACTION;\n"+statements+"COMMIT;"); err != nil {
		_, undone := conn.ExecContext(context.Background(), "ROLLBACK")
		return errors.Join(err, undone)
	}
	return nil
}
