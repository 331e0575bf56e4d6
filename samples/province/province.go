// Package province generates a province of any size: a workspace with workbooks, and the totals that it must
// come to.
//
// It takes a few sizes and a seed, and writes definitions, an inbox of workbooks with times of receipt, and
// truth.json. The totals are added up here, apart from tonghop and without SQL, so that a test can hold the
// published tables against them. The same options give the same numbers.
//
// Begin reading with Generate.
package province

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// Options say how large the province is. Units, Years and Indicators are at least 1.
type Options struct {
	Units int // communes, which report
	Years int
	// How many indicators with flows there are; one stock comes on top.
	Indicators int
	Seed       uint64
	FirstYear  int  // 2021 when zero
	Perfect    bool // everything arrives once, in time, without errors
}

// Truth is what the published tables must come to.
type Truth struct {
	Totals      []Total      `json:"totals"` // of the whole province
	Submissions []Submission `json:"submissions"`
}

// Total is one number of the province's quarterly table, the sum over all communes.
type Total struct {
	Period       string `json:"period"`
	Indicator    string `json:"indicator"`
	Actual       int64  `json:"actual"` // in the quarter; of a stock, at its end
	YTD          int64  `json:"ytd"`
	Expected     int    `json:"expected_units"`
	Reported     int    `json:"reported_units"`
	Contributing int    `json:"contributing_units"`
}

// Submission says what a unit did for a period: on_time, late, rejected or missing.
type Submission struct {
	Unit   string `json:"unit_id"`
	Period string `json:"period"`
	Status string `json:"status"`
}

// dueDays is when a workbook of the generated form is due: so many days after the quarter's end.
const dueDays = 5

// stockLabel and label are the labels of the form's rows. The number i of an indicator counts from 0.
const stockLabel = "Số thành viên cuối kỳ"

func label(i int) string { return fmt.Sprintf("Chỉ tiêu số %03d", i+1) }

// indicator is the code of an indicator.
func indicator(i int) string { return fmt.Sprintf("indicator_%03d", i+1) }

// stockIndicator is the one indicator that is a stock.
const stockIndicator = "members"

// Generate writes a workspace into dir, which must not have one, with truth.json in it. It returns what it
// wrote there. Errors are those of sizes below one and of the file system.
func Generate(dir string, o Options) (*Truth, error) {
	if o.Units < 1 || o.Years < 1 || o.Indicators < 1 {
		return nil, fmt.Errorf("units, years and indicators: expected at least one each")
	}
	// A year of which nothing was asked is the year of the other sample.
	if o.FirstYear == 0 {
		o.FirstYear = 2021
	}
	if err := writeDefinitions(dir, o); err != nil {
		return nil, err
	}
	t, err := newTemplate(o.Indicators)
	if err != nil {
		return nil, err
	}
	// The second number of the seed is fixed, so that one number is enough to name a province.
	g := &generator{dir: dir, options: o, template: t, truth: &Truth{}, random: rand.New(rand.NewPCG(o.Seed, 7))}
	for year := o.FirstYear; year < o.FirstYear+o.Years; year++ {
		if err := g.year(year); err != nil {
			return nil, err
		}
	}
	// The truth is written last: a folder without it is not whole.
	body, err := json.MarshalIndent(g.truth, "", " ")
	if err != nil {
		return nil, err
	}
	return g.truth, os.WriteFile(filepath.Join(dir, "truth.json"), body, 0o644)
}

// generator holds what the years have in common. random is the only source of chance, seeded by the options.
type generator struct {
	dir      string
	options  Options
	template *template
	truth    *Truth
	random   *rand.Rand
}

// report is one unit's numbers for a quarter, by indicator, and what became of its workbook.
type report struct {
	flow, ytd []int64
	stock     int64
	status    string
}

// year generates four quarters. Sums since 1 January begin anew. A commune whose workbook is missing or
// rejected still achieved something, which appears in its next cumulative: hence what is true and what was told
// are kept apart.
func (g *generator) year(year int) error {
	// Two tables of cumulatives, by commune and indicator.
	ytd := make([][]int64, g.options.Units)  // true, of every unit
	told := make([][]int64, g.options.Units) // as last reported
	for u := range ytd {
		ytd[u], told[u] = make([]int64, g.options.Indicators), make([]int64, g.options.Indicators)
	}
	for quarter := 1; quarter <= 4; quarter++ {
		// Every commune reports in every quarter, or fails to; what counted is what the next quarter's sums go
		// on from.
		reports := make([]report, g.options.Units)
		for u := range reports {
			reports[u] = g.report(ytd[u])
			if err := g.submit(year, quarter, u, reports[u]); err != nil {
				return err
			}
			if reports[u].counts() {
				copy(told[u], reports[u].ytd)
			}
		}
		g.record(year, quarter, reports, told)
	}
	return nil
}

// counts says whether the workbook was accepted, late or not.
func (r report) counts() bool { return r.status == "on_time" || r.status == "late" }

// report draws a unit's quarter. Most indicators are 0 for most units, as in life. Of a hundred workbooks about
// two are missing, one is wrong and three are late, unless the province is to be perfect.
func (g *generator) report(ytd []int64) report {
	r := report{flow: make([]int64, len(ytd)), ytd: make([]int64, len(ytd)), stock: g.random.Int64N(400),
		status: "on_time"}
	for i := range ytd {
		// Two of three numbers stay zero.
		if g.random.IntN(3) == 0 {
			r.flow[i] = g.random.Int64N(50)
		}
		ytd[i] += r.flow[i]
	}
	copy(r.ytd, ytd)
	// Most workbooks arrive in time; the others are what a test of completeness needs.
	if !g.options.Perfect {
		switch draw := g.random.IntN(100); {
		case draw < 2:
			r.status = "missing"
		case draw < 3:
			r.status = "rejected"
		case draw < 6:
			r.status = "late"
		}
	}
	return r
}

// submit writes the unit's workbook, and for one in fifty an earlier one with other numbers, which it corrects:
// only the later one counts.
func (g *generator) submit(year, quarter, u int, r report) error {
	// Noon of the day on which it is due; workbooks come in the two days before.
	due := time.Date(year, time.Month(3*quarter+1), dueDays, 12, 0, 0, 0, time.UTC)
	received := due.Add(-time.Duration(1+g.random.IntN(48)) * time.Hour)
	switch r.status {
	case "missing":
		return nil
	case "late":
		received = due.AddDate(0, 0, 1+g.random.IntN(20))
	case "rejected":
		r.flow[0] = r.ytd[0] + 1 // more in the quarter than in the year
	}
	// The inbox has folders by year, quarter and district.
	name := fmt.Sprintf("%d/Q%d/%s/PR-01 %s.xlsx", year, quarter, districtName(u), unitName(u))
	if !g.options.Perfect && r.status == "on_time" && g.random.IntN(50) == 0 {
		first := r
		first.stock++
		before := fmt.Sprintf("%d/Q%d/%s/PR-01 %s (lần 1).xlsx", year, quarter, districtName(u), unitName(u))
		if err := g.write(before, year, quarter, u, first, received.Add(-time.Hour)); err != nil {
			return err
		}
	}
	return g.write(name, year, quarter, u, r, received)
}

// write puts one workbook into the inbox, with its time of receipt as the file's time.
func (g *generator) write(name string, year, quarter, u int, r report, received time.Time) error {
	// For each indicator its target, flow and cumulative, in the order of the form; the stock comes last.
	numbers := make([]int64, 0, 3*len(r.flow)+1)
	for i := range r.flow {
		numbers = append(numbers, target(u, i), r.flow[i], r.ytd[i])
	}
	var body bytes.Buffer
	period := fmt.Sprintf("Quý %s năm %d", []string{"", "I", "II", "III", "IV"}[quarter], year)
	if err := g.template.write(&body, unitName(u)+", "+districtName(u), period, append(numbers, r.stock)); err != nil {
		return err
	}
	path := filepath.Join(g.dir, "inbox", filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, body.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Chtimes(path, received, received)
}

// target is what a unit was assigned for a year.
func target(u, i int) int64 { return int64(20 + (u*7+i*3)%80) }

// record adds the province's numbers of one quarter to the truth. A cumulative counts what each commune told
// last; the quarter itself counts only those that reported it.
func (g *generator) record(year, quarter int, reports []report, told [][]int64) {
	// One row of the truth for each indicator, and one for the stock.
	period := fmt.Sprintf("%04d-Q%d", year, quarter)
	// Every commune is expected, whether or not it reports.
	stock := Total{Period: period, Indicator: stockIndicator, Expected: len(reports)}
	flows := make([]Total, g.options.Indicators)
	for i := range flows {
		flows[i] = Total{Period: period, Indicator: indicator(i), Expected: len(reports)}
	}
	for u, r := range reports {
		g.truth.Submissions = append(g.truth.Submissions, Submission{Unit: unitID(u), Period: period, Status: r.status})
		for i := range flows {
			flows[i].YTD += told[u][i]
			if r.counts() {
				flows[i].add(r.flow[i])
			}
		}
		if r.counts() {
			stock.add(r.stock)
		}
	}
	g.truth.Totals = append(append(g.truth.Totals, flows...), stock)
}

// add counts one commune's number. A zero is reported, but contributes nothing.
func (t *Total) add(n int64) {
	t.Actual += n
	t.Reported++
	if n > 0 {
		t.Contributing++
	}
}
