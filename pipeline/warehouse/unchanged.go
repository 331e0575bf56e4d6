package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// digestOfRows is an expression of SQL for a digest of all rows of a table t, in whatever order. Equal rows cancel out
// in an exclusive or, so that their number counts too. The hash of a row is hashed again, since DuckDB mixes its last
// column into it by an exclusive or: two rows that exchange their values of that column would not be noticed.
const digestOfRows = "concat_ws(' ', count(*), bit_xor(hash(hash(t))))"

// todayVariable is the one variable of models that is another one each night.
const todayVariable = "today"

// boundariesVariable is the day whose tree the current tables have. It is today's, and another one each night, unless
// somebody asked for another day.
const boundariesVariable = "boundaries"

// madeFrom names everything that the tables are made of that are made as a whole, but the day: the
// SQL, the settings and the ledger as far as it has come. today is the day. The state is a text
// such as "<sum of the SQL> <sum of the settings> 12 340 210 3 4 17", whose numbers are those of
// position. It is compared as a whole and never parsed.
func (b *builder) madeFrom(ledger position) (state, today string) {
	var others []string
	for _, assignment := range b.variables() {
		if name, _, _ := strings.Cut(assignment, " = "); name == todayVariable {
			today = assignment
			continue
		} else if name == boundariesVariable && b.settings.Boundaries.IsZero() {
			continue
		}
		others = append(others, assignment)
	}
	sum := sha256.Sum256([]byte(strings.Join(others, "\n")))
	return fmt.Sprintf("%s %x %d %d %d %d %d %d", b.sha256, sum[:8], ledger.run, ledger.reading, ledger.receipt,
		ledger.registry, ledger.definitionSet, ledger.action), today
}

// unchanged says whether everything is made already of what it would be made of now: then a run
// makes, and writes, nothing. Where only the day is another one, the tables that look at the day
// are asked whether they would come out otherwise, which they do when a period has ended. A
// transaction that has written something is never unchanged, and neither is one in which everything
// is asked to be built. built are the states in which the years of this file were made, by year.
func (tx *Tx) unchanged(ctx context.Context, b *builder, built map[int]string) (bool, error) {
	made := ""
	err := duck.Each(ctx, tx.conn, "warehouse/made_from", func(rows *sql.Rows) error { return rows.Scan(&made) })
	if err != nil || b.settings.Full || tx.changed {
		return false, err
	}
	for _, state := range built { // a year that another version of the SQL has made meanwhile
		if !strings.HasPrefix(state, b.sha256[:16]) {
			return false, nil
		}
	}
	state, today := b.madeFrom(tx.last)
	before, same := strings.CutPrefix(made, state+" ")
	if !same || before == today {
		return same, nil
	}
	for _, m := range b.models {
		if m.rebuild == rebuildWhole && m.readsToday() {
			if same, err := b.wouldBeSame(ctx, m); err != nil || !same {
				return false, err
			}
		}
	}
	return true, nil
}

// readsToday says whether a model looks at the day on which it is made. Models of a year that look at the boundaries
// are not meant: staging.boundary_tree stands in the state of each year, and looks at the day in their place.
func (m model) readsToday() bool {
	return m.reads(todayVariable) || m.rebuild == rebuildWhole && m.reads(boundariesVariable)
}

// reads says whether the text of a model asks for a variable.
func (m model) reads(variable string) bool {
	return strings.Contains(m.body, "getvariable('"+variable+"')")
}

// wouldBeSame says whether a table that is made as a whole has the rows that it would have if it were made now.
func (b *builder) wouldBeSame(ctx context.Context, m model) (same bool, err error) {
	digest := "(SELECT " + digestOfRows + " FROM %s AS t)"
	query := fmt.Sprintf("SELECT "+digest+" = "+digest, "("+m.body+"\n)", m.name)
	if err := b.q.QueryRowContext(ctx, query).Scan(&same); err != nil {
		return false, fmt.Errorf("%s: %w", m.name, err)
	}
	return same, nil
}

// setMadeFrom notes what the tables are made of now.
func (tx *Tx) setMadeFrom(ctx context.Context, b *builder) error {
	ledger := tx.last
	if tx.changed {
		ledger.run = tx.runID() // this transaction becomes that run
	}
	state, today := b.madeFrom(ledger)
	return duck.Execute(ctx, tx.conn, "warehouse/set_made_from", state+" "+today)
}
