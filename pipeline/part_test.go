package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tonghop/pipeline/form"
	"tonghop/pipeline/inbox"
	"tonghop/pipeline/warehouse"
	"tonghop/samples/effort"
)

// smallForm is a definition of one number, in cell B4 of a sheet that begins with the form's code.
const smallForm = `form: %[1]s
title: {vi: Biểu %[1]s, en: Form %[1]s}
recognise: {texts: ["Biểu số: %[1]s"]}
unit: {after: "Đơn vị:"}
period: {kind: quarter}
submitted_by: {levels: [commune]}
layout: indicators_down
indicators:
  %[2]s: {vi: Số %[1]s, en: Number %[1]s, unit: {vi: người, en: people}}
label_column: Nội dung
columns:
  - {header: Trong quý, measure: flow}
rows:
  - {label: Số liệu, indicator: %[2]s}
`

// formsOffice is an office of one commune with the forms a, b and so on, each of one indicator.
func formsOffice(t *testing.T, codes ...string) *office {
	t.Helper()
	source := t.TempDir()
	write := func(name, text string) {
		full := filepath.Join(source, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("tonghop.yaml", "inbox: inbox\npublished: published\nregistry: registry\nforms: forms\n")
	write("registry/units.csv", "unit_id,code,name,level,parent_unit_id,valid_from,valid_to\n"+
		"huyen,1,Huyện Mẫu,district,,,\nxa,2,Xã Một,commune,huyen,,\n")
	for _, c := range codes {
		write("forms/"+c+".yaml", fmt.Sprintf(smallForm, c, "so-"+c))
	}
	return openOffice(t, source, false)
}

// addForm brings one more definition into the office.
func (o *office) addForm(code string) {
	o.t.Helper()
	o.must(os.WriteFile(filepath.Join(o.dir, "forms", code+".yaml"), fmt.Appendf(nil, smallForm, code, "so-"+code), 0o644))
}

// receiveForms puts a workbook into the inbox with a sheet for each form and value, such as "a=3".
func (o *office) receiveForms(name string, sheets ...string) {
	o.t.Helper()
	book := excelize.NewFile()
	for _, sheet := range sheets {
		code, value, _ := strings.Cut(sheet, "=")
		_, err := book.NewSheet("Biểu " + code)
		o.must(err)
		for i, row := range [][]any{{"Biểu số: " + code, "Quý I năm 2021"}, {"Đơn vị: Xã Một"}, {"Nội dung", "Trong quý"},
			{"Số liệu", value}} {
			o.must(book.SetSheetRow("Biểu "+code, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	o.must(book.DeleteSheet("Sheet1"))
	full := filepath.Join(o.t.TempDir(), "f.xlsx")
	o.must(book.SaveAs(full))
	o.receive(full, name)
}

// submissions are the office's submissions with the forms that they are of, and the numbers in force.
func (o *office) submissions() (forms, numbers []string) {
	o.t.Helper()
	for _, row := range o.query("SELECT submission_id, form, status FROM submission") {
		_, part, _ := strings.Cut(row[0], ".")
		forms = append(forms, strings.TrimSpace(part+" "+row[1]+" "+row[2]))
	}
	for _, row := range o.query("SELECT indicator, actual::BIGINT FROM attainment_quarterly " +
		"WHERE unit_id = 'xa' AND actual IS NOT NULL AND period = '2021-Q1' ORDER BY 1") {
		numbers = append(numbers, row[0]+"="+row[1])
	}
	return forms, numbers
}

func (o *office) expectForms(what string, forms, numbers []string) {
	o.t.Helper()
	gotForms, gotNumbers := o.submissions()
	if diff := cmp.Diff([][]string{forms, numbers}, [][]string{gotForms, gotNumbers}); diff != "" {
		o.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// Each form of a workbook is a submission of its own: accepted, rejected, replaced and retracted apart from the
// others, and named apart. The same bytes again change nothing, and a closed period is made again from the forms that
// count, and from no other of their workbooks.
func TestSeveralFormsInOneWorkbook(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	o := formsOffice(t, "a", "b", "c")
	o.receiveForms("tất cả.xlsx", "a=1", "b=hai", "c=3")
	report := o.run()
	if report.New != 3 || report.Accepted != 2 || report.Rejected != 1 {
		t.Errorf("new %d, accepted %d, rejected %d", report.New, report.Accepted, report.Rejected)
	}
	o.expectForms("one of three is rejected", []string{"a current", "2 b rejected", "3 c current"}, []string{"so-a=1",
		"so-c=3"})
	o.receiveForms("sửa.xlsx", "b=2", "c=4")
	o.run()
	two := []string{"a current", "2 b rejected", "3 c superseded", "b current", "2 c current"}
	o.expectForms("two are corrected", two, []string{"so-a=1", "so-b=2", "so-c=4"})
	want := o.sums()
	o.receive(filepath.Join(o.dir, "inbox", "sửa.xlsx"), "lần nữa.xlsx")
	if report := o.run(); report.Duplicate != 1 || report.New != 0 || report.Published {
		t.Errorf("%+v", report)
	}
	o.must(sameSums(want, o.sums()))
	sum := o.query("SELECT sha256 FROM submission WHERE form = 'c' AND status = 'current'")[0][0]
	o.expectNamedApart(sum)
	o.must(o.decide("retract", sum[:8]+".2"))
	o.expectForms("the second form of the correction is retracted",
		[]string{"a current", "2 b rejected", "3 c current", "b current", "2 c retracted"}, []string{"so-a=1", "so-b=2",
			"so-c=3"})
	o.must(o.decide("close", "2021-Q1"))
	if v := o.verify(); !v.Passed() {
		t.Error(red(v))
	}
}

// expectNamedApart asks for the forms of a workbook: the first twelve digits name the first one; fewer, or all 64, name
// none where there are several.
func (o *office) expectNamedApart(sum string) {
	o.t.Helper()
	for _, name := range []string{sum[:8], sum} {
		if err := o.decide("retract", name); err == nil || !strings.Contains(err.Error(), sum[:12]+", "+sum[:12]+".2") {
			o.t.Errorf("%s: %v", name, err)
		}
	}
	err := o.decide("unretract", sum[:12])
	if err == nil || !strings.Contains(err.Error(), sum[:12]+": it is not retracted") {
		o.t.Errorf("%s: %v", sum[:12], err)
	}
}

// A definition that comes later finds its form in a workbook that was read long ago: a further submission, which was
// received when the workbook was, and which leaves the others their names. One that is withdrawn takes its numbers
// along.
func TestDefinitionsThatComeAndGo(t *testing.T) {
	effort.Story(t)
	t.Parallel()
	o := formsOffice(t, "c")
	o.receiveForms("đầu.xlsx", "a=1", "b=2", "c=3")
	o.receiveForms("sửa.xlsx", "b=20")
	o.run()
	o.expectForms("one form is known", []string{"c current", "rejected"}, []string{"so-c=3"})
	o.addForm("b")
	o.run()
	o.expectForms("the corrected number counts, although its form was unknown when it came",
		[]string{"c current", "2 b superseded", "b current"}, []string{"so-b=20", "so-c=3"})
	o.must(os.Remove(filepath.Join(o.dir, "forms", "c.yaml")))
	o.run()
	o.expectForms("withdrawn", []string{"rejected", "2 b superseded", "b current"}, []string{"so-b=20"})
}

func TestReadingOf(t *testing.T) {
	readings := []form.Reading{{Place: "A", FormID: "a"}, {Place: "B", FormID: "b"}}
	whole := []form.Reading{{FormID: ""}}
	for _, c := range []struct {
		place, formID string
		readings      []form.Reading
		taken         []int
		want          int
	}{
		{"B", "x", readings, nil, 1},
		{"C", "a", readings, nil, -1},
		{"B", "b", whole, nil, 0},
		{"", "b", readings, nil, 1},
		{"", "", readings, nil, 0},
		{"", "", readings, []int{0}, 1},
		{"A", "a", readings, []int{0}, -1},
	} {
		matched := make([]bool, len(c.readings))
		for _, i := range c.taken {
			matched[i] = true
		}
		known := &warehouse.Received{Submission: inbox.Submission{Place: c.place}, FormID: c.formID}
		if got := readingOf(known, c.readings, slices.Clone(matched)); got != c.want {
			t.Errorf("%q %q %v: %d, want %d", c.place, c.formID, c.taken, got, c.want)
		}
	}
}
