package warehouse

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// chronicle is a made-up year of units that merge, split and move, with what each of them really achieved.
type chronicle struct {
	r     *rapid.T
	lines []string
	// living are the units of the moment. earned is what each of them achieved since it was founded, held what it took
	// over from others, and counts whether its cumulatives say so. district is where each stands.
	living         []string
	earned, held   map[string]int
	counts         map[string]bool
	district       map[string]string
	kinds          []string          // the changes that are drawn
	follows        map[string]string // who a unit that ended within a quarter passed into
	founded, total int
	truth          []int // what all of them achieved by the end of each quarter
}

// Kinds of change that a year is drawn from; twice is twice as often.
var (
	everyKind = []string{"merge", "merge", "middle", "split", "move"}
	undivided = []string{"merge", "merge", "middle", "move", "move"}
)

// makeChronicle draws a year. Every change takes effect on a quarter's first day, or in its middle for mergers.
func makeChronicle(r *rapid.T, kinds []string, final bool) *chronicle {
	c := &chronicle{r: r, earned: map[string]int{}, held: map[string]int{}, counts: map[string]bool{},
		district: map[string]string{}, kinds: kinds, follows: map[string]string{}}
	c.add("unit P province", "unit D1 district in P", "unit D2 district in P", "unit V1 commune in D1",
		"unit V2 commune in D2")
	if final {
		c.add("form final")
	}
	c.living = []string{"V1", "V2"}
	c.district["V1"], c.district["V2"] = "D1", "D2"
	for range 4 {
		c.found("")
	}
	for quarter := 1; quarter <= 4; quarter++ {
		if quarter > 1 && rapid.IntRange(0, 3).Draw(r, "changes") > 0 {
			c.change(quarter)
		}
		c.report(quarter)
		c.truth = append(c.truth, c.total)
	}
	return c
}

func (c *chronicle) add(lines ...string) { c.lines = append(c.lines, lines...) }

// found begins a unit; its line is written when its end is known.
func (c *chronicle) found(from string) string {
	c.founded++
	name := fmt.Sprintf("U%d", c.founded)
	c.living = append(c.living, name)
	c.district[name] = rapid.SampledFrom([]string{"D1", "D2"}).Draw(c.r, "district")
	line := fmt.Sprintf("unit %s commune in %s", name, c.district[name])
	if from != "" {
		line += " from " + from
	}
	c.add(line)
	return name
}

// end closes the line of a unit.
func (c *chronicle) end(name, until string) {
	for i, line := range c.lines {
		if strings.HasPrefix(line, "unit "+name+" ") {
			c.lines[i] += " until " + until
		}
	}
	kept := c.living[:0]
	for _, other := range c.living {
		if other != name {
			kept = append(kept, other)
		}
	}
	c.living = kept
}

// pick draws a unit that exists, save V1 and V2: they stay, so that no district is empty.
func (c *chronicle) pick() string {
	return rapid.SampledFrom(c.living[2:]).Draw(c.r, "unit")
}

var beginnings = map[int][3]string{ // of each quarter: its first day, the day before, a day in its middle
	2: {"2021-04-01", "2021-03-31", "2021-05-15"}, 3: {"2021-07-01", "2021-06-30", "2021-08-15"},
	4: {"2021-10-01", "2021-09-30", "2021-11-15"},
}

var dayBefore = map[string]string{"2021-05-15": "2021-05-14", "2021-08-15": "2021-08-14", "2021-11-15": "2021-11-14"}

func (c *chronicle) change(quarter int) {
	if len(c.living) < 4 {
		return
	}
	days := beginnings[quarter]
	switch rapid.SampledFrom(c.kinds).Draw(c.r, "change") {
	case "merge":
		c.merge(days[0], days[1], 0)
	case "middle":
		c.merge(days[2], dayBefore[days[2]], quarter)
	case "split":
		c.split(days[0], days[1])
	case "move":
		c.move(days[0])
	}
}

// move lets a unit stand in the other district from a day on.
func (c *chronicle) move(day string) {
	name := c.pick()
	c.district[name] = map[string]string{"D1": "D2", "D2": "D1"}[c.district[name]]
	c.add(fmt.Sprintf("move %s to %s on %s", name, c.district[name], day))
}

// merge lets one or two units pass into a new one. In the middle of a quarter each of them achieved something of it,
// and may have reported it.
func (c *chronicle) merge(day, before string, within int) {
	declared := rapid.SampledFrom([]string{"", "", "declared"}).Draw(c.r, "declared") != ""
	var gone []string
	for range rapid.IntRange(1, 2).Draw(c.r, "predecessors") {
		name := c.pick()
		if len(gone) == 0 || gone[0] != name {
			gone = append(gone, name)
		}
	}
	for _, name := range gone {
		if within > 0 {
			c.achieve(name, within, rapid.Bool().Draw(c.r, "reports at its end"))
		}
		c.end(name, before)
	}
	heir := c.found(day)
	c.counts[heir] = rapid.Bool().Draw(c.r, "includes")
	for _, name := range gone {
		c.held[heir] += c.earned[name] + c.held[name]
		if within > 0 {
			c.follows[name] = heir
		}
		line := fmt.Sprintf("change %s merge %s %s", day, name, heir)
		if declared {
			line += map[bool]string{true: " includes", false: " own"}[c.counts[heir]]
		}
		c.add(line)
	}
}

// split lets a unit become two, each with a part of what it had.
func (c *chronicle) split(day, before string) {
	name := c.pick()
	c.end(name, before)
	had := c.earned[name] + c.held[name]
	part := rapid.IntRange(0, had).Draw(c.r, "part")
	for _, share := range []int{part, had - part} {
		heir := c.found(day)
		c.counts[heir], c.held[heir] = true, share
		c.add(fmt.Sprintf("change %s split %s %s", day, name, heir))
	}
}

func (c *chronicle) report(quarter int) {
	for _, name := range append([]string(nil), c.living...) {
		c.achieve(name, quarter, rapid.IntRange(0, 5).Draw(c.r, "reports") > 0)
	}
}

// achieve is what a unit does in a quarter, and what it says of it: flow, cumulative or both.
func (c *chronicle) achieve(name string, quarter int, reports bool) {
	flow := rapid.IntRange(0, 4).Draw(c.r, "flow")
	c.earned[name] += flow
	c.total += flow
	cumulative := c.earned[name]
	if c.counts[name] {
		cumulative += c.held[name]
	}
	if !reports {
		return
	}
	said := map[string]string{"flow": fmt.Sprintf("flow %d", flow), "ytd": fmt.Sprintf("ytd %d", cumulative),
		"both": fmt.Sprintf("flow %d ytd %d", flow, cumulative)}
	c.add(fmt.Sprintf("report %s 2021-Q%d %s", name, quarter,
		said[rapid.SampledFrom([]string{"flow", "ytd", "both", "both"}).Draw(c.r, "says")]))
}

// problems are what speaks against the totals of a chronicle whose units have a prefix: none falls, none is above what
// was really achieved, one that is complete is that, quarters sum to the cumulative, and the totals are the same in
// both boundaries.
func (c *chronicle) problems(s *bench, prefix string) (problems []string) {
	rows := s.texts(`SELECT quarter::VARCHAR, coalesce(a.actual_ytd, 0)::BIGINT::VARCHAR,
			coalesce(c.actual_ytd, 0)::BIGINT::VARCHAR, a.status, coalesce(a.actual, 0)::BIGINT::VARCHAR
		FROM mart.attainment_quarterly AS a
		JOIN mart.attainment_quarterly_current AS c USING (unit_id, period, quarter, indicator, breakdown)
		WHERE unit_id = '` + prefix + `P' AND indicator = 'done' ORDER BY quarter`)
	last, flows, whole := 0, 0, true
	for _, row := range rows {
		quarter, _ := strconv.Atoi(row[0])
		ytd, _ := strconv.Atoi(row[1])
		flow, _ := strconv.Atoi(row[4])
		complete := row[3] == "complete"
		whole, flows = whole && complete, flows+flow
		say := func(format string, args ...any) {
			problems = append(problems, fmt.Sprintf("%sP Q%d: ", prefix, quarter)+fmt.Sprintf(format, args...))
		}
		switch truth := c.truth[quarter-1]; {
		case ytd < last:
			say("the total falls from %d to %d", last, ytd)
		case ytd > truth || complete && ytd != truth:
			say("the total is %d (%s), and %d was achieved", ytd, row[3], truth)
		}
		if row[1] != row[2] {
			say("%s as reported, %s in current boundaries", row[1], row[2])
		}
		if whole && flows != ytd {
			say("the quarters sum to %d, and the cumulative is %d", flows, ytd)
		}
		last = ytd
	}
	return problems
}

// oracle asks the oracle for the totals of provinces, all at once. It is asked about years without a split: in those
// that have one it does not follow a part into another merger. Nor does it know the year after.
func (s *bench) oracle(several []*told) []string {
	s.t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		return nil
	}
	dir := s.t.TempDir()
	for _, one := range several {
		if strings.Contains(strings.Join(one.lines, "\n"), " split ") {
			continue
		}
		lines := one.year
		for _, row := range s.texts(`SELECT period, plain_decimal(actual_ytd) FROM mart.attainment_quarterly
			WHERE unit_id = '` + one.prefix + `P' AND indicator = 'done' AND actual_ytd IS NOT NULL`) {
			lines = append(lines, fmt.Sprintf("expect P %s ytd %s", row[0], row[1]))
		}
		name := filepath.Join(dir, "drawn-"+one.prefix+"txt")
		s.must(os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o644))
	}
	said, err := exec.CommandContext(s.t.Context(), python, "testdata/succession/oracle.py", dir).CombinedOutput()
	if err != nil {
		return []string{"the oracle: " + string(said)}
	}
	return nil
}
