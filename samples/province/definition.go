package province

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// districtSize is how many communes a district has.
const districtSize = 20

// Identifiers and names follow from the number u of the commune, which counts from 0.
func unitID(u int) string       { return fmt.Sprintf("xa-%05d", u+1) }
func districtID(u int) string   { return fmt.Sprintf("huyen-%04d", u/districtSize+1) }
func unitName(u int) string     { return fmt.Sprintf("Xã Số %05d", u+1) }
func districtName(u int) string { return fmt.Sprintf("Huyện Số %04d", u/districtSize+1) }

// writeDefinitions writes tonghop.yaml, the registry of units and targets, and the form, all as an office would
// keep them.
func writeDefinitions(dir string, o Options) error {
	var units, targets strings.Builder
	// The province is the root; each district and its communes follow.
	units.WriteString("unit_id,code,name,level,parent_unit_id,valid_from,valid_to\ntinh-mau,66,Tỉnh Mẫu,province,,,\n")
	targets.WriteString("unit_id,indicator,breakdown,horizon,kind,value,share_of,decision,signed_date,effective_date\n")
	for u := range o.Units {
		if u%districtSize == 0 {
			fmt.Fprintf(&units, "%s,66.%04d,%s,district,tinh-mau,,\n", districtID(u), u/districtSize+1, districtName(u))
		}
		fmt.Fprintf(&units, "%s,66.%04d.%05d,%s,commune,%s,,\n", unitID(u), u/districtSize+1, u+1, unitName(u), districtID(u))
	}
	// The province has a target for each indicator and year; the communes state their own in their workbooks.
	for year := o.FirstYear; year < o.FirstYear+o.Years; year++ {
		for i := range o.Indicators {
			fmt.Fprintf(&targets, "tinh-mau,%s,total,%d,absolute,%d,,01/QĐ,,\n", indicator(i), year, 50*o.Units)
		}
	}
	// The order of writing does not matter: nobody reads before all of it is there.
	for name, body := range map[string]string{
		"tonghop.yaml":         "office: {name: Tỉnh Mẫu}\n",
		"registry/units.csv":   units.String(),
		"registry/targets.csv": targets.String(),
		"forms/pr-01.yaml":     formText(o.Indicators),
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			return err
		}
	}
	return os.MkdirAll(filepath.Join(dir, "inbox"), 0o755)
}

// formText is the definition of the one form, with as many indicators as asked for. The form looks like KN-01
// of the other sample; its rules make an error of a quarter that is larger than the sum since 1 January.
func formText(indicators int) string {
	var text strings.Builder
	// The form is recognised by the number on its head, its unit by the words before it.
	text.WriteString(`form: pr-01
title: {vi: Báo cáo tổng hợp, en: Summary report}
recognise: {texts: ["Biểu số: KN-01"]}
unit: {after: "Đơn vị báo cáo:"}
period: {kind: quarter}
submitted_by: {levels: [commune]}
due: {days: 5}
layout: indicators_down
indicators:
`)
	for i := range indicators {
		fmt.Fprintf(&text, "  %s: {vi: %s, en: Indicator %d, unit: {vi: người, en: people}}\n", indicator(i), label(i), i+1)
	}
	fmt.Fprintf(&text, "  %s: {vi: %s, en: Members, unit: {vi: người, en: people}}\n", stockIndicator, stockLabel)
	// One row for each indicator, with a target, a flow and a cumulative; the stock has a number in the last
	// column only.
	text.WriteString(`label_column: Chỉ tiêu
columns:
  - {header: Chỉ tiêu giao năm, measure: target}
  - {header: Kết quả thực hiện / Trong quý, measure: flow}
  - {header: Kết quả thực hiện / Lũy kế từ đầu năm, measure: ytd}
rows:
`)
	for i := range indicators {
		fmt.Fprintf(&text, "  - {label: %s, indicator: %s}\n", label(i), indicator(i))
	}
	fmt.Fprintf(&text, "  - {label: %s, indicator: %s, measures: {ytd: stock}}\nrules:\n", stockLabel, stockIndicator)
	for i := range indicators {
		fmt.Fprintf(&text, "  - {check: \"%s[flow] <= %s[ytd]\", severity: error}\n", indicator(i), indicator(i))
	}
	return text.String()
}
