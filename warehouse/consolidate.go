package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	statements "tonghop/sql"
)

// Settings decide how tables are made of the ledger.
type Settings struct {
	RoundingMode   string            // half_up, half_even, truncate
	RoundingDigits int               // digits of a published percentage
	CutoffDay      int               // the calendar's last day of a period within its month; 0: the month's end
	TimeZone       string            // in which a due date ends
	DeclaredKinds  map[string]string // period → preliminary or provisional, where the office says so itself
	AsOf           time.Time
	Now            time.Time // what has ended by then is expected; AsOf goes before it
	Full           bool      // build every year again, also those whose inputs did not change
	SQL            fs.FS     // models and checks of another version of tonghop, laid out as package sql; nil: this one's
}

// endOfTime is later than anything recorded.
func endOfTime() time.Time { return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC) }

// builder runs the models on a connection.
type builder struct {
	q        querier
	settings Settings
	files    fs.FS
	models   []model
}

func newBuilder(ctx context.Context, q querier, settings Settings) (*builder, error) {
	b := &builder{q: q, settings: settings, files: settings.SQL}
	if b.files == nil {
		b.files = statements.Files
	}
	var err error
	if b.models, err = loadModels(b.files); err != nil {
		return nil, err
	}
	if b.settings.AsOf.IsZero() {
		b.settings.AsOf = endOfTime()
	}
	return b, b.setVariables(ctx)
}

func (b *builder) setVariables(ctx context.Context) error {
	moment := b.settings.Now
	if b.settings.AsOf.Before(endOfTime()) {
		moment = b.settings.AsOf
	}
	for _, assignment := range []string{
		"as_of = " + timestamp(b.settings.AsOf),
		fmt.Sprintf("cutoff_day = %d", b.settings.CutoffDay),
		"rounding_mode = " + quoted(b.settings.RoundingMode),
		"time_zone = " + quoted(b.settings.TimeZone),
		fmt.Sprintf("today = ((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::DATE", timestamp(moment), quoted(b.settings.TimeZone)),
		"declared_kinds = " + mapLiteral(b.settings.DeclaredKinds),
		"year = 0",
	} {
		if _, err := b.q.ExecContext(ctx, "SET VARIABLE "+assignment); err != nil {
			return fmt.Errorf("set %s: %w", assignment, err)
		}
	}
	return nil
}

// timestamp is a moment as an SQL literal, in UTC.
func timestamp(at time.Time) string {
	return "TIMESTAMP " + quoted(at.UTC().Format("2006-01-02 15:04:05.999999"))
}

// mapLiteral is a map of texts as SQL.
func mapLiteral(texts map[string]string) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		pairs = append(pairs, quoted(key)+": "+quoted(texts[key]))
	}
	return "MAP {" + strings.Join(pairs, ", ") + "}::MAP(VARCHAR, VARCHAR)"
}

// Consolidate rebuilds what changed and runs the checks. It returns the years that were built.
func (tx *Tx) Consolidate(ctx context.Context, settings Settings) ([]int, error) {
	b, err := newBuilder(ctx, tx.conn, settings)
	if err != nil {
		return nil, err
	}
	if err := b.buildWhole(ctx); err != nil {
		return nil, err
	}
	built, err := tx.builtYears(ctx)
	if err != nil {
		return nil, err
	}
	states, err := b.yearStates(ctx, tx.last)
	if err != nil {
		return nil, err
	}
	years, err := b.buildYears(ctx, states, built)
	if err != nil {
		return nil, err
	}
	if err := tx.setBuiltYears(ctx, states); err != nil {
		return nil, err
	}
	return years, b.check(ctx, years)
}

// yearState is what one year's tables are built from.
type yearState struct {
	year  int
	state string
}

// yearStates describes the inputs of each year. The registry, the forms and the SQL count for all years.
func (b *builder) yearStates(ctx context.Context, last position) ([]yearState, error) {
	common := fmt.Sprintf("%s %d %d %d", modelsSHA256(b.models)[:16], last.registry, last.definitionSet, b.settings.CutoffDay)
	var states []yearState
	err := each(ctx, b.q, "year_state", func(rows *sql.Rows) error {
		var s yearState
		var chained bool
		if err := rows.Scan(&s.year, &s.state, &chained); err != nil {
			return err
		}
		if chained && len(states) > 0 {
			s.state += states[len(states)-1].state
		}
		sum := sha256.Sum256([]byte(s.state))
		s.state = common + " " + hex.EncodeToString(sum[:8])
		states = append(states, s)
		return nil
	})
	return states, err
}

func (tx *Tx) builtYears(ctx context.Context) (map[int]string, error) {
	built := map[int]string{}
	err := each(ctx, tx.conn, "built_year", func(rows *sql.Rows) error {
		var year int
		var state string
		err := rows.Scan(&year, &state)
		built[year] = state
		return err
	})
	return built, err
}

func (tx *Tx) setBuiltYears(ctx context.Context, states []yearState) error {
	if err := execute(ctx, tx.conn, "forget_built_year"); err != nil {
		return err
	}
	var rows [][]driver.Value
	for _, s := range states {
		rows = append(rows, []driver.Value{int32(s.year), s.state})
	}
	return tx.appendRows("ledger", "built_year", rows)
}

// buildWhole makes the small tables anew.
func (b *builder) buildWhole(ctx context.Context) error {
	for _, m := range b.models {
		if m.rebuild == rebuildWhole {
			if err := b.exec(ctx, m.name, fmt.Sprintf("CREATE OR REPLACE TABLE %s AS %s", m.name, m.body)); err != nil {
				return err
			}
		}
	}
	return nil
}

// buildYears replaces the years whose state differs from the one they were built from, and drops years that are gone.
func (b *builder) buildYears(ctx context.Context, states []yearState, built map[int]string) ([]int, error) {
	sameSQL := len(built) > 0
	for _, state := range built {
		sameSQL = sameSQL && strings.HasPrefix(state, modelsSHA256(b.models)[:16])
	}
	if !sameSQL {
		clear(built)
		if err := b.createYearTables(ctx); err != nil {
			return nil, err
		}
	}
	var years []int
	for _, s := range states {
		if before, ok := built[s.year]; !ok || before != s.state || b.settings.Full {
			years = append(years, s.year)
		}
		delete(built, s.year)
	}
	for gone := range built {
		if err := b.deleteYear(ctx, gone); err != nil {
			return nil, err
		}
	}
	slices.Sort(years)
	for _, year := range years {
		if err := b.buildYear(ctx, year); err != nil {
			return nil, err
		}
	}
	return years, nil
}

func (b *builder) createYearTables(ctx context.Context) error {
	for _, m := range b.models {
		if m.rebuild == rebuildByYear {
			if err := b.exec(ctx, m.name, fmt.Sprintf("CREATE OR REPLACE TABLE %s AS %s\nWITH NO DATA", m.name, m.body)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) deleteYear(ctx context.Context, year int) error {
	for _, m := range b.models {
		if m.rebuild == rebuildByYear {
			if err := b.exec(ctx, m.name, fmt.Sprintf("DELETE FROM %s WHERE year = %d", m.name, year)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) buildYear(ctx context.Context, year int) error {
	if err := b.deleteYear(ctx, year); err != nil {
		return err
	}
	if err := b.setYear(ctx, year); err != nil {
		return err
	}
	for _, m := range b.models {
		if m.rebuild == rebuildByYear {
			if err := b.exec(ctx, m.name, fmt.Sprintf("INSERT INTO %s %s", m.name, m.body)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) setYear(ctx context.Context, year int) error {
	return b.exec(ctx, "year", fmt.Sprintf("SET VARIABLE year = %d", year))
}

func (b *builder) exec(ctx context.Context, name, query string) error {
	if _, err := b.q.ExecContext(ctx, query); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// State names everything that the published tables are made of: the ledger as far as it has come, the periods expected by now,
// the SQL, the settings, and what the caller adds. Two vintages of one state are equal, whenever they are made: time alone makes a
// new one only when a period has ended. The models must have been consolidated.
func (w *Warehouse) State(ctx context.Context, settings Settings, with string) (string, error) {
	models, err := loadModels(statements.Files)
	if err != nil {
		return "", err
	}
	var last int
	if err := each(ctx, w.db, "ledger_position", func(rows *sql.Rows) error {
		return rows.Scan(&last, new(any), new(any), new(any), new(any), new(any), new(any))
	}); err != nil {
		return "", err
	}
	expected := ""
	if err := each(ctx, w.db, "expected_period_state", func(rows *sql.Rows) error { return rows.Scan(&expected) }); err != nil {
		return "", err
	}
	settings.Full, settings.SQL, settings.Now = false, nil, time.Time{}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s %+v %s", modelsSHA256(models), last, expected, settings, with))
	return hex.EncodeToString(sum[:]), nil
}
