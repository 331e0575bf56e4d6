package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// yearPart is what is built anew of a year: its quarters from one on. Those before it are as they were.
type yearPart struct{ year, from int }

func yearsOf(parts []yearPart) (years []int) {
	for _, p := range parts {
		years = append(years, p.year)
	}
	return years
}

// yearState is what one year's tables are built from. The registry, what the forms ask, and the SQL count for the whole year.
type yearState struct {
	year     int
	common   string
	quarters [4]string // the readings in force that end in each
}

// String is how the state is kept.
func (s yearState) String() string { return s.common + " " + strings.Join(s.quarters[:], " ") }

// firstChanged is the quarter from which on a year has to be built, given the state that it was last built from; 5 when it is the same.
func (s yearState) firstChanged(before string) int {
	quarters, same := strings.CutPrefix(before, s.common+" ")
	was := strings.Fields(quarters)
	if !same || len(was) != len(s.quarters) {
		return 1
	}
	for i := range was {
		if was[i] != s.quarters[i] {
			return i + 1
		}
	}
	return len(was) + 1
}

// yearStates describes the inputs of each year.
func (b *builder) yearStates(ctx context.Context, last position) ([]yearState, error) {
	common := fmt.Sprintf("%s %d %d", b.sha256[:16], last.registry, b.settings.CutoffDay)
	var states []yearState
	err := b.each(ctx, "warehouse/year_state", func(rows *sql.Rows) error {
		var s yearState
		var forms string
		var chained bool
		if err := rows.Scan(&s.year, &s.quarters[0], &s.quarters[1], &s.quarters[2], &s.quarters[3], &forms, &chained); err != nil {
			return err
		}
		s.common = common + " " + forms
		if chained && len(states) > 0 {
			sum := sha256.Sum256([]byte(states[len(states)-1].String()))
			s.common += " " + hex.EncodeToString(sum[:8])
		}
		states = append(states, s)
		return nil
	})
	return states, err
}

func (tx *Tx) builtYears(ctx context.Context) (map[int]string, error) {
	built := map[int]string{}
	err := duck.Each(ctx, tx.conn, "warehouse/built_year", func(rows *sql.Rows) error {
		var year int
		var state string
		err := rows.Scan(&year, &state)
		built[year] = state
		return err
	})
	return built, err
}

func (tx *Tx) setBuiltYears(ctx context.Context, states []yearState) error {
	if err := duck.Execute(ctx, tx.conn, "warehouse/forget_built_year"); err != nil {
		return err
	}
	var rows []duck.Row
	for _, s := range states {
		rows = append(rows, duck.Row{"year": int32(s.year), "state": s.String()})
	}
	return tx.appendRows("built_year", rows)
}

// buildYears replaces what differs from the state that it was built from, and drops years that are gone.
func (b *builder) buildYears(ctx context.Context, states []yearState, built map[int]string) ([]yearPart, error) {
	resume := len(built) > 0 && !b.settings.Full
	for _, state := range built {
		resume = resume && strings.HasPrefix(state, b.sha256[:16])
	}
	if !resume {
		clear(built)
		if err := b.createYearTables(ctx); err != nil {
			return nil, err
		}
	}
	var parts []yearPart
	for _, s := range states {
		if from := s.firstChanged(built[s.year]); from <= len(s.quarters) {
			parts = append(parts, yearPart{s.year, from})
		}
		delete(built, s.year)
	}
	for gone := range built {
		if err := b.deleteYear(ctx, gone); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(parts, func(p, q yearPart) int { return p.year - q.year })
	for i, p := range parts {
		var err error
		if parts[i], err = b.buildYear(ctx, p); err != nil {
			return nil, err
		}
	}
	return parts, nil
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

// buildYear builds a part of a year, and returns what it built: where a model reaches back, and its rows of earlier quarters
// come out otherwise than they were, the whole year.
func (b *builder) buildYear(ctx context.Context, p yearPart) (yearPart, error) {
	if err := b.setPart(ctx, p); err != nil {
		return p, err
	}
	for _, m := range b.models {
		if m.rebuild != rebuildByYear {
			continue
		}
		reached, err := b.replaced(ctx, m, p)
		if err != nil {
			return p, err
		}
		if reached {
			return b.buildYear(ctx, yearPart{p.year, 1})
		}
	}
	return p, nil
}

// replaced makes the rows of a model anew that belong to a part of a year, and says whether rows before that part changed.
func (b *builder) replaced(ctx context.Context, m model, p yearPart) (reached bool, err error) {
	if !m.reaches || p.from == 1 {
		return false, b.replace(ctx, m, p)
	}
	before, err := b.earlierRows(ctx, m, p)
	if err != nil {
		return false, err
	}
	if err := b.replace(ctx, m, p); err != nil {
		return false, err
	}
	after, err := b.earlierRows(ctx, m, p)
	return after != before, err
}

// replace makes the rows of a model anew that belong to a part of a year.
func (b *builder) replace(ctx context.Context, m model, p yearPart) error {
	gone := fmt.Sprintf("DELETE FROM %s WHERE year = %d", m.name, p.year)
	if m.resumes {
		gone += fmt.Sprintf(" AND quarter >= %d", p.from)
	}
	if err := b.exec(ctx, m.name, gone); err != nil {
		return err
	}
	return b.exec(ctx, m.name, fmt.Sprintf("INSERT INTO %s %s", m.name, m.body))
}

// earlierRows sums up the rows of a model that lie before a part of a year.
func (b *builder) earlierRows(ctx context.Context, m model, p yearPart) (digest string, err error) {
	earlier := fmt.Sprintf("FROM %s AS t WHERE year = %d AND quarter < %d", m.name, p.year, p.from)
	query := "SELECT concat_ws(' ', count(*), bit_xor(hash(t))) " + earlier
	if err := b.q.QueryRowContext(ctx, query).Scan(&digest); err != nil {
		return "", fmt.Errorf("%s: %w", m.name, err)
	}
	return digest, nil
}

// setPart says to models and checks which year they are about, and from which quarter on.
func (b *builder) setPart(ctx context.Context, p yearPart) error {
	if err := b.setYear(ctx, p.year); err != nil {
		return err
	}
	return b.exec(ctx, "first_quarter", fmt.Sprintf("SET VARIABLE first_quarter = %d", p.from))
}

func (b *builder) setYear(ctx context.Context, year int) error {
	return b.exec(ctx, "year", fmt.Sprintf("SET VARIABLE year = %d", year))
}
