package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tonghop/pipeline/warehouse/duck"
)

// ByYear says how tables are made year by year of a ledger that was gathered from elsewhere.
type ByYear struct {
	// Registry is another number whenever units, targets or changes are others: then every year is made anew.
	Registry int32
	// Instead are models that are made otherwise, by name: the SELECT that takes the place of the model's own. "" leaves
	// the table empty.
	Instead map[string]string
	// Made is told each year that is made and on disk; nil: nobody is.
	Made func(year int)
}

// MakeByYear makes the tables of a ledger, each year in a transaction of its own: what a killed run has made of a year
// stands, and the next one goes on from there. It returns the years that it made. Errors: a *CheckError, or
// ErrSumTooLarge, each of the year that it is about; the years before it stand.
func (w *Warehouse) MakeByYear(ctx context.Context, settings Settings, how ByYear) (made []int, err error) {
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", w.path, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	b, err := newBuilder(ctx, conn, w.files, settings)
	if err != nil {
		return nil, err
	}
	b.release = w.release
	if err := b.instead(how.Instead); err != nil {
		return nil, err
	}
	if err := duck.InTransaction(ctx, conn, func() error { return b.buildWhole(ctx) }); err != nil {
		return nil, err
	}
	states, err := b.yearStates(ctx, position{registry: how.Registry})
	if err != nil {
		return nil, err
	}
	return b.eachYear(ctx, conn, states, how.Made)
}

// instead replaces models by others. The state of every year names the text of all models, so that one that was made of
// others is made anew.
func (b *builder) instead(of map[string]string) error {
	for i, m := range b.models {
		body, replaced := of[m.name]
		switch {
		case !replaced:
		case body == "":
			b.models[i].body = fmt.Sprintf("SELECT * FROM (%s\n) AS nothing WHERE false", m.body)
		default:
			b.models[i].body = body
		}
	}
	var err error
	b.sha256, err = modelsSHA256(b.files, b.models)
	return err
}

// eachYear makes the years that differ from what they were made of, in order, and drops those that are gone.
func (b *builder) eachYear(
	ctx context.Context, conn *sql.Conn, states []yearState, told func(year int),
) (made []int, err error) {
	built, err := b.builtBefore(ctx)
	if err != nil {
		return nil, err
	}
	there := len(built) > 0
	for _, s := range states {
		before, any := built[s.year]
		if any && s.firstChanged(before) > lastMonth {
			delete(built, s.year)
			continue
		}
		err := duck.InTransaction(ctx, conn, func() error { return b.oneYear(ctx, s, before, there) })
		if err != nil {
			return made, fmt.Errorf("year %d: %w", s.year, err)
		}
		there = true
		delete(built, s.year)
		if made = append(made, s.year); told != nil {
			told(s.year)
		}
	}
	for gone := range built {
		if err := b.dropYear(ctx, conn, gone); err != nil {
			return made, err
		}
	}
	return made, nil
}

// builtBefore are the states that years were made of by this SQL; what other SQL made is forgotten.
func (b *builder) builtBefore(ctx context.Context) (map[int]string, error) {
	built, err := builtYears(ctx, b.q)
	if err != nil || b.resumes(built) || len(built) == 0 {
		return built, err
	}
	return map[int]string{}, duck.Execute(ctx, b.q, "warehouse/forget_built_year")
}

// oneYear makes what differs of a year, and checks it. there says whether the tables by year are.
func (b *builder) oneYear(ctx context.Context, s yearState, before string, there bool) error {
	if err := duck.Execute(ctx, b.q, "warehouse/forget_state_of_year", s.year); err != nil {
		return err
	}
	parts, err := b.buildParts(ctx, []yearPart{{year: s.year, from: s.firstChanged(before)}}, there)
	if err != nil {
		return err
	}
	if err := b.check(ctx, parts); err != nil {
		return err
	}
	return duck.Execute(ctx, b.q, "warehouse/keep_state_of_year", s.year, s.String())
}

// dropYear removes a year of which the ledger has nothing any more.
func (b *builder) dropYear(ctx context.Context, conn *sql.Conn, year int) error {
	return duck.InTransaction(ctx, conn, func() error {
		if err := b.deleteYear(ctx, year); err != nil {
			return err
		}
		return duck.Execute(ctx, b.q, "warehouse/forget_state_of_year", year)
	})
}

// Expect sets the database up for a number of observations that are about to come from elsewhere.
func (w *Warehouse) Expect(ctx context.Context, observations int64) error {
	return w.size(ctx, w.db, observations)
}

// textOf is the SELECT that makes a published table; {{model}} in one of the settings stands for the model's own.
func (e *export) textOf(m model) string {
	if other, is := e.settings.Published[m.name]; is {
		return strings.ReplaceAll(other, "{{model}}", m.body)
	}
	return m.body
}

// withoutProvince takes the province off the words for levels of a nation: they have it before them so that the forms
// of one province ask nothing of the units of another.
func (e *export) withoutProvince(m model, body string) string {
	hasLevel := slices.ContainsFunc(m.columns, func(c columnComment) bool { return c.name == "unit_level" })
	if !e.settings.Nation || !hasLevel {
		return body
	}
	return fmt.Sprintf("SELECT * REPLACE (regexp_replace(unit_level, '^[^/]*/', '') AS unit_level) FROM (%s\n)", body)
}
