package warehouse

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghop/samples/effort"
)

// Days whose trees years are restated to. Within the year no change takes effect before its second quarter; the changes
// of the year after take effect in its first months.
const (
	beforeChanges = "2021-03-31"
	yearsEnd      = "2021-12-31"
	changedAgain  = "2022-12-31"
)

var quarterEnds = [4]string{beforeChanges, "2021-06-30", "2021-09-30", yearsEnd}

// restating are the models that differ when the day differs whose tree the current tables have, in their order.
var restating = []string{"staging.boundary_tree", "staging.boundary_ancestor", "staging.boundary_path",
	"staging.boundary", "core.redrawn", "core.restated_target", "core.restated", "core.restated_year"}

// restateTo makes the tables in current boundaries anew, in the tree of a day.
func (s *bench) restateTo(b *builder, day string) {
	s.t.Helper()
	settings := b.settings
	settings.Boundaries, _ = time.Parse(time.DateOnly, day)
	b = s.with(settings)
	s.must(b.setPart(s.t.Context(), wholeYear(2021)))
	for _, m := range s.models {
		switch {
		case !slices.Contains(restating, m.name):
		case m.rebuild == rebuildByYear:
			s.must(b.replace(s.t.Context(), m, wholeYear(2021)))
		default:
			s.exec(fmt.Sprintf("CREATE OR REPLACE TABLE %s AS %s", m.name, m.body))
		}
	}
	s.show(b, []string{"attainment_quarterly_current"})
}

// told is a chronicle beside others in one ledger.
type told struct {
	*chronicle
	prefix string
	year   []string          // its lines without the year after
	whole  bool              // no unit was divided: each number has one place in every later tree
	known  []string          // the quarters of which every unit's own flow is known, in the tree of the year's end
	atEnd  map[string]string // the district of each unit at the year's end
}

// tellSeveral draws years that stand beside each other: to make the tables of twenty costs little more than of one. The
// second half divides units, and the first does not; that one goes on with changes in the year after, of which nothing
// is reported yet.
func tellSeveral(r *rapid.T) (several []*told) {
	final := rapid.Bool().Draw(r, "final")
	half := effort.Pick(2, 10)
	for i := range 2 * half {
		kinds := undivided
		if i >= half {
			kinds = everyKind
		}
		one := &told{chronicle: makeChronicle(r, kinds, final), prefix: fmt.Sprintf("%d.", i+1), whole: i < half,
			atEnd: map[string]string{}}
		for name, district := range one.district {
			one.atEnd[name] = district
		}
		for name := range one.targets(r) {
			one.add(fmt.Sprintf("target %s %d", name, rapid.IntRange(1, 30).Draw(r, "target")))
		}
		one.year = slices.Clone(one.lines)
		if one.whole {
			one.merge("2022-02-01", "2022-01-31", 0)
			one.move("2022-03-01")
		}
		several = append(several, one)
	}
	return several
}

// targets draws which of the units that the year began with were assigned one.
func (c *chronicle) targets(r *rapid.T) map[string]bool {
	assigned := map[string]bool{}
	for i := range 4 {
		if rapid.Bool().Draw(r, "has a target") {
			assigned[fmt.Sprintf("U%d", i+1)] = true
		}
	}
	return assigned
}

func histories(several []*told) (all []*pastYear) {
	for _, one := range several {
		all = append(all, &pastYear{prefix: one.prefix, lines: one.lines, years: []int{2021}})
	}
	return all
}

// Over made-up years of changes the totals say what was achieved, as far as it is known; restating a quarter to its own
// last day is the identity of its flows, and restating to a day before every change that of the whole row; the total
// above everything is the same in the tree of whatever day; restating what is restated already changes nothing, and
// restating it further gives what restating at once gives.
func lawsOfSuccessions(t *testing.T, s *bench) {
	effort.Check(t, 1, 20, func(r *rapid.T) {
		several := tellSeveral(r)
		between := rapid.IntRange(2, 3).Draw(r, "quarter")
		problems, once, anew := s.restateOnce(several, between)
		problems = append(problems, s.restateTwice(anew, once)...)
		if len(problems) > 0 {
			r.Fatalf("%s", toldOf(problems, several))
		}
	})
}

// toldOf are problems, and the lines of the years that they name.
func toldOf(problems []string, several []*told) string {
	all := strings.Join(problems, "\n")
	said := all
	for _, one := range several {
		if strings.Contains(" "+said, " "+one.prefix) || strings.Contains(said, "["+one.prefix) ||
			strings.Contains(said, "drawn-"+one.prefix) {
			all += "\n" + one.prefix + "\n" + strings.Join(one.lines, "\n")
		}
	}
	return all
}

// restateOnce looks at years as they were reported. Then it restates them to the last day of the first quarter, of one
// between, and of the last one, and to a day of the year after, and compares. once are the rows by day, and anew what
// restateTwice starts from.
func (s *bench) restateOnce(several []*told, between int) (
	problems []string, once map[string][][]string, anew []*told,
) {
	once = map[string][][]string{}
	s.within(several, func(b *builder) {
		for _, one := range several {
			problems = append(problems, one.problems(s, one.prefix)...)
		}
		problems = append(problems, s.oracle(several)...)
		to := func(day string) {
			s.restateTo(b, day)
			problems = append(problems, s.differing(day, "the total depends on boundaries", sameTotals)...)
		}
		for _, quarter := range []int{1, between, 4} {
			to(quarterEnds[quarter-1])
			problems = append(problems, s.flowsDiffer(several, quarter)...)
			if quarter == 1 {
				problems = append(problems, s.differing(beforeChanges, "a row before every change differs", sameRows)...)
			}
		}
		s.knownFlows(several)
		once[yearsEnd] = s.restatedRows(several)
		anew = s.retell(several)
		to(changedAgain)
		once[changedAgain] = s.restatedRows(several)
	})
	return problems, once, anew
}

const (
	sameTotals = `SELECT unit_id, period, a.actual_ytd, c.actual_ytd AS restated, a.actual, c.actual AS restated_flow
		FROM mart.attainment_quarterly AS a
		JOIN mart.attainment_quarterly_current AS c USING (unit_id, period, indicator, breakdown)
		WHERE a.parent_unit_id IS NULL AND indicator = 'done'
			AND (a.actual_ytd IS DISTINCT FROM c.actual_ytd OR a.actual IS DISTINCT FROM c.actual)`
	sameRows = `WITH reported AS (
			SELECT
				unit_id, parent_unit_id, indicator, actual, actual_ytd, target, target_original, attainment_pct,
				remaining, expected_units, reported_units, contributing_units, contributing_units_ytd, status
			FROM mart.attainment_quarterly WHERE quarter = 1
		), here AS (
			SELECT
				unit_id, parent_unit_id, indicator, actual, actual_ytd, target, target_original, attainment_pct,
				remaining, expected_units, reported_units, contributing_units, contributing_units_ytd, status
			FROM mart.attainment_quarterly_current WHERE quarter = 1
		)
		(SELECT * FROM reported EXCEPT ALL SELECT * FROM here)
		UNION ALL (SELECT * FROM here EXCEPT ALL SELECT * FROM reported)`
)

// differing says which rows break a law.
func (s *bench) differing(day, law, query string) (problems []string) {
	for _, row := range s.texts("SELECT COLUMNS(*)::VARCHAR FROM (" + query + ")") {
		problems = append(problems, fmt.Sprintf("boundaries of %s: %s: %s", day, law, strings.Join(row, " | ")))
	}
	return problems
}

// flowsDiffer compares the flows of a quarter, restated to its last day, with those reported. What a unit reported that
// ended within the quarter is by that day its successor's, and stands where the successor stands.
func (s *bench) flowsDiffer(several []*told, quarter int) (problems []string) {
	restated := s.texts(fmt.Sprintf(`SELECT unit_id, parent_unit_id, actual::BIGINT::VARCHAR, status
		FROM mart.attainment_quarterly_current WHERE quarter = %d AND indicator = 'done'`, quarter))
	parents := map[string]string{}
	for _, row := range restated {
		parents[row[0]] = row[1]
	}
	reported := map[string]int{}
	for _, row := range s.texts(fmt.Sprintf(`SELECT unit_id, parent_unit_id, coalesce(actual, 0)::BIGINT::VARCHAR
		FROM mart.attainment_quarterly WHERE quarter = %d AND indicator = 'done'`, quarter)) {
		flow, err := strconv.Atoi(row[2])
		s.must(err)
		reported[row[0]] += flow
		if heir := heirOf(several, row[0]); flow > 0 && parents[row[0]] == "" && heir != "" {
			reported[heir] += flow
			reported[row[1]] -= flow
			reported[parents[heir]] += flow
		}
	}
	for _, row := range restated {
		want := strconv.Itoa(reported[row[0]])
		if row[2] != "" && row[3] != "not_comparable" && row[2] != want {
			problems = append(problems, fmt.Sprintf("quarter %d in the tree of its last day: %s achieved %s, and %s "+
				"was reported", quarter, row[0], row[2], want))
		}
	}
	return problems
}

func heirOf(several []*told, unit string) string {
	for _, one := range several {
		if heir := one.follows[strings.TrimPrefix(unit, one.prefix)]; strings.HasPrefix(unit, one.prefix) && heir != "" {
			return one.prefix + heir
		}
	}
	return ""
}

// restateTwice takes years that were told anew in the tree of the year's end, as though they had been reported so, and
// compares what comes of them, in that tree and in a later one, with what came of the years themselves.
func (s *bench) restateTwice(anew []*told, once map[string][][]string) (problems []string) {
	s.within(anew, func(b *builder) {
		for _, day := range []string{yearsEnd, changedAgain} {
			s.restateTo(b, day)
			problems = append(problems, unlike(day, once[day], s.restatedRows(anew))...)
		}
	})
	return problems
}

func unlike(day string, once, twice [][]string) (problems []string) {
	if len(once) != len(twice) {
		return []string{fmt.Sprintf("boundaries of %s: %d rows once, and %d twice", day, len(once), len(twice))}
	}
	for i, row := range once {
		if !slices.Equal(row, twice[i]) {
			problems = append(problems, fmt.Sprintf("boundaries of %s: once %v, and twice %v", day, row, twice[i]))
		}
	}
	return problems
}

// knownFlows finds the quarters whose flows can be told anew, in the tree of the year's end. Where one is not known,
// the years that are told anew say more than those that were reported: there it follows from the cumulatives, as
// though the unit had reported each quarter. In a later tree it is a part of a flow that is the sum of what is known.
func (s *bench) knownFlows(several []*told) {
	for _, one := range several {
		one.known = nil
		for _, row := range s.texts(`SELECT period FROM mart.attainment_quarterly_current
				WHERE indicator = 'done' AND starts_with(unit_id, '` + one.prefix + `')
				GROUP BY period HAVING bool_and(actual IS NOT NULL)`) {
			one.known = append(one.known, row[0])
		}
	}
}

// restatedRows are numbers, targets and places of every unit, of years that divide none. Flows are those of quarters of
// which all are known.
func (s *bench) restatedRows(several []*told) (rows [][]string) {
	for _, one := range several {
		if one.whole {
			rows = append(rows, s.texts(`SELECT unit_id, parent_unit_id, period,
					CASE WHEN list_contains(string_split('`+strings.Join(one.known, " ")+`', ' '), period)
						THEN plain_decimal(actual) END,
					plain_decimal(actual_ytd), plain_decimal(target)
				FROM mart.attainment_quarterly_current
				WHERE indicator = 'done' AND starts_with(unit_id, '`+one.prefix+`') ORDER BY unit_id, period`)...)
		}
	}
	return rows
}

// within makes the tables of years, for as long as a function reads them.
func (s *bench) within(several []*told, read func(b *builder)) {
	s.exec("BEGIN TRANSACTION")
	defer s.exec("ROLLBACK")
	read(s.consolidateHistories(histories(several)...))
}

// retell makes of restated years years of their own: the units that exist at the year's end have always been there, as
// they stand then, and have reported what the tables in current boundaries say now. What happens in the year after is
// as it was.
func (s *bench) retell(several []*told) (anew []*told) {
	for _, one := range several {
		if !one.whole {
			continue
		}
		next := &told{chronicle: &chronicle{}, prefix: one.prefix, whole: one.whole, known: one.known}
		for _, line := range one.lines {
			next.add(one.afterwards(line)...)
		}
		own := "starts_with(unit_id, '" + one.prefix + "')"
		for _, row := range s.texts(`SELECT unit_id, period, plain_decimal(actual), plain_decimal(actual_ytd)
			FROM mart.attainment_quarterly_current JOIN staging.boundary_tree AS t USING (unit_id)
			WHERE t.reporting AND indicator = 'done' AND actual_ytd IS NOT NULL AND ` + own + ` ORDER BY unit_id, period`) {
			line := fmt.Sprintf("report %s %s", strings.TrimPrefix(row[0], one.prefix), row[1])
			if row[2] != "" {
				line += " flow " + row[2]
			}
			next.add(line + " ytd " + row[3])
		}
		for _, row := range s.texts(`SELECT unit_id, plain_decimal(max(target)) FROM mart.attainment_quarterly_current
			WHERE target IS NOT NULL AND ` + own + ` GROUP BY unit_id ORDER BY unit_id`) {
			next.add(fmt.Sprintf("target %s %s", strings.TrimPrefix(row[0], one.prefix), row[1]))
		}
		anew = append(anew, next)
	}
	return anew
}

// afterwards is what becomes of a line when the year is told anew: nothing of a report, of a target, of a unit that
// ended within the year, or of a change of it.
func (one *told) afterwards(line string) []string {
	words := strings.Fields(line)
	switch words[0] {
	case "unit":
		from, until := dayAfter(words, "from"), dayAfter(words, "until")
		switch {
		case until != "" && until < yearsEnd:
			return nil
		case from > yearsEnd || one.atEnd[words[1]] == "":
			return []string{line}
		case until != "":
			until = " until " + until
		}
		return []string{fmt.Sprintf("unit %s commune in %s%s", words[1], one.atEnd[words[1]], until)}
	case "form":
		return []string{line}
	case "change":
		if words[1] > yearsEnd {
			return []string{line}
		}
	case "move":
		if words[5] > yearsEnd {
			return []string{line}
		}
	}
	return nil
}

// dayAfter is the day that stands behind a word of a line, or "".
func dayAfter(words []string, word string) string {
	at := slices.Index(words, word)
	if at < 0 {
		return ""
	}
	return words[at+1]
}
