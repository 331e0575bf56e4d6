// Package reform takes over lists of old and new units as the statistics office publishes them: which communes of
// before a reform become which ones after it.
//
// It reads such a list (Read), works out against the registry what it means (Plan), and writes the rows of
// registry/units and registry/changes (Plan.Write). What does not add up is told with file and row. Nothing is written
// as long as there is an error. Begin reading with Read and Make.
package reform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tonghop/pipeline/vocabulary/period"
	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// part is how much of an old unit goes to a new one. The words are those of the notes in the
// published lists, which partOf reads.
type part int

const (
	unstated part = iota
	whole         // nhập toàn bộ
	some          // nhập một phần
	area          // nhập một phần diện tích: land without people
)

// unit is a unit as the list names it.
type unit struct{ name, code string }

// String is the unit in messages: "Xã Hòa Sơn (24481)".
func (u unit) String() string {
	switch {
	case u.code == "":
		return u.name
	case u.name == "":
		return u.code
	}
	return u.name + " (" + u.code + ")"
}

// entry is one row of a list: what becomes of an old unit, or of a part of it.
type entry struct {
	source   registry.Source
	old, new unit
	part     part
	// The units above, where the list names them.
	oldDistrict, oldProvince, newProvince unit
	date                                  period.Date
	decision                              string
	allocation                            string
}

// List is a list of old and new units as it was read.
type List struct {
	File    string
	entries []entry
	bad     []Problem
}

// Options say what a list leaves open. What the list says itself goes before them, row by row, but
// for Counts, Continue and Groups, of which no list speaks.
type Options struct {
	Sheet    string          // of a workbook; "": the first one that has the columns of a list
	Date     period.Date     // the first day of the new units; zero: the list states it
	Decision string          // number of the resolution, where the list states none
	Counts   registry.Counts // what the new units' cumulatives hold of the old ones' numbers
	Parent   string          // unit_id above new units whose place the list does not state
	// Continue takes a new unit that has code and name of one of its predecessors for the same unit.
	Continue bool
	// Groups keeps the new units of one former district together, in a group called after it.
	Groups bool
}

// headers are those under which lists have their columns, folded. Those of the list of 1 July 2025
// come first, and then what offices may call them in lists of their own.
func headers() map[string][]string {
	return map[string][]string{
		"new_code":     {"mã xã mới", "mã mới", "mã đvhc mới", "ma xa moi", "new code", "new_code"},
		"new_name":     {"tên xã mới", "tên mới", "tên đvhc mới", "ten xa moi", "new name", "new_name"},
		"old_code":     {"mã xã cũ", "mã cũ", "mã đvhc cũ", "ma xa cu", "old code", "old_code"},
		"old_name":     {"tên xã cũ", "tên cũ", "tên đvhc cũ", "ten xa cu", "old name", "old_name"},
		"part":         {"ghi chú", "toàn bộ/một phần", "hình thức", "whole/part", "part", "note"},
		"district":     {"quận/huyện", "quận/huyện cũ", "quận huyện cũ", "huyện cũ", "old district", "old_district"},
		"old_province": {"tỉnh cũ", "tỉnh, thành phố cũ", "old province", "old_province"},
		"new_province": {"tỉnh, thành phố", "tỉnh mới", "tỉnh, thành phố mới", "new province", "new_province"},
		"date":         {"ngày hiệu lực", "hiệu lực từ ngày", "ngày", "date"},
		"decision":     {"nghị quyết", "số nghị quyết", "quyết định", "decision"},
		"allocation":   {"tỷ lệ", "tỷ lệ phân bổ", "allocation"},
	}
}

// headRows is how far down the header of a list may stand.
const headRows = 20

// Read reads a list, a CSV file or a workbook. shown is the file's name in messages. The error says
// that the file cannot be read, or that it is no list; what is wrong in single rows is told by the
// plan. Of several sheets the first one is taken that has the columns of a list. A day in a title
// above the headers holds for all rows that state none.
func Read(name, shown string, limits workbook.Limits, options Options) (*List, error) {
	tables, err := registry.ReadRows(name, shown, limits)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		if options.Sheet != "" && table.Sheet != options.Sheet {
			continue
		}
		if head, columns, found := header(table.Rows); found {
			list := &List{File: shown}
			list.readRows(table.Rows[head+1:], columns, statedDate(table.Rows[:head]))
			return list, nil
		}
	}
	return nil, &registry.RowError{Source: registry.Source{File: shown}, Read: options.Sheet,
		Expected: "no sheet is a list of old and new units: expected a row of headers with the codes and names of both, " +
			"such as Mã Xã cũ, Tên Xã cũ, Mã Xã mới, Tên Xã mới"}
}

// header finds the row of headers, and which column is which. A row is one when it names the codes
// and names of both units; the other columns may be missing.
func header(rows []registry.Row) (at int, columns map[string]int, found bool) {
	all := headers()
	for at := range rows[:min(len(rows), headRows)] {
		columns := map[string]int{}
		for i, text := range rows[at].Texts {
			key := vntext.Fold(text)
			for name, known := range all {
				if _, twice := columns[name]; !twice && slices.Contains(known, key) {
					columns[name] = i
				}
			}
		}
		complete := true
		for _, name := range []string{"old_code", "old_name", "new_code", "new_name"} {
			_, there := columns[name]
			complete = complete && there
		}
		if complete {
			return at, columns, true
		}
	}
	return 0, nil, false
}

// dayInTitle is the day in a title such as "Đơn vị hành chính từ ngày 01/7/2025".
var dayInTitle = regexp.MustCompile(`\btừ ngày (\d{1,2}/\d{1,2}/\d{4})`)

// statedDate is the day from which the new units exist, as the titles above the table say; zero
// where they say none, or several. Of several days nobody can tell which one is meant, and --date
// has to say it.
func statedDate(titles []registry.Row) period.Date {
	var date period.Date
	for _, row := range titles {
		for _, text := range row.Texts {
			for _, m := range dayInTitle.FindAllStringSubmatch(vntext.Fold(text), -1) {
				day, err := vntext.ParseDate(m[1])
				if err != nil || !date.IsZero() && day != date {
					return period.Date{}
				}
				date = day
			}
		}
	}
	return date
}

// readRows reads the rows beneath the headers. A row without any code and name groups the others
// and is passed over. Nothing is looked up here: whether the registry knows the units is for Make.
func (l *List) readRows(rows []registry.Row, columns map[string]int, date period.Date) {
	repeated := headers()["old_code"]
	for _, row := range rows {
		text := func(column string) string {
			if i, ok := columns[column]; ok && i < len(row.Texts) {
				return row.Texts[i]
			}
			return ""
		}
		e := entry{
			source: registry.Source{File: l.File, Row: row.Number}, date: date, decision: text("decision"),
			old: unit{text("old_name"), text("old_code")}, new: unit{text("new_name"), text("new_code")},
			oldDistrict: place(text("district")), oldProvince: place(text("old_province")),
			newProvince: place(text("new_province")), allocation: text("allocation"),
		}
		// A list of many pages has its headers again on each.
		again := slices.Contains(repeated, vntext.Fold(e.old.code))
		if again || isHeading(row) || e.old == (unit{}) && e.new == (unit{}) {
			continue
		}
		e.part = partOf(text("part"))
		l.readDate(&e, text("date"))
		l.complete(&e)
		l.entries = append(l.entries, e)
	}
}

// isHeading says whether a row has one text only, such as the name of the province above its communes.
func isHeading(row registry.Row) bool {
	texts := 0
	for _, text := range row.Texts {
		if text != "" {
			texts++
		}
	}
	return texts == 1
}

// readDate takes the row's own day, where it has one.
func (l *List) readDate(e *entry, text string) {
	if text == "" {
		return
	}
	day, err := vntext.ParseDate(text)
	if err != nil {
		l.problem(e.source, true, "date %q: expected a day such as 1/7/2025", text)
		return
	}
	e.date = day
}

// complete refuses a row that names only one of the two units. It also refuses a weight that cannot
// be read.
func (l *List) complete(e *entry) {
	for _, side := range []struct {
		unit
		what string
	}{{e.old, "old"}, {e.new, "new"}} {
		if side.code == "" || side.name == "" {
			l.problem(e.source, true, "the %s unit has no code or no name: read %q; fill in both, or delete the row",
				side.what, side.String())
		}
	}
	if e.allocation != "" {
		if _, err := quantity.Parse(e.allocation); err != nil {
			l.problem(e.source, true, "allocation %q: expected a weight such as 60 or 0.6", e.allocation)
		}
	}
}

// withCode is a name with a code in brackets behind it: "Quận Ba Đình (001)".
var withCode = regexp.MustCompile(`^(.*\S)\s*\((\d+)\)$`)

// place reads a unit that is named with its code in brackets. A text without a code in brackets is
// taken for a name as it stands.
func place(text string) unit {
	if m := withCode.FindStringSubmatch(text); m != nil {
		return unit{m[1], m[2]}
	}
	return unit{name: text}
}

// partOf reads how much of the old unit the row is about, in the words of the published lists. The
// order matters: "một phần diện tích" alone is land, while "một phần diện tích và dân số" moves
// people too; and "toàn bộ dân số" moves all people, even of only a part of the land.
func partOf(text string) part {
	key := vntext.Fold(text)
	switch {
	case strings.Contains(key, "toàn bộ dân số"), strings.Contains(key, "giữ nguyên"), strings.Contains(key, "whole"),
		strings.Contains(key, "toàn bộ"):
		return whole
	case strings.Contains(key, "một phần diện tích") && !strings.Contains(key, "dân số"):
		return area
	case strings.Contains(key, "một phần"), strings.Contains(key, "part"):
		return some
	}
	return unstated
}

// padded gives a code of digits the zeros back that a spreadsheet took from it, as it made a number
// of it. Codes that have letters are no such numbers, and stay as they are.
func padded(code string, digits int) string {
	if code == "" || len(code) >= digits || strings.Trim(code, "0123456789") != "" {
		return code
	}
	return strings.Repeat("0", digits-len(code)) + code
}

// Problem is what does not add up in a list, or between it and the registry. With an error nothing is written; a
// warning is to be looked at.
type Problem struct {
	registry.Source
	IsError bool
	Text    string
}

// String is the problem with its file and row, as the command prints it.
func (p Problem) String() string {
	if p.Row == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s, row %d: %s", p.File, p.Row, p.Text)
}

// problem notes what is wrong in a row, so that all of it is told together with what the plan
// finds.
func (l *List) problem(source registry.Source, isError bool, format string, args ...any) {
	l.bad = append(l.bad, Problem{source, isError, fmt.Sprintf(format, args...)})
}
