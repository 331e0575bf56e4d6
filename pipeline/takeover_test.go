package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/vintage"
	"tonghop/samples/effort"
	"tonghop/samples/province"
)

// twoYears is an office whose province reported for two years.
func twoYears(t *testing.T) *office {
	t.Helper()
	source := t.TempDir()
	if _, err := province.Generate(source, province.Options{Units: 3, Years: 2, Indicators: 2, Seed: 4,
		Perfect: true}); err != nil {
		t.Fatal(err)
	}
	return openOffice(t, source, true)
}

func (o *office) current() vintage.Folder {
	o.t.Helper()
	p, exists, err := vintage.Current(filepath.Join(o.dir, "published"))
	o.must(err)
	if !exists {
		o.t.Fatal("nothing is published")
	}
	return p
}

// whatBecomesOfTwoYears tries what comes after two years were published, with a report that says so.
func whatBecomesOfTwoYears(t *testing.T, o *office, first *Report) {
	t.Run("an unchanged year is not printed again", func(t *testing.T) {
		effort.Story(t) // by default the run of aSecondRunChangesNothing that reads everything leaves a year
		anUnchangedYearIsNotPrintedAgain(t, o.linked(t))
	})
	t.Run("a damaged vintage is not taken over", func(t *testing.T) {
		effort.Story(t)
		aDamagedVintageIsNotTakenOver(t, o.copied(t))
	})
	// in the folder itself, since copies of workbooks have new times
	t.Run("a second run changes nothing", func(t *testing.T) { aSecondRunChangesNothing(t, o, first.Vintage) })
}

func aSecondRunChangesNothing(t *testing.T, o *office, vintage string) {
	files := len(workbooksOf(t, filepath.Join(o.dir, "inbox")))
	before := o.sums()
	second := o.run()
	if second.New+second.Accepted+second.ReadAgain+second.Duplicate != 0 || second.Unchanged != files ||
		len(second.Years) != 0 || second.Published || second.Vintage != vintage {
		t.Errorf("the second run did something: %+v", second)
	}
	first := o.current().Manifest
	if effort.Stories() { // TestKrongBong changes the language by default
		o.replaceIn("tonghop.yaml", "name: Tỉnh Mẫu", "name: Tỉnh Khác")
	}
	o.sendsTheSameNumbersAgain("2022-Q4")
	full := o.run(func(options *Options) { options.Full = true })
	if full.ReadAgain != files || full.New != 1 || len(full.Years) == 0 {
		t.Errorf("--full read %d workbooks again and %d new ones, and built %v", full.ReadAgain, full.New, full.Years)
	}
	o.must(sameSums(before, o.sums()))
	now := o.current().Manifest
	if now.Printed[2022] == first.Printed[2022] {
		t.Error("attainment-2022.xlsx was not printed again, though another workbook counts")
	}
	if effort.Stories() {
		if now.Printed[2021] == first.Printed[2021] {
			t.Error("attainment-2021.xlsx still has the old name of the office")
		}
		return
	}
	const name = "attainment-2021.xlsx"
	if now.Printed[2021] != first.Printed[2021] || now.Files[name] != first.Files[name] {
		t.Error("attainment-2021.xlsx differs, though only a workbook of 2022 came")
	}
}

// sendsTheSameNumbersAgain puts a workbook into the inbox that differs from a current one of a period in its author
// alone.
func (o *office) sendsTheSameNumbersAgain(period string) {
	o.t.Helper()
	path := o.query("SELECT path FROM submission WHERE status = 'current' AND period = '" + period + "' ORDER BY 1")[0][0]
	file, err := excelize.OpenFile(filepath.Join(o.dir, "inbox", path))
	o.must(err)
	defer file.Close()
	o.must(file.SetDocProps(&excelize.DocProperties{Creator: "somebody else"}))
	to := filepath.Join(o.t.TempDir(), "again.xlsx")
	o.must(file.SaveAs(to))
	o.receive(to, "again.xlsx")
}

// A year's workbook is printed again when its tables or what was submitted differ, and copied otherwise.
func anUnchangedYearIsNotPrintedAgain(t *testing.T, o *office) {
	first := o.current()
	o.must(o.decide("retract", o.query("SELECT submission_id FROM submission WHERE period = '2022-Q4' ORDER BY 1")[0][0]))
	second := o.current()
	if first.Manifest.Printed[2021] != second.Manifest.Printed[2021] ||
		first.Manifest.Printed[2022] == second.Manifest.Printed[2022] {
		t.Errorf("2022 changed; printed were %v, then %v", first.Manifest.Printed, second.Manifest.Printed)
	}
	if a, b := first.Manifest.Files["attainment-2021.xlsx"], second.Manifest.Files["attainment-2021.xlsx"]; a != b {
		t.Error("attainment-2021.xlsx differs")
	}
	o.replaceIn("tonghop.yaml", "name: Tỉnh Mẫu", "name: Tỉnh Khác")
	if report := o.run(); len(report.Years) != 0 {
		t.Errorf("the name of the office made tonghop build %v again", report.Years)
	}
	if third := o.current(); second.Manifest.Printed[2021] == third.Manifest.Printed[2021] {
		t.Error("attainment-2021.xlsx still has the old name of the office")
	}
}

// A vintage that somebody damaged gives nothing to the next one.
func aDamagedVintageIsNotTakenOver(t *testing.T, o *office) {
	first := o.current()
	want := o.sums()
	name := filepath.Join(first.Dir, "attainment_quarterly.csv")
	o.must(os.Chmod(name, 0o644))
	body, err := os.ReadFile(name)
	o.must(err)
	body[len(body)/4]++
	o.must(os.WriteFile(name, body, 0o644))
	id := o.query("SELECT submission_id FROM submission WHERE period = '2022-Q4' ORDER BY 1")[0][0]
	o.must(o.decide("retract", id))
	o.must(o.decide("unretract", id))
	o.must(sameSums(want, o.sums()))
}
