package warehouse

import (
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tonghop/pipeline/vocabulary/quantity"
)

// A case file holds the cases of one model or check, as rows in and rows out:
//
//	# What comes before the first case holds for every case of the file.
//	set years 2020 2021
//	load staging.unit
//	    unit_key | level    | parent_key
//	    huyen    | district |
//	    xa       | commune  | huyen
//
//	case a commune that nothing stands beneath reports
//	load core.period
//	    year | month | last_day
//	    2021 | 3     | 2021-03-31
//	expect
//	    unit_key | reporting
//	    huyen    | false
//	    xa       | true
//
// A table that is loaded is taken as it stands; every other input that is a model is built from its own inputs. Units
// and series are written by their names where the tables have numbers: xa, admitted, admitted.female; columns that
// repeat these names are filled. An empty value is NULL, '' an empty text. Columns that are left out are NULL, or empty
// where the ledger allows no NULL. Published tables are compared in their order, all others in any. UPDATE=1 go test
// ./warehouse writes the rows under every expect anew and aligns the tables.

// caseFile is one file, line by line, so that it can be written back.
type caseFile struct {
	path  string
	lines []string
	cases []*modelCase
}

type modelCase struct {
	name     string
	settings Settings
	years    []int
	loads    []textTable
	expect   textTable
}

// textTable is a small table as texts.
type textTable struct {
	name        string
	columns     []string
	rows        [][]string
	first, last int // lines of the file that hold the rows, first included, last not
}

func readCases(t *testing.T, path string) *caseFile {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := &caseFile{path: path, lines: strings.Split(strings.TrimRight(string(body), "\n"), "\n")}
	common := &modelCase{settings: Settings{Rounding: quantity.Rounding{Mode: quantity.HalfUp, Digits: 1},
		TimeZone: "Asia/Ho_Chi_Minh"}, years: []int{2021}}
	current := common
	var table *textTable
	for i, line := range f.lines {
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || word == "#":
			table = nil
		case word == "case":
			current = &modelCase{name: rest, settings: common.settings, years: common.years, loads: append([]textTable(nil),
				common.loads...)}
			f.cases = append(f.cases, current)
		case word == "set":
			current.set(t, fmt.Sprintf("%s:%d", path, i+1), rest)
		case word == "load":
			current.loads = append(current.loads, textTable{name: rest})
			table = &current.loads[len(current.loads)-1]
		case line == "expect":
			table = &current.expect
		case word == "" && table != nil:
			table.add(t, fmt.Sprintf("%s:%d", path, i+1), line, i)
		default:
			t.Fatalf("%s:%d: read %q; expected case, set, load, expect, or an indented row under one of the last two", path,
				i+1, line)
		}
	}
	return f
}

// add takes one row, the header first.
func (table *textTable) add(t *testing.T, at, line string, number int) {
	t.Helper()
	row := values(line)
	if table.columns == nil {
		table.columns, table.first, table.last = row, number+1, number+1
		return
	}
	if len(row) != len(table.columns) {
		t.Fatalf("%s: %d values, expected one for each of the %d columns", at, len(row), len(table.columns))
	}
	table.rows, table.last = append(table.rows, row), number+1
}

// values are the parts of one row.
func values(line string) []string {
	parts := strings.Split(line, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func (c *modelCase) set(t *testing.T, at, text string) {
	t.Helper()
	name, value, _ := strings.Cut(text, " ")
	var err error
	switch name {
	case "years":
		c.years = nil
		for _, word := range strings.Fields(value) {
			year, wrong := strconv.Atoi(word)
			c.years, err = append(c.years, year), wrong
		}
	case "rounding_mode":
		c.settings.Rounding.Mode = quantity.Mode(value)
	case "rounding_digits":
		c.settings.Rounding.Digits, err = strconv.Atoi(value)
	case "cutoff_day":
		c.settings.CutoffDay, err = strconv.Atoi(value)
	case "declare":
		period, kind, _ := strings.Cut(value, " ")
		declared := map[string]string{period: kind}
		maps.Copy(declared, c.settings.DeclaredKinds)
		c.settings.DeclaredKinds = declared
	case "today":
		c.settings.Now, err = time.Parse(time.DateOnly, value)
	case "as_of":
		c.settings.AsOf, err = time.Parse("2006-01-02 15:04:05", value)
	default:
		err = fmt.Errorf("there is no setting %q", name)
	}
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
}

// rewrite puts rows under the expect of each case, and aligns every table.
func (f *caseFile) rewrite(t *testing.T, rows map[*modelCase][][]string) {
	t.Helper()
	var out []string
	at := 0
	for _, c := range f.cases {
		out = append(out, f.lines[at:c.expect.first-1]...)
		out = append(out, aligned(append([][]string{c.expect.columns}, rows[c]...))...)
		at = c.expect.last
	}
	out = alignTables(append(out, f.lines[at:]...))
	if err := os.WriteFile(f.path, []byte(strings.Join(out, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// alignTables aligns the indented lines that stand together.
func alignTables(lines []string) (out []string) {
	for len(lines) > 0 {
		var rows [][]string
		for len(rows) < len(lines) && strings.HasPrefix(lines[len(rows)], " ") {
			rows = append(rows, values(lines[len(rows)]))
		}
		if len(rows) == 0 {
			out, lines = append(out, lines[0]), lines[1:]
			continue
		}
		out, lines = append(out, aligned(rows)...), lines[len(rows):]
	}
	return out
}

func aligned(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, value := range row {
			widths[i] = max(widths[i], len([]rune(value)))
		}
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		padded := make([]string, len(row))
		for i, value := range row {
			padded[i] = value + strings.Repeat(" ", widths[i]-len([]rune(value)))
		}
		lines[n] = strings.TrimRight("    "+strings.Join(padded, " | "), " ")
	}
	return lines
}
