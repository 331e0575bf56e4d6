package damage

import (
	"testing"

	"tonghop/pipeline/workbook/internal/testbook"
)

// otherSamples are an .ods and an .xlsb made here. What is damaged in the records of an .xlsb without its checksum is
// noticed only where the records contradict each other, so that only the container of it is damaged.
func otherSamples(t *testing.T) []*sample {
	t.Helper()
	row := func(cells string) string { return testbook.ODSRow(cells) }
	text := `<table:table-cell table:style-name="ce1" office:value-type="string"><text:p>Đắk ` +
		`<text:span>Lắk</text:span></text:p></table:table-cell>`
	rows := `<table:table-column table:number-columns-repeated="3" table:default-cell-style-name="ce1"/>` +
		row(text+testbook.ODSNumber("12.5")) +
		`<table:table-row table:number-rows-repeated="3">` + testbook.ODSNumber("7") +
		`<table:table-cell table:number-columns-spanned="2"/></table:table-row>` +
		row(`<table:table-cell table:formula="of:=1" office:value-type="date" office:date-value="2021-09-30"/>`)
	styles := `<number:number-style style:name="N1"><number:number number:decimal-places="1" ` +
		`number:min-integer-digits="1"/></number:number-style>` +
		`<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>`
	ods := xlsxSample(t, "generated.ods", testbook.ODS(styles, testbook.ODSTable("a", rows)+testbook.ODSTable("b",
		row(text)), nil).Zip(), false)
	ods.mutations = slicesOf(fileMutations(), containerMutations(), partMutations())
	binary := testbook.Join(testbook.BinaryRow(0, false), testbook.BinaryCell(5, 0, 0, testbook.F64(2.5)),
		testbook.BinaryCell(7, 1, 0, testbook.U32(0)))
	xlsb := xlsxSample(t, "generated.xlsb", testbook.XLSB(nil, testbook.BinaryStyles([2]string{"0.0", "Arial"}),
		[]string{"Đắk Lắk"},
		testbook.BinarySheet{Name: "a", Rows: binary}).Zip(), false)
	xlsb.mutations = slicesOf(fileMutations(), containerMutations())
	return []*sample{ods, xlsb}
}

// TestDamageOfOtherFormats damages only these, so that each kind of damage meets them.
func TestDamageOfOtherFormats(t *testing.T) {
	h := newHarness(t, otherSamples(t))
	for i := range 400 {
		h.try(t, i)
	}
	h.report(t)
}
