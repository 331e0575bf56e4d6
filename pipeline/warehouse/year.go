package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// yearPart is the part of a year that is built anew: its periods that end in the month from (1 to
// 12) or later. Those before it stay as they are. touched says that of the periods the rows of touched units are built
// anew, and those of all others stay, too (touched.go).
type yearPart struct {
	year, from int
	touched    bool
}

// firstMonth begins a year; the month after its last one begins nothing.
const (
	firstMonth = 1
	lastMonth  = 12
)

// wholeYear is all of a year.
func wholeYear(year int) yearPart { return yearPart{year: year, from: firstMonth} }

// yearsOf lists the years of the parts, in their order.
func yearsOf(parts []yearPart) (years []int) {
	for _, p := range parts {
		years = append(years, p.year)
	}
	return years
}

// yearState is what one year's tables are built from. common covers what holds for the whole year:
// the SQL, the registry, the calendar and what the forms ask. When it differs, the whole year is
// built again.
type yearState struct {
	year    int
	common  string
	periods string // the readings in force of each period that has tables, as month:digest, parted by spaces
	// last is a digest of the readings of the year before, with which this year's numbers are compared; "" when there is
	// none, or when more depends on that year and common covers it.
	last string
}

// String is the form in which the state is kept in the ledger's table built_year.
func (s yearState) String() string {
	if s.last == "" {
		return s.common + " " + s.periods
	}
	return s.common + " " + s.periods + " " + lastYear + s.last
}

// lastYear stands before the digest of the year before in a state.
const lastYear = "last:"

// firstChanged is the month from which on a year has to be built, given the state that it was last
// built from: the month in which the first period ends whose readings differ, or that appeared or
// went. It is past lastMonth when the states are the same, and nothing has to be built.
func (s yearState) firstChanged(before string) int {
	periods, same := strings.CutPrefix(before, s.common+" ")
	if periods, last, _ := strings.Cut(periods, " "+lastYear); !same || last != s.last {
		return firstMonth
	} else if periods == s.periods {
		return lastMonth + 1
	}
	was, is := monthsOf(periods), monthsOf(s.periods)
	for month := firstMonth; month <= lastMonth; month++ {
		if was[month] != is[month] {
			return month
		}
	}
	return lastMonth + 1
}

// onlyReadings says that since a state only readings differ, of periods that had tables then: no period appeared or
// went, and nothing that holds for the whole year differs.
func (s yearState) onlyReadings(before string) bool {
	periods, same := strings.CutPrefix(before, s.common+" ")
	was, is := monthsOf(periods), monthsOf(s.periods)
	for month := firstMonth; same && month <= lastMonth; month++ {
		same = (was[month] == "") == (is[month] == "")
	}
	return same
}

// monthsOf parts the digests of a year's periods by the month (1 to 12) in which each period ends.
func monthsOf(periods string) (digests [lastMonth + 1]string) {
	for _, period := range strings.Fields(periods) {
		text, digest, _ := strings.Cut(period, ":")
		if month, err := strconv.Atoi(text); err == nil && firstMonth <= month && month <= lastMonth {
			digests[month] = digest
		}
	}
	return digests
}

// yearStates describes what the tables of each year are built from, the years in order. A year
// whose numbers depend on the year before (a target that is a share of its last stock) has the
// digest of that year's state in its own, and every other year that of the readings of the year before.
func (b *builder) yearStates(ctx context.Context, last position) ([]yearState, error) {
	// Sixteen digits of the sum tell versions of the SQL apart; buildYears looks at them, too.
	common := fmt.Sprintf("%s %d %d", b.sha256[:16], last.registry, b.settings.CutoffDay)
	var states []yearState
	err := b.each(ctx, "warehouse/year_state", func(rows *sql.Rows) error {
		s, forms, chained, err := scanYearState(rows)
		if err != nil {
			return err
		}
		s.common = common + " " + forms
		if len(states) > 0 {
			s.follow(states[len(states)-1], chained)
		}
		states = append(states, s)
		return nil
	})
	return states, err
}

// follow adds to a year's state what it takes from the year before: all of its state where numbers depend on it, and
// otherwise its readings, with which core.unlike compares those of this year.
func (s *yearState) follow(before yearState, chained bool) {
	shortSum := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:8])
	}
	switch {
	case chained:
		s.common += " " + shortSum(before.String())
	case before.year == s.year-1:
		s.last = shortSum(before.periods)
	}
}

// scanYearState reads a row of warehouse/year_state. In the bundle of an early version of tonghop
// the query has a column for each quarter, where this one's has a single column for all periods.
// Such a year is always built whole, whatever the columns say.
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

// builtYears are the states that the years were last built from.
func builtYears(ctx context.Context, q duck.Querier) (map[int]string, error) {
	built := map[int]string{}
	err := duck.Each(ctx, q, "warehouse/built_year", func(rows *sql.Rows) error {
		var year int
		var state string
		err := rows.Scan(&year, &state)
		built[year] = state
		return err
	})
	return built, err
}

// setBuiltYears keeps the states that the years are built from now, in the place of all earlier
// ones.
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

// buildYears replaces the parts of years that differ from the state that they were built from, and
// drops years that are gone. It returns what it built, the years in order. built is used up by it.
func (b *builder) buildYears(ctx context.Context, states []yearState, built map[int]string) ([]yearPart, error) {
	resume := b.resumes(built)
	if !resume {
		clear(built)
	}
	var parts []yearPart
	for _, s := range states {
		if from := s.firstChanged(built[s.year]); from <= lastMonth {
			// A year that was never built has no state, and so differs from its first month on.
			p := yearPart{year: s.year, from: from}
			if resume && s.onlyReadings(built[s.year]) {
				var err error
				if p.touched, err = b.touch(ctx, s.year); err != nil {
					return nil, err
				}
			}
			parts = append(parts, p)
		}
		delete(built, s.year)
	}
	for gone := range built {
		if err := b.deleteYear(ctx, gone); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(parts, func(p, q yearPart) int { return p.year - q.year })
	if slices.ContainsFunc(parts, func(p yearPart) bool { return !p.touched }) {
		if err := b.allThreads.again(); err != nil {
			return nil, err
		}
	}
	return b.buildParts(ctx, parts, resume)
}

// resumes says whether the tables that were built of these states can be gone on from. Those that other SQL made may
// have other columns: then all of them are made anew, empty, and every year is built.
func (b *builder) resumes(built map[int]string) bool {
	for _, state := range built {
		if !strings.HasPrefix(state, b.sha256[:16]) {
			return false
		}
	}
	return len(built) > 0 && !b.settings.Full
}

// buildParts builds parts of years, in order, and returns what it built. resume says that the tables are there; without
// them, the first part is a whole year.
func (b *builder) buildParts(ctx context.Context, parts []yearPart, resume bool) ([]yearPart, error) {
	if !resume {
		if err := b.createYearTables(ctx, parts); err != nil || len(parts) == 0 {
			return parts, err
		}
	}
	for i, p := range parts {
		if i == 0 && !resume {
			continue
		}
		var err error
		if parts[i], err = b.buildYear(ctx, p); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// createYearTables makes the tables by year with the columns that their models have now. They have the rows of the
// first of the parts, which is a whole year; without parts they are empty.
func (b *builder) createYearTables(ctx context.Context, parts []yearPart) error {
	rows := withNoData
	if len(parts) > 0 {
		rows = ""
		if err := b.setPart(ctx, parts[0]); err != nil {
			return err
		}
	}
	for _, m := range b.models {
		if m.rebuild != rebuildByYear {
			continue
		}
		rows := rows
		if rows == "" {
			if none, err := b.hasNone(ctx, m, parts[0].year); err != nil {
				return err
			} else if none {
				rows = withNoData
			}
		}
		if err := b.create(ctx, m, parts, rows); err != nil {
			return err
		}
	}
	return nil
}

// withNoData makes a table of the columns of a SELECT, and of none of its rows.
const withNoData = "\nWITH NO DATA"

// create makes the table of a model by year, with the rows of the first part, or empty. A model whose header has the
// types of its columns reads its own table, which therefore is there before its rows are.
func (b *builder) create(ctx context.Context, m model, parts []yearPart, rows string) error {
	if m.types == "" {
		return b.makeRows(ctx, m, fmt.Sprintf("CREATE OR REPLACE TABLE %s AS %s%s", m.name, m.body, rows))
	}
	if err := b.exec(ctx, m.name, "CREATE OR REPLACE "+m.emptyTable()); err != nil || len(parts) == 0 {
		return err
	}
	if m.stepped == atOnce {
		return b.makeRows(ctx, m, fmt.Sprintf("INSERT INTO %s %s", m.name, m.body))
	}
	return b.fillStepwise(ctx, m, parts[0])
}

// emptyTable is the end of the statement that makes a model's table without rows; {{file}} in it stands for its body.
func (m model) emptyTable() string {
	if m.types != "" {
		return fmt.Sprintf("TABLE %s (%s)", m.name, m.types)
	}
	return fmt.Sprintf("TABLE %s AS {{file}}\nWITH NO DATA", m.name)
}

// deleteYear removes a year of which the ledger has nothing in force any more.
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

// buildYear builds a part of a year, and returns what it built. Where a model reaches back, and its
// rows of earlier periods come out otherwise than before, that is the whole year: tables that were
// built from those rows are wrong too.
func (b *builder) buildYear(ctx context.Context, p yearPart) (yearPart, error) {
	if err := b.setPart(ctx, p); err != nil {
		return p, err
	}
	for _, m := range b.models {
		if m.rebuild != rebuildByYear || p.stays(m) {
			continue
		}
		wider, err := b.replaced(ctx, m, p)
		if err != nil {
			return p, err
		}
		if wider == p {
			continue
		}
		if !wider.touched {
			if err := b.allThreads.again(); err != nil {
				return p, err
			}
		}
		return b.buildYear(ctx, wider)
	}
	return p, nil
}

// allThreads ends that DuckDB works with one thread, as it does while little is made: others would mostly wait for
// work, which costs as much; and that a checkpoint leaves the room of rows that are gone. It is called before much is
// made. nil: DuckDB works with all of them.
type allThreads func() error

func (a allThreads) again() error {
	if a == nil {
		return nil
	}
	return a()
}

// replaced makes the rows of a model anew that belong to a part of a year, and returns the part that has to be made of
// the year. It is a wider one when the model's header says that it reaches back and rows before the part differ now, or
// that it reaches everyone, and any rows of the year do.
func (b *builder) replaced(ctx context.Context, m model, p yearPart) (wider yearPart, err error) {
	var watched []yearPart // whose rows must not differ, each with what has to be made when they do
	if m.reaches && p.from > firstMonth {
		watched = append(watched, yearPart{p.year, firstMonth, p.touched})
	}
	if m.everyone && p.touched {
		watched = append(watched, yearPart{p.year, p.from, false})
	}
	before := make([]string, len(watched))
	for i, w := range watched {
		if before[i], err = b.watchedRows(ctx, m, p, w); err != nil {
			return p, err
		}
	}
	if err := b.replace(ctx, m, p); err != nil {
		return p, err
	}
	for i, w := range watched {
		if after, err := b.watchedRows(ctx, m, p, w); err != nil || after != before[i] {
			return w, err
		}
	}
	return p, nil
}

// replace makes the rows of a model anew that belong to a part of a year. A model that cannot
// resume makes the whole year, because its SELECT does not look at first_month.
func (b *builder) replace(ctx context.Context, m model, p yearPart) error {
	gone := fmt.Sprintf("DELETE FROM %s WHERE year = %d%s", m.name, p.year, p.standing(m))
	if m.resumes && p.from > firstMonth {
		gone += fmt.Sprintf(" AND month >= %d", p.from)
	}
	none, err := b.hasNone(ctx, m, p.year)
	if err != nil || none {
		return errors.Join(err, b.exec(ctx, m.name, gone))
	}
	if m.stepped != atOnce {
		if err := b.exec(ctx, m.name, gone); err != nil {
			return err
		}
		return b.fillStepwise(ctx, m, p)
	}
	return b.makeRows(ctx, m, fmt.Sprintf("%s;\nINSERT INTO %s %s", gone, m.name, p.bodyOf(m)))
}

// hasNone says that a model has no rows in a year, since a table has none that its header names.
func (b *builder) hasNone(ctx context.Context, m model, year int) (none bool, err error) {
	if m.onlyYearsOf == "" {
		return false, nil
	}
	query := fmt.Sprintf("SELECT count(*) = 0 FROM %s WHERE year = %d", m.onlyYearsOf, year)
	if err := b.q.QueryRowContext(ctx, query).Scan(&none); err != nil {
		return false, fmt.Errorf("%s: %w", m.name, err)
	}
	return none, nil
}

// fillStepwise inserts the rows of a model step by step. A year in which no unit follows another, which is nearly every
// one, has no step of a succession, and costs nothing but this question.
func (b *builder) fillStepwise(ctx context.Context, m model, p yearPart) error {
	steps, err := b.steps(ctx, m, p)
	if err != nil {
		return err
	}
	for _, step := range steps {
		set := "SET VARIABLE " + strings.Join(step.variables(), "; SET VARIABLE ")
		if err := b.exec(ctx, m.name, set); err != nil {
			return err
		}
		if err := b.makeRows(ctx, m, fmt.Sprintf("INSERT INTO %s %s", m.name, p.bodyOf(m))); err != nil {
			return err
		}
	}
	return nil
}

// modelStep is a step in which rows of a year are made.
type modelStep struct {
	at     int // the month in which the period ends, or a step of core.succession_step
	before int // the step before it in the year; 0: it is the first
}

// variables tell the models of the step, in the form "name = value" in SQL.
func (s modelStep) variables() []string {
	return []string{fmt.Sprintf("step = %d", s.at), fmt.Sprintf("step_before = %d", s.before)}
}

// steps are those in which a part of a year of a model is made, in their order. Of a succession only those of the part
// are asked for, and no model asks what goes before the first of them.
func (b *builder) steps(ctx context.Context, m model, p yearPart) (steps []modelStep, err error) {
	last := 0
	step := func(rows *sql.Rows) error {
		s := modelStep{before: last}
		err := rows.Scan(&s.at)
		last = s.at
		steps = append(steps, s)
		return err
	}
	switch {
	case m.stepped == monthByMonth:
		err = b.each(ctx, "warehouse/period_step", step, p.year, firstMonth)
		steps = slices.DeleteFunc(steps, func(s modelStep) bool { return s.at < p.from })
	case p.touched:
		err = duck.Each(ctx, b.q, "warehouse/touched_succession_step", step, p.year, p.from)
	default:
		err = b.each(ctx, "warehouse/succession_step", step, p.year, p.from)
	}
	return steps, err
}

// watchedRows is a digest of the rows of a model that a part of a year must not change, unless the wider one is made:
// those before it where that begins earlier, and otherwise all of the year. The order of rows does not count.
func (b *builder) watchedRows(ctx context.Context, m model, p, wider yearPart) (digest string, err error) {
	query := fmt.Sprintf("SELECT %s FROM %s AS t WHERE year = %d", digestOfRows, m.name, p.year)
	if wider.from < p.from {
		query += fmt.Sprintf(" AND month < %d%s", p.from, p.standing(m))
	}
	if err := b.q.QueryRowContext(ctx, query).Scan(&digest); err != nil {
		return "", fmt.Errorf("%s: %w", m.name, err)
	}
	return digest, nil
}

// setPart tells models and checks by variables which year they are about, and from which month on.
// The SQL of an early version of tonghop asks for the quarter instead.
func (b *builder) setPart(ctx context.Context, p yearPart) error {
	if b.part == p {
		return nil
	}
	b.part = p
	return b.exec(ctx, "the year being built", fmt.Sprintf(
		"SET VARIABLE year = %d; SET VARIABLE first_month = %d; SET VARIABLE first_quarter = %d;",
		p.year, p.from, (p.from+2)/3))
}
