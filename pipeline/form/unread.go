package form

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tonghop/pipeline/vocabulary/quantity"
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook"
)

// fate is what became of a row below the header. A row without a fate was not looked at, and
// numbers in it are reported.
type fate uint8

const (
	isRead     fate = iota + 1 // its numbers are observations
	isSum                      // a group or total row, compared and not read as a unit
	passedOver                 // the definition says to, or it numbers the columns
	isReported                 // a finding names it
)

// numbersOf are the cells with numbers that nothing reads, of one column or outside all rows.
type numbersOf struct {
	first workbook.Cell
	cells []string
}

// add adds a cell; the first one is kept, since its address stands in the finding.
func (n *numbersOf) add(c *workbook.Cell) {
	if len(n.cells) == 0 {
		n.first = *c
	}
	n.cells = append(n.cells, c.Address())
}

// shownNames is how many cells, rows or units a finding names.
const shownNames = 5

// listed names the first few of a list.
func listed(names []string) string {
	if len(names) <= shownNames {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shownNames], ", ") + ", …"
}

// reportUnread looks for numbers below the header that stand in no column or in no row of the form.
// They may be what somebody wanted to report: one warning for each such column, and one for all
// that stand elsewhere. It never rejects the workbook, because they may as well be a note that the
// sender keeps beside the form.
func (r *reader) reportUnread() {
	columns, outside := map[int]*numbersOf{}, &numbersOf{}
	for i := range r.grid.cells {
		c := &r.grid.cells[i]
		// Left of the names stand ordinal numbers, above the data the header.
		if c.Row < r.header.first || c.Column <= r.header.label || c.Column == r.header.number || !countsAsNumber(c) {
			continue
		}
		switch mapped := slices.Contains(r.header.columns, c.Column); r.fates[c.Row] {
		// In a row that was read, only a column that the form does not have is left unread.
		case isRead, isSum:
			if !mapped {
				if columns[c.Column] == nil {
					columns[c.Column] = &numbersOf{}
				}
				columns[c.Column].add(c)
			}
		// Nobody looked at the row: it has neither a unit nor an indicator of the form.
		case 0:
			if !r.isFoot(c.Row) {
				outside.add(c)
			}
		}
	}
	r.reportColumns(columns)
	if len(outside.cells) > 0 {
		r.warning(NumbersOutside, r.grid.name, outside.first.Address(), text(&outside.first), "",
			map[string]string{"count": strconv.Itoa(len(outside.cells)), "cells": listed(outside.cells)})
	}
}

// reportColumns warns once of each column with numbers that the form does not have, unless the
// definition ignores it.
func (r *reader) reportColumns(columns map[int]*numbersOf) {
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		n, titles := columns[column], r.titles(column)
		if r.ignoresColumn(titles) {
			continue
		}
		r.warning(ColumnUnknown, r.grid.name, n.first.Address(), strings.Join(titles, " / "), "",
			map[string]string{"column": workbook.ColumnName(column), "count": strconv.Itoa(len(n.cells)),
				"cells": listed(n.cells)})
	}
}

// titles are the header texts over a column from the top down.
func (r *reader) titles(column int) []string {
	var all []string
	for row := r.header.top; row < r.header.first; row++ {
		if title := strings.Join(strings.Fields(r.grid.shownAt(row, column)), " "); title != "" &&
			!slices.Contains(all, title) {
			all = append(all, title)
		}
	}
	return all
}

// anyColumn in ignore_columns stands for every column that the definition does not name.
const anyColumn = "*"

// ignoresColumn says whether one of a column's titles is among those that the definition ignores.
func (r *reader) ignoresColumn(titles []string) bool {
	ignored := r.definition.ignoreColumns
	return slices.Contains(ignored, anyColumn) ||
		slices.ContainsFunc(titles, func(title string) bool { return slices.Contains(ignored, vntext.Fold(title)) })
}

// countsAsNumber says whether a person would take a cell for a number that is reported. 0 tells
// nothing; an error value or a formula without result stands where a number should. A mark such as
// "-" does not count, since nothing is lost when it is not read.
func countsAsNumber(c *workbook.Cell) bool {
	switch c.Type {
	case workbook.Uncomputed, workbook.Error:
		return true
	case workbook.Number:
		return c.Number != 0
	case workbook.Text:
		return looksNumeric(c.Text)
	}
	return false
}

// looksNumeric says whether a text is a number, or several readings of one, or one that is too long. What has a letter
// is none, which is seen at once of nearly every text of a form.
func looksNumeric(text string) bool {
	if hasASCIILetter(text) {
		return false
	}
	number, err := vntext.ParseNumber(text, vntext.NumberType{Decimals: quantity.Scale})
	var problem *vntext.NumberError
	return err == nil && number.Mark == vntext.Value && !number.Value.IsZero() ||
		errors.As(err, &problem) && problem.Problem != vntext.NotANumber
}

// hasNumbers says whether something that counts as a number stands in one of the form's columns in
// a row.
func (r *reader) hasNumbers(row int) bool {
	return slices.ContainsFunc(r.header.columns, func(column int) bool {
		if column == 0 {
			return false
		}
		c := r.grid.at(row, column)
		return c != nil && countsAsNumber(c)
	})
}

// What stands under a table besides notes: the day of signature, and how to reach the sender.
var (
	dayOfSignature = regexp.MustCompile(`^(?:.*, )?ngày[\s\d.…:_]*(?:tháng|$)`)
	reachWords     = []string{"điện thoại", "đt", "sđt", "số điện thoại", "fax", "số tài khoản", "người liên hệ"}
)

// reachNumber is what every telephone number is larger than, without its leading zero. "Điện thoại di động: 1.200" is
// an indicator.
const reachNumber = 1e6

// isFoot says whether a row stands under the table: it is ignored, or holds the day of signature or
// a telephone number. Otherwise the telephone number of whoever made the report would be a number
// outside of all rows.
func (r *reader) isFoot(row int) bool {
	if r.isIgnored(row) {
		return true
	}
	return slices.ContainsFunc(r.grid.row(row), func(c workbook.Cell) bool {
		key := r.grid.key(text(&c))
		return dayOfSignature.MatchString(key) || startsWithWord(key, reachWords) && r.holdsNoLessThan(row, reachNumber)
	})
}

// startsWithWord says whether a folded text begins with one of some words, and not merely with its
// letters.
func startsWithWord(key string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		rest, ok := strings.CutPrefix(key, word)
		return ok && (rest == "" || strings.ContainsAny(rest[:1], " :.,"))
	})
}

// holdsNoLessThan says whether each number of a row is at least so large.
func (r *reader) holdsNoLessThan(row int, least float64) bool {
	return !slices.ContainsFunc(r.grid.row(row), func(c workbook.Cell) bool {
		return c.Column > r.header.label && countsAsNumber(&c) && (c.Type != workbook.Number || c.Number < least)
	})
}

// matchesAny says whether a label is one of those that a definition states, signs that lead it in left aside.
func matchesAny(patterns []*pattern, label string) bool {
	key := labelKey(label)
	return slices.ContainsFunc(patterns, func(p *pattern) bool { return p.re.MatchString(key) })
}

// isIgnored says whether the definition passes a row over.
func (r *reader) isIgnored(row int) bool {
	if len(r.definition.ignore) == 0 {
		return false
	}
	cells := r.grid.row(row)
	return matchesAny(r.definition.ignore, r.grid.shownAt(row, r.header.label)) ||
		slices.ContainsFunc(cells, func(c workbook.Cell) bool {
			return c.Type == workbook.Text && matchesAny(r.definition.ignore, text(&c))
		})
}

var (
	// placeholder is what stands under a header to name the columns: A, B, 1, (2).
	placeholder  = regexp.MustCompile(`^\(?[A-Za-z0-9]{1,2}\)?$`)
	columnNumber = regexp.MustCompile(`^\(?(\d{1,2})\)?(?: *=.*)?$`) // 4=3/1
)

// numbersColumns says whether a row names the columns: A, B, 1, 2, 3=2/1, growing from left to right. Without a label
// it does so only over the rows that are read.
func (r *reader) numbersColumns(row int, label string) bool {
	if label != "" && !placeholder.MatchString(label) || label == "" && len(r.fates) > 0 {
		return false
	}
	// The numbers of columns grow from left to right; counts seldom do, from 1 on.
	last, cells := 0, r.grid.row(row)
	for i := range cells {
		if !slices.Contains(r.header.columns, cells[i].Column) ||
			placeholder.MatchString(text(&cells[i])) && !columnNumber.MatchString(text(&cells[i])) {
			continue
		}
		// Under a column of numbers, anything else than its number makes it a row of data.
		m := columnNumber.FindStringSubmatch(text(&cells[i]))
		if m == nil {
			return false
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n <= last {
			return false
		}
		last = n
	}
	return label != "" || last > 0
}
