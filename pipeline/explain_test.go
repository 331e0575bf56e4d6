package pipeline

import (
	"context"
	"math/big"
	"math/rand/v2"
	"path/filepath"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/trace"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
	"tonghop/samples/effort"
)

// Recomputing a published number from the cells that its explanation names, read again from the archived workbooks,
// gives the published number.
func (o *office) expectExplanations() {
	o.t.Helper()
	tables, err := vintage.Folder{Dir: filepath.Join(o.dir, "published")}.Open(context.Background())
	o.must(err)
	defer tables.Close()
	rows := o.query("SELECT unit_id, period, indicator, breakdown FROM attainment_quarterly UNION ALL SELECT unit_id, " +
		"period, indicator, breakdown FROM attainment_yearly")
	random := rand.New(rand.NewPCG(3, 4))
	archive := &archivedCells{office: o, archive: inbox.Archive{Root: filepath.Join(o.dir, "archive")},
		numbers: map[string]map[string]quantity.Quantity{}}
	for _, at := range random.Perm(len(rows))[:effort.Pick(5, 200)] {
		row := rows[at]
		e, err := trace.Explain(context.Background(), tables, trace.Key{UnitID: row[0], Period: row[1], Indicator: row[2],
			Breakdown: row[3]})
		o.must(err)
		if !e.Agrees {
			o.t.Errorf("%v: the derivation disagrees with what is published: %+v, %+v", row, e.Derived, e.Published)
		}
		archive.recompute(e)
	}
}

// archivedCells reads numbers by submission, sheet and cell from the archive.
type archivedCells struct {
	*office
	archive inbox.Archive
	sums    map[string]string                       // submission → SHA-256
	numbers map[string]map[string]quantity.Quantity // submission → sheet and cell → number
}

// recompute adds up what the cells say, and divides by the target.
func (a *archivedCells) recompute(e *trace.Explanation) {
	a.t.Helper()
	var actual, ytd quantity.Quantity
	for _, part := range e.Parts {
		actual = actual.Plus(a.sum(part.Terms))
		ytd = ytd.Plus(a.sum(part.YTDTerms))
	}
	if want := parse(e.Published.Actual); actual != want {
		a.t.Errorf("%v: the cells give %s, published is %s", e.Key, actual, want)
	}
	numerator := actual
	if e.Published.ActualYTD != "" {
		numerator = ytd
		if want := parse(e.Published.ActualYTD); ytd != want {
			a.t.Errorf("%v: the cells give %s since 1 January, published is %s", e.Key, ytd, want)
		}
	}
	if target := parse(e.Published.Target); e.Published.AttainmentPct != "" {
		percent := new(big.Rat).Quo(numerator.Rat(), target.Rat())
		percent.Mul(percent, big.NewRat(100, 1))
		if want := parse(e.Published.AttainmentPct); parse(percent.FloatString(1)) != want {
			a.t.Errorf("%v: %s of %s is %s %%, published is %s", e.Key, numerator, target, percent.FloatString(6), want)
		}
	}
}

func (a *archivedCells) sum(terms trace.Sum) (total quantity.Quantity) {
	for _, term := range terms {
		value := a.at(term.Cell)
		if term.Minus {
			value = value.Neg()
		}
		total = total.Plus(value)
	}
	return total
}

func (a *archivedCells) at(c *trace.Cell) quantity.Quantity {
	a.t.Helper()
	if a.numbers[c.SubmissionID] == nil {
		a.numbers[c.SubmissionID] = a.read(c.SubmissionID)
	}
	value, ok := a.numbers[c.SubmissionID][c.Sheet+"!"+c.Ref]
	if !ok {
		a.t.Errorf("%s holds no number in sheet %s, cell %s", c.Path, c.Sheet, c.Ref)
	}
	return value
}

// read takes every number of one archived workbook.
func (a *archivedCells) read(submission string) map[string]quantity.Quantity {
	a.t.Helper()
	if a.sums == nil {
		a.sums = map[string]string{}
		for _, row := range a.query("SELECT submission_id, sha256 FROM submission") {
			a.sums[row[0]] = row[1]
		}
	}
	data, err := a.archive.Read(a.sums[submission])
	a.must(err)
	book, err := reader.OpenBytes(submission+".xlsx", data, workbook.Limits{})
	a.must(err)
	defer book.Close()
	numbers := map[string]quantity.Quantity{}
	for i, info := range book.Sheets() {
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			text := c.Raw
			if c.Type == workbook.Text {
				number, err := vntext.ParseNumber(c.Text, vntext.NumberType{})
				if err != nil {
					return nil
				}
				text = number.Value.String()
			}
			if value, err := quantity.Parse(text); err == nil {
				numbers[info.Name+"!"+c.Address()] = value
			}
			return nil
		})
		a.must(err)
	}
	return numbers
}
