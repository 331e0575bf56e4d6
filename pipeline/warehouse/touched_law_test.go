package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/samples/effort"
)

// episodes is a made-up year of successions that comes in over several nights, a ledger of its own.
type episodes struct {
	s     *bench
	r     *rapid.T
	l     *ledgerOf
	b     *builder
	built map[int]string
	lines []string // reports that are to come
	sent  int      // receipts so far
	said  []string
}

// However the reports of units that merge, split and move come in, are sent again and are taken back, the rows of
// touched units that are made each night, beside those that stand, are what is made anew for every unit.
func lawsOfTouching(t *testing.T, s *bench) {
	effort.Check(t, 1, 100, func(r *rapid.T) {
		s.exec("BEGIN TRANSACTION")
		defer s.exec("ROLLBACK")
		e := s.beginEpisodes(r)
		e.night(len(e.lines) - rapid.IntRange(0, 6).Draw(r, "late reports"))
		for range rapid.IntRange(1, effort.Pick(1, 5)).Draw(r, "nights") {
			e.night(rapid.IntRange(0, 2).Draw(r, "reports"))
		}
		if problems := e.problems(); len(problems) > 0 {
			r.Fatalf("%s\n%s", strings.Join(problems, "\n"), strings.Join(e.said, "\n"))
		}
	})
}

// forgetting leaves touched units out.
type forgetting struct {
	duck.Querier
	which string // a condition
}

func (f forgetting) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	result, err := f.Querier.ExecContext(ctx, query, args...)
	if err == nil && strings.HasPrefix(query, insertTouched) {
		return f.Querier.ExecContext(ctx, "DELETE FROM touched_unit WHERE "+f.which)
	}
	return result, err
}

// Without the units that touched ones are summed into, or without those that they pass into, a table comes out
// otherwise, which the law above finds.
func touchingNeedsWhatItLeadsTo(t *testing.T, s *bench) {
	for _, test := range []struct {
		table, which string
		lines        []string
	}{
		{"core.attainment", "unit_key IN (SELECT ancestor_key FROM core.ancestor)", []string{"unit A commune in P"}},
		{"core.inherited", "unit_key IN (SELECT successor_key FROM staging.succession)",
			[]string{"unit A commune in P until 2021-06-30", "unit B commune in P from 2021-07-01",
				"change 2021-07-01 merge A B includes", "report B 2021-Q3 flow 1 ytd 6"}},
	} {
		t.Run(test.table, func(t *testing.T) {
			if len(test.lines) > 1 { // each step of a succession costs as much as all other tables
				effort.Story(t)
			}
			s.exec("BEGIN TRANSACTION")
			defer s.exec("ROLLBACK")
			e := s.episodesOf(nil, append(test.lines, "unit P province", "unit C commune in P",
				"report A 2021-Q2 flow 5 ytd 5", "report C 2021-Q3 flow 1 ytd 1")...)
			for _, line := range e.lines {
				e.receive(line)
			}
			e.make(e.b)
			e.receive("report A 2021-Q2 flow 4 ytd 4")
			e.b.q = forgetting{e.b.q, test.which}
			e.make(e.b)
			if problems := e.problems(); !strings.Contains(strings.Join(problems, "\n"), test.table) {
				t.Errorf("without %s: %q differ, expected %s among them", test.which, problems, test.table)
			}
		})
	}
}

// twoForms are the form of obligations, and another one that brings the same series and goes before it.
func twoForms() []form.Obligation {
	second := obligations()[0]
	second.FormID, second.Priority = "kn-02", 1
	return append(obligations(), second)
}

// byForm lets a workbook be one of either of them.
func byForm(r *rapid.T, l Loaded) Loaded {
	if rapid.IntRange(0, 3).Draw(r, "form") == 0 {
		l.Reading.FormID = "kn-02"
	}
	return l
}

// beginEpisodes draws a year, and puts everything but its reports into the ledger.
func (s *bench) beginEpisodes(r *rapid.T) *episodes {
	s.t.Helper()
	c := makeChronicle(r, everyKind, rapid.Bool().Draw(r, "final"))
	for name := range c.targets(r) {
		c.add(fmt.Sprintf("target %s %d", name, rapid.IntRange(1, 30).Draw(r, "target")))
	}
	return s.episodesOf(r, c.lines...)
}

// episodesOf are told by lines, of which the reports are to come.
func (s *bench) episodesOf(r *rapid.T, lines ...string) *episodes {
	s.t.Helper()
	e := &episodes{s: s, r: r, built: map[int]string{}}
	h := &pastYear{}
	for _, line := range lines {
		if strings.HasPrefix(line, "report ") {
			e.lines = append(e.lines, line)
		} else {
			h.lines = append(h.lines, line)
		}
	}
	e.said = append(e.said, h.lines...)
	e.b = s.builderOfHistories(h)
	e.b.share = 0 // the touched are made alone, however many they are
	e.l = s.loadHistories([]*pastYear{h})
	return e
}

// builderOfHistories makes the tables of histories. What they say of boundaries is the same.
func (s *bench) builderOfHistories(first *pastYear) *builder {
	s.t.Helper()
	return s.with(Settings{Rounding: quantity.Rounding{Mode: quantity.HalfUp, Digits: 1}, TimeZone: "Asia/Ho_Chi_Minh",
		Now: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), Boundaries: first.boundaries(s.t)})
}

// night is what one command brings: some of the reports that are still to come, one that is sent again, one that is
// taken back, and what is made of it all.
func (e *episodes) night(reports int) {
	for range min(max(reports, 0), len(e.lines)) {
		e.receive(e.lines[0])
		e.lines = e.lines[1:]
	}
	if e.sent > 0 && rapid.Bool().Draw(e.r, "sent again") {
		words := strings.Fields(rapid.SampledFrom(e.said).Draw(e.r, "line"))
		if words[0] == "report" {
			e.receive(fmt.Sprintf("report %s %s flow %d ytd %d", words[1], words[2], rapid.IntRange(0, 5).Draw(e.r, "flow"),
				rapid.IntRange(0, 30).Draw(e.r, "ytd")))
		}
	}
	if e.sent > 0 && rapid.IntRange(0, 2).Draw(e.r, "taken back") == 0 {
		e.retract(rapid.IntRange(1, e.sent).Draw(e.r, "receipt"))
	}
	e.make(e.b)
}

func (e *episodes) receive(line string) {
	e.said = append(e.said, line)
	e.l.add(line, strings.Fields(line))
	e.l.load()
	e.sent++
}

func (e *episodes) retract(receipt int) {
	e.said = append(e.said, fmt.Sprint("retract ", receipt))
	e.s.exec(fmt.Sprintf("INSERT INTO ledger.action (action_id, kind, subject, actor, reason, recorded_at, run_id) "+
		"SELECT coalesce(max(action_id), 0) + 1, 'retract', '%012d', '', '', TIMESTAMP '2022-01-06', 1 FROM ledger.action",
		receipt))
}

// make makes what differs from what was made before.
func (e *episodes) make(b *builder) {
	e.s.t.Helper()
	e.s.must(b.setVariables(e.s.t.Context()))
	b.part = yearPart{}
	states, parts, err := b.bringUpToDate(e.s.t.Context(), position{}, e.built)
	e.s.must(err)
	e.s.must(b.check(e.s.t.Context(), parts))
	clear(e.built)
	for _, s := range states {
		e.built[s.year] = s.String()
	}
	e.said = append(e.said, fmt.Sprint(parts))
}

// problems names the tables that come out otherwise when everything is made anew.
func (e *episodes) problems() (problems []string) {
	touched := e.s.sums()
	anew := e.s.builderOfHistories(&pastYear{})
	anew.settings.Full = true
	e.make(anew)
	for name, want := range e.s.sums() {
		if touched[name] != want {
			problems = append(problems, fmt.Sprintf("%s: made of touched units %s, of all %s", name, touched[name], want))
		}
	}
	return problems
}

// sums are digests of every table that the models make but for those of a vintage.
func (s *bench) sums() map[string]string {
	s.t.Helper()
	sums := map[string]string{}
	for _, m := range s.models {
		if m.rebuild != rebuildPublished {
			sums[m.name] = s.texts(fmt.Sprintf("SELECT %s FROM %s AS t", digestOfRows, m.name))[0][0]
		}
	}
	return sums
}
