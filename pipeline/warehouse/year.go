package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// yearPart is what is built anew of a year: its periods that end in a month or later. Those before it are as they were.
type yearPart struct{ year, from int }

// firstMonth begins a year; the month after its last one begins nothing.
const (
	firstMonth = 1
	lastMonth  = 12
)

func yearsOf(parts []yearPart) (years []int) {
	for _, p := range parts {
		years = append(years, p.year)
	}
	return years
}

// yearState is what one year's tables are built from. The registry, what the forms ask, and the SQL count for the whole
// year.
type yearState struct {
	year    int
	common  string
	periods string // the readings in force of each period that has tables, as month:digest, parted by spaces
}

// String is how the state is kept.
func (s yearState) String() string { return s.common + " " + s.periods }

// firstChanged is the month from which on a year has to be built, given the state that it was last built from: the one
// in which the first period ends that differs, appeared or went. It is past lastMonth when the states are the same.
func (s yearState) firstChanged(before string) int {
	periods, same := strings.CutPrefix(before, s.common+" ")
	if !same {
		return firstMonth
	}
	was, is := monthsOf(periods), monthsOf(s.periods)
	for month := firstMonth; month <= lastMonth; month++ {
		if was[month] != is[month] {
			return month
		}
	}
	return lastMonth + 1
}

// monthsOf parts the digests of a year's periods by the month in which each ends.
func monthsOf(periods string) (digests [lastMonth + 1]string) {
	for _, period := range strings.Fields(periods) {
		text, digest, _ := strings.Cut(period, ":")
		if month, err := strconv.Atoi(text); err == nil && firstMonth <= month && month <= lastMonth {
			digests[month] = digest
		}
	}
	return digests
}

// yearStates describes the inputs of each year.
func (b *builder) yearStates(ctx context.Context, last position) ([]yearState, error) {
	common := fmt.Sprintf("%s %d %d", b.sha256[:16], last.registry, b.settings.CutoffDay)
	var states []yearState
	err := b.each(ctx, "warehouse/year_state", func(rows *sql.Rows) error {
		s, forms, chained, err := scanYearState(rows)
		if err != nil {
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

// scanYearState reads a row of warehouse/year_state. The one in the bundle of an early version of tonghop has a column
// for each quarter where this one's has one for all periods; such a year is always built whole, whatever they say.
func scanYearState(rows *sql.Rows) (s yearState, forms string, chained bool, err error) {
	columns, err := rows.Columns()
	if err != nil {
		return s, "", false, err
	}
	periods := make([]string, len(columns)-3)
	into := []any{&s.year}
	for i := range periods {
		into = append(into, &periods[i])
	}
	err = rows.Scan(append(into, &forms, &chained)...)
	s.periods = strings.Join(periods, " ")
	return s, forms, chained, err
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
		if from := s.firstChanged(built[s.year]); from <= lastMonth {
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
			if err := b.exec(ctx, m.name, fmt.Sprintf("CREATE OR REPLACE TABLE %s AS %s\nWITH NO DATA", m.name,
				m.body)); err != nil {
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

// buildYear builds a part of a year, and returns what it built: where a model reaches back, and its rows of earlier
// periods come out otherwise than they were, the whole year.
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
			return b.buildYear(ctx, yearPart{p.year, firstMonth})
		}
	}
	return p, nil
}

// replaced makes the rows of a model anew that belong to a part of a year, and says whether rows before that part
// changed.
func (b *builder) replaced(ctx context.Context, m model, p yearPart) (reached bool, err error) {
	if !m.reaches || p.from == firstMonth {
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
	if m.resumes && p.from > firstMonth {
		gone += fmt.Sprintf(" AND month >= %d", p.from)
	}
	if err := b.exec(ctx, m.name, gone); err != nil {
		return err
	}
	return b.exec(ctx, m.name, fmt.Sprintf("INSERT INTO %s %s", m.name, m.body))
}

// earlierRows sums up the rows of a model that lie before a part of a year.
func (b *builder) earlierRows(ctx context.Context, m model, p yearPart) (digest string, err error) {
	earlier := fmt.Sprintf("FROM %s AS t WHERE year = %d AND month < %d", m.name, p.year, p.from)
	query := "SELECT concat_ws(' ', count(*), bit_xor(hash(t))) " + earlier
	if err := b.q.QueryRowContext(ctx, query).Scan(&digest); err != nil {
		return "", fmt.Errorf("%s: %w", m.name, err)
	}
	return digest, nil
}

// setPart says to models and checks which year they are about, and from which month on. The SQL of an early version of
// tonghop asks for the quarter.
func (b *builder) setPart(ctx context.Context, p yearPart) error {
	if err := b.setYear(ctx, p.year); err != nil {
		return err
	}
	for name, value := range map[string]int{"first_month": p.from, "first_quarter": (p.from + 2) / 3} {
		if err := b.exec(ctx, name, fmt.Sprintf("SET VARIABLE %s = %d", name, value)); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) setYear(ctx context.Context, year int) error {
	return b.exec(ctx, "year", fmt.Sprintf("SET VARIABLE year = %d", year))
}
