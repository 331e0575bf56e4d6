package warehouse

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/warehouse/duck"
	"tonghop/pipeline/workspace/registry"
	"tonghop/samples/effort"
)

// ask answers a query from what would be published now, each row's values joined by spaces. Of the published tables it
// makes those that the query names and what they read, in memory: to write a vintage takes longer than most stories do.
func (s *story) ask(query string) []string {
	s.t.Helper()
	if s.shown == nil {
		conn, err := s.w.db.Conn(context.Background())
		s.must(err)
		s.t.Cleanup(func() { conn.Close() })
		s.shown = conn
	}
	s.show(query)
	s.must(duck.Script(context.Background(), s.shown, "USE vintage"))
	rows, err := s.shown.QueryContext(context.Background(), "SELECT concat_ws(' ', *COLUMNS(*)) FROM ("+query+")")
	s.must(err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var line string
		s.must(rows.Scan(&line))
		all = append(all, line)
	}
	s.must(rows.Err())
	return all
}

// show makes the published tables that a text names, and those that these read, unless they are there.
func (s *story) show(text string) {
	s.t.Helper()
	ctx, now := context.Background(), s.state()
	s.must(duck.Script(ctx, s.shown, "USE warehouse"))
	if !s.made[now] {
		s.must(duck.Script(ctx, s.shown, "DETACH DATABASE IF EXISTS vintage; ATTACH ':memory:' AS vintage"))
		s.made = map[string]bool{now: true}
	}
	b, err := newBuilder(ctx, s.shown, s.w.files, s.settings)
	s.must(err)
	fill, err := b.placeholders(ctx)
	s.must(err)
	named := map[string]bool{}
	for _, word := range regexp.MustCompile(`\w+`).FindAllString(text, -1) {
		named[word] = true
	}
	for _, m := range slices.Backward(b.models) { // a table stands behind those that it reads
		for _, input := range m.inputs {
			named[input] = named[input] || named[m.name]
		}
	}
	for _, m := range b.models {
		if m.rebuild == rebuildPublished && named[m.name] && !s.made[m.name] {
			s.must(b.exec(ctx, m.name, fmt.Sprintf("CREATE TABLE vintage.main.%s AS %s", m.name, fill.Replace(m.body))))
			s.made[m.name] = true
		}
	}
}

func (s *story) answers(query string, want ...string) {
	s.t.Helper()
	if got := s.ask(query); !slices.Equal(got, want) {
		s.t.Errorf("%s\ngot  %q\nwant %q", query, got, want)
	}
}

// asking is a form kn-01 of communes that is due so many days after the end of the first quarter, with what change
// makes of it.
func asking(due, grace int, change ...func(*form.Obligation)) []form.Obligation {
	all := obligations()
	all[0].HasDue, all[0].DueDays, all[0].GraceDays = true, due, grace
	for _, c := range change {
		c(&all[0])
	}
	return all
}

func rejected(l Loaded) Loaded {
	l.Reading.Accepted, l.Reading.Observations = false, nil
	l.Reading.Findings = []form.Finding{{Severity: form.SeverityError, Code: form.RuleBroken, Sheet: "S", Cell: "D10"}}
	return l
}

func receivedAt(l Loaded, at time.Time) Loaded {
	l.Submission.ReceivedAt = at
	return l
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// A workbook is on time up to the last moment of the last day of grace in the workspace's time zone. The cases of
// completeness say so for the last second and the first one after it; the law below tries any moment.
func TestDueDateEdge(t *testing.T) {
	effort.Story(t)
	noDue := func(o *form.Obligation) { o.HasDue = false }
	cutoff14 := func(o *form.Obligation) { o.Calendar = period.Decree092019() }
	cases := []struct {
		name, received, want string
		due, grace           int
		change               func(*form.Obligation)
	}{
		{"before the period's end", "2021-03-20T00:00:00Z", "on_time 2021-04-10 2021-04-12", 10, 2, nil},
		{"last second of the due day", "2021-04-10T16:59:59Z", "on_time 2021-04-10 2021-04-10", 10, 0, nil},
		{"first second after it", "2021-04-10T17:00:00Z", "late 2021-04-10 2021-04-10 1", 10, 0, nil},
		{"within grace", "2021-04-11T05:00:00Z", "on_time 2021-04-10 2021-04-12", 10, 2, nil},
		{"last microsecond of grace", "2021-04-12T16:59:59.999999Z", "on_time 2021-04-10 2021-04-12", 10, 2, nil},
		{"midnight after grace", "2021-04-12T17:00:00Z", "late 2021-04-10 2021-04-12 3", 10, 2, nil},
		{"by the form's own calendar", "2021-03-24T17:00:00Z", "late 2021-03-24 2021-03-24 1", 10, 0, cutoff14},
		{"due on the period's last day", "2021-03-31T16:59:59Z", "on_time 2021-03-31 2021-03-31", 0, 0, nil},
		{"no due date", "2021-12-31T00:00:00Z", "on_time", 10, 2, noDue},
	}
	var asked []form.Obligation
	var loaded []Loaded
	var want []string
	for i, c := range cases {
		one := ownForm(i, period.DueRule{Days: c.due, Grace: c.grace})
		if c.change != nil {
			c.change(&one)
		}
		asked = append(asked, one)
		loaded = append(loaded, ownWorkbook(i, instant(t, c.received)))
		want = append(want, one.FormID+" "+c.want)
	}
	s := newStory(t)
	s.define(district(len(cases)), asked)
	s.run(loaded)
	got := s.ask("SELECT form, status, due_date, last_date, days_late FROM completeness WHERE period = '2021-Q1' ORDER " +
		"BY form")
	for i, c := range cases {
		if got[i] != want[i] {
			t.Errorf("%s: got %q, want %q", c.name, got[i], want[i])
		}
	}
}

// ownForm is a form that only the unit of this number submits.
func ownForm(number int, rule period.DueRule) form.Obligation {
	one := asking(rule.Days, rule.Grace)[0]
	one.FormID, one.Submitters, one.SubmitterUnits = fmt.Sprintf("f-%02d", number), nil, []string{fmt.Sprintf("u%02d",
		number)}
	return one
}

func ownWorkbook(number int, at time.Time) Loaded {
	l := receivedAt(workbook(fmt.Sprintf("u%02d", number), 1, at.String(), 1, 1, 1), at)
	l.Reading.FormID = fmt.Sprintf("f-%02d", number)
	return l
}

// The same as arithmetic on days says, for any calendar, due date, zone and moment.
func TestDueDateIsTheCalendars(t *testing.T) {
	const units = 40
	effort.Check(t, 1, 10, func(rt *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Asia/Ho_Chi_Minh", "UTC", "America/New_York"}).Draw(rt,
			"zone"))
		if err != nil {
			rt.Fatal(err)
		}
		s := newStory(t)
		s.settings.TimeZone = zone.String()
		var asked []form.Obligation
		var loaded []Loaded
		var want []string
		for i := range units {
			rule := period.DueRule{Days: rapid.IntRange(0, 40).Draw(rt, "days"), Grace: rapid.IntRange(0, 10).Draw(rt, "grace")}
			calendar := period.Calendar{LastDay: rapid.IntRange(0, 28).Draw(rt, "last day of a period in its month")}
			due := calendar.Interval(period.OfQuarter(2021, 1)).To.AddDays(rule.Days)
			last := due.AddDays(rule.Grace)
			at := last.Midnight(zone).Add(time.Duration(rapid.IntRange(-72*3600, 96*3600).Draw(rt, "seconds")) * time.Second)
			status := "on_time"
			if period.DateOf(at.In(zone)).Compare(last) > 0 {
				status = "late"
			}
			one := ownForm(i, rule)
			one.Calendar = calendar
			asked, loaded = append(asked, one), append(loaded, ownWorkbook(i, at))
			want = append(want, fmt.Sprintf("%s %s %s %s", one.FormID, status, due, last))
		}
		s.define(district(units), asked)
		s.run(loaded)
		s.answers("SELECT form, status, due_date, last_date FROM completeness WHERE period = '2021-Q1' ORDER BY form",
			want...)
	})
}

// What becomes of a unit, by the workbooks that it sent for one quarter.
func TestCompletenessOfAUnit(t *testing.T) {
	effort.Story(t)
	// what a unit sends, in turn: a letter is a workbook, "-" one with zero; behind it r: rejected, l: late, x: retracted
	// afterwards
	cases := []struct{ name, sent, want string }{
		{"nothing", "", "missing"},
		{"zero", "-", "on_time -"},
		{"rejected", "ar", "rejected a a"},
		{"rejected twice", "ar br", "rejected b b"},
		{"rejected, then corrected", "ar b", "on_time b"},
		{"rejected in time, corrected late", "ar bl", "late b"},
		{"in time, corrected late", "a bl", "on_time b"},
		{"correction rejected", "a br", "on_time correction_rejected a b"},
		{"retracted", "ax", "missing retracted"},
		{"correction retracted", "a bx", "on_time a"},
		{"rejected, corrected, retracted", "ar bx", "missing retracted"},
		{"retracted, then rejected", "ax br", "rejected b b"},
	}
	s := newStory(t)
	s.define(district(len(cases)), asking(5, 0))
	letter := map[string]string{}
	var arrivals [2][]Loaded
	var retract []string
	for i, c := range cases {
		for turn, what := range strings.Fields(c.sent) {
			l := workbook(fmt.Sprintf("u%02d", i), 1, what[:1], 1, 1, 1)
			if what[0] == '-' {
				l = workbook(fmt.Sprintf("u%02d", i), 1, what[:1], 0, 0, 0)
			}
			id := l.Submission.ID()
			letter[id] = what[:1]
			switch what[1:] {
			case "r":
				l = rejected(l)
			case "l":
				l = receivedAt(l, instant(t, "2021-05-01T00:00:00Z"))
			case "x":
				retract = append(retract, id)
			}
			arrivals[turn] = append(arrivals[turn], l)
		}
	}
	s.run(arrivals[0])
	s.run(arrivals[1])
	s.run(nil, func(tx *Tx) (err error) {
		for _, id := range retract {
			err = errors.Join(err, tx.ActAs("retract", id))
		}
		return err
	})
	for i, line := range s.ask("SELECT status, note, submission_id, rejected_submission_id FROM completeness WHERE " +
		"period = '2021-Q1' ORDER BY unit_id") {
		words := strings.Fields(line)
		for j, word := range words {
			if l, isID := letter[word]; isID {
				words[j] = l
			}
		}
		if got := strings.Join(words, " "); got != cases[i].want {
			t.Errorf("%s: got %q, want %q", cases[i].name, got, cases[i].want)
		}
	}
}

// expected lists the periods that a form is expected for now.
func (s *story) expected(formID, want string) {
	s.t.Helper()
	got := ""
	s.must(s.w.db.QueryRow("SELECT coalesce(string_agg(period, ' ' ORDER BY last_day), '') FROM core.expected_period "+
		"WHERE form_id = ?", formID).Scan(&got))
	if got != want {
		s.t.Errorf("on %s %s is expected for %q, want %q", s.now.Format(time.DateOnly), formID, got, want)
	}
}

// at makes the tables on a day.
func (s *story) at(day string, arrive ...Loaded) {
	s.t.Helper()
	s.now = instant(s.t, day+"T01:00:00Z")
	s.run(arrive)
}

// Which periods are expected follows from the ledger and from the day on which the tables are made. The cases of
// core.expected_period say the same of each day alone.
func TestExpectedPeriods(t *testing.T) {
	effort.Story(t)
	kinds := map[string]func(*form.Obligation){
		"quarter": func(*form.Obligation) {},
		"cutoff":  func(o *form.Obligation) { o.Calendar = period.Decree092019() },
		"since":   func(o *form.Obligation) { o.ValidFrom = period.Date{Year: 2021, Month: 6, Day: 1} },
		"half":    func(o *form.Obligation) { o.Kind = period.Half },
		"nine":    func(o *form.Obligation) { o.Kind = period.Nine },
		"year":    func(o *form.Obligation) { o.Kind = period.Year },
	}
	var asked []form.Obligation
	for name, change := range kinds {
		one := asking(5, 0, change)[0]
		one.FormID = name
		asked = append(asked, one)
	}
	s := newStory(t)
	s.define(district(1), asked)
	s.at("2021-04-05")
	s.expected("quarter", "2021-Q1") // a new office: the quarter that ended last
	s.expected("since", "")
	s.expected("year", "2020")
	s.at("2021-06-15")
	s.expected("quarter", "2021-Q1")
	s.expected("cutoff", "2021-Q1 2021-Q2") // the form's own calendar
	s.at("2021-06-30")
	s.expected("quarter", "2021-Q1") // on its last day a quarter has not ended
	s.at("2021-07-01")
	s.expected("quarter", "2021-Q1 2021-Q2")
	s.at("2022-04-01") // nobody sent anything for a year
	s.expected("quarter", "2021-Q1 2021-Q2 2021-Q3 2021-Q4 2022-Q1")
	s.expected("since", "2021-Q2 2021-Q3 2021-Q4 2022-Q1")
	s.expected("half", "2020-H1 2021-H1")
	s.expected("nine", "2020-M9 2021-M9")
	s.expected("year", "2020 2021")
}

// What arrives makes periods expected: a quarter under way, and those from the first year on of which the
// office has accepted numbers, whichever form they are of. Each case has a form of its own.
func TestExpectedPeriodsOfWhatArrived(t *testing.T) {
	effort.Story(t)
	const underWay, underWayRejected, pastRejected, toCome, sentLater = 0, 1, 2, 3, 4
	sent := func(number, quarter int) Loaded {
		l := workbook(fmt.Sprintf("u%02d", number), quarter, "", 1, 1, 1)
		l.Reading.FormID = fmt.Sprintf("f-%02d", number)
		return l
	}
	var asked []form.Obligation
	for number := range sentLater + 1 {
		asked = append(asked, ownForm(number, period.DueRule{Days: 5}))
	}
	s := newStory(t)
	s.now = instant(t, "2021-08-05T00:00:00Z")
	s.define(district(len(asked)), asked)
	s.at("2021-08-05", rejected(sent(underWayRejected, 3)), rejected(sent(pastRejected, 1)), rejected(sent(toCome, 4)))
	for number, want := range []string{"2021-Q2", "2021-Q2 2021-Q3", "2021-Q2", "2021-Q2"} {
		s.expected(asked[number].FormID, want)
	}
	s.at("2021-08-06", sent(underWay, 3))
	for number, want := range []string{"2021-Q1 2021-Q2 2021-Q3", "2021-Q1 2021-Q2 2021-Q3"} {
		s.expected(asked[number].FormID, want)
	}
	s.at("2021-10-05", inYear(2020, sent(sentLater, 3)))
	s.expected(asked[sentLater].FormID, "2020-Q1 2020-Q2 2020-Q3 2020-Q4 2021-Q1 2021-Q2 2021-Q3")
}

// Time alone changes the state of a vintage only when a period has ended, by the clock of the workspace's zone.
func TestStateChangesWithPeriods(t *testing.T) {
	s := newStory(t)
	s.define(district(1), asking(5, 0))
	state := func(now string) string {
		s.now = instant(t, now).Add(-time.Hour)
		s.run(nil)
		state, err := s.w.State(t.Context(), s.settings, "")
		s.must(err)
		return state
	}
	before := state("2021-05-01T00:00:00Z")
	if state("2021-06-30T16:59:59Z") != before {
		t.Error("a day that passes made a new vintage")
	}
	after := state("2021-06-30T17:00:00Z")
	if after == before {
		t.Error("a quarter ended and the vintage stayed")
	}
	if state("2021-09-30T16:59:59Z") != after {
		t.Error("a day that passes made a new vintage")
	}
}

// A province over districts over communes over villages; forms of three levels; units that were founded, closed and
// moved.
func TestCompletenessRollup(t *testing.T) {
	day := func(text string) period.Date { return period.DateOf(instant(t, text+"T00:00:00Z")) }
	r := &registry.Registry{SHA256: "r", UnitsSHA256: "u", Units: []registry.Unit{
		{ID: "p", Code: "1", Name: "Tỉnh", Level: "province"},
		{ID: "d1", Code: "1.1", Name: "Huyện 1", Level: "district", ParentID: "p"},
		{ID: "d2", Code: "1.2", Name: "Huyện 2", Level: "district", ParentID: "p"},
		{ID: "c1", Code: "1.1.1", Name: "Xã 1", Level: "commune", ParentID: "d1"},
		{ID: "c2", Code: "1.1.2", Name: "Xã 2", Level: "commune", ParentID: "d1", ValidTo: day("2021-06-29")},
		{ID: "c3", Code: "1.2.1", Name: "Xã 3", Level: "commune", ParentID: "d1", ValidTo: day("2021-05-31")},
		{ID: "c3", Code: "1.2.1", Name: "Xã 3 mới", Level: "commune", ParentID: "d2", ValidFrom: day("2021-06-01")},
		{ID: "c4", Code: "1.2.2", Name: "Xã 4", Level: "commune", ParentID: "d2", ValidFrom: day("2021-06-30")},
		{ID: "v1", Code: "1.1.1.1", Name: "Thôn 1", Level: "village", ParentID: "c1"},
	}}
	asked := asking(5, 0)
	village, own := asked[0], asked[0]
	village.FormID, village.Submitters = "village", []string{"village"}
	own.FormID, own.Submitters, own.SubmitterUnits = "own", []string{"province"}, []string{"d1"}
	s := newStory(t)
	s.now = instant(t, "2021-07-20T00:00:00Z")
	s.define(r, append(asked, village, own))
	late := receivedAt(workbook("c3", 2, "", 1, 1, 1), instant(t, "2021-07-10T00:00:00Z"))
	s.run([]Loaded{workbook("c1", 1, "", 1, 1, 1), workbook("c2", 1, "", 1, 1, 1), late, rejected(workbook("c4", 2, "", 1,
		1, 1))})
	s.answers("SELECT unit_id, coalesce(parent_unit_id, '-'), expected, on_time, late, rejected, missing, "+
		"submitted_pct FROM completeness_rollup WHERE form = 'kn-01' AND period = '2021-Q1'",
		"p - 3 2 0 0 1 66.7", "d1 p 3 2 0 0 1 66.7", "c1 d1 1 1 0 0 0 100.0", "c2 d1 1 1 0 0 0 100.0", "c3 d1 1 0 0 0 1 0.0")
	s.answers("SELECT unit_id, unit_name, expected, on_time, late, rejected, missing, submitted_pct FROM "+
		"completeness_rollup WHERE form = 'kn-01' AND period = '2021-Q2'",
		"p Tỉnh 3 0 1 1 1 33.3", "d1 Huyện 1 1 0 0 0 1 0.0", "c1 Xã 1 1 0 0 0 1 0.0", "d2 Huyện 2 2 0 1 1 0 50.0",
		"c3 Xã 3 mới 1 0 1 0 0 100.0", "c4 Xã 4 1 0 0 1 0 0.0")
	s.answers("SELECT form, unit_id, expected FROM completeness_rollup WHERE form <> 'kn-01' AND period = '2021-Q2' "+
		"ORDER BY form, rowid",
		"own p 2", "own d1 1", "village p 1", "village d1 1", "village c1 1", "village v1 1")
	s.answers("SELECT period, sum(expected) = sum(on_time + late + rejected + missing) FROM completeness_rollup GROUP "+
		"BY period ORDER BY period", "2021-Q1 true", "2021-Q2 true")
	if got := strings.Join(s.ask("SELECT DISTINCT period FROM completeness ORDER BY 1"), " "); got != "2021-Q1 2021-Q2" {
		t.Errorf("periods %s", got)
	}
}
