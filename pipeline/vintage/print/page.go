package print

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// printLandscape is landscape with the header rows repeated on each page. Without that nobody knows
// from the second page on which column is which.
func printLandscape(file *excelize.File, sheet string, firstHeader, lastHeader int) error {
	if err := landscape(file, sheet, 0); err != nil {
		return err
	}
	rows := fmt.Sprintf("'%s'!$%d:$%d", sheet, firstHeader, lastHeader)
	return file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: rows, Scope: sheet})
}

// landscape fits a sheet to the width of A4 across, and to so many pages; 0 are as many as its rows need.
func landscape(file *excelize.File, sheet string, pages int) error {
	a4, across, wide := 9, "landscape", 1
	layout := excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &wide, FitToHeight: &pages}
	if err := file.SetPageLayout(sheet, &layout); err != nil {
		return err
	}
	fit := true
	if err := file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	margin, middle := 0.5, true // inches
	margins := excelize.PageLayoutMarginsOptions{
		Left: &margin, Right: &margin, Top: &margin, Bottom: &margin, Horizontally: &middle,
	}
	if err := file.SetPageMargins(sheet, &margins); err != nil {
		return err
	}
	return file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&C&P/&N"})
}

// printArea says that everything down to a cell is printed, and nothing that somebody writes beside
// it. Staff note things at the margin of such a sheet, and these must not be sent out with it.
func printArea(file *excelize.File, sheet string, columns, rows int) error {
	last, err := excelize.CoordinatesToCellName(columns, rows, true)
	if err != nil {
		return err
	}
	area := fmt.Sprintf("'%s'!$A$1:%s", sheet, last)
	return file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: area, Scope: sheet})
}

// across writes a text over the whole width, in as many lines as it needs. The cells behind the
// first are merged into it; a program does not fit the height of such a row itself, so that the
// lines are counted here.
func (w *sheetWriter) across(row int, value string, style styleKey) {
	style.wrap = true
	f := face{points: style.points(), bold: style.bold}
	w.setHigh(row, f.lines(value, w.pixels(1, w.width)), excelize.Cell{Value: value, StyleID: w.styles.get(style)})
	w.keep(w.stream.MergeCell(cell(1, row), cell(w.width, row)))
}

// letterhead names the office and the authority above it.
func (w *sheetWriter) letterhead() {
	w.across(1, strings.ToUpper(w.office.Above), styleKey{align: "left"})
	w.across(2, strings.ToUpper(w.officeName()), styleKey{bold: true, align: "left"})
}

// officeName is who publishes: as the workspace says, otherwise the topmost unit.
func (w *sheetWriter) officeName() string {
	if w.office.Name != "" || len(w.lines) == 0 {
		return w.office.Name
	}
	return w.lines[0].name
}

// signatureRows are how many rows the signatures take.
const signatureRows = 3

// signature is where the list's author and the head of the office sign. A title that the workspace
// does not state is the usual one; day and month are left to be filled in by hand.
func (w *sheetWriter) signature(row int) {
	place := w.office.Place
	if place != "" {
		place += ", "
	}
	place += w.office.text("date_line", nil)
	signer := w.office.Signer
	if signer == "" {
		signer = w.office.text("signer", nil)
	}
	author := strings.ToUpper(w.office.text("drawn_up_by", nil))
	strong := styleKey{bold: true, align: "center", wrap: true}
	italic := styleKey{italic: true, align: "center", wrap: true}
	right := w.signingColumn(place, strings.ToUpper(signer))
	w.sign(row, right, "", place, italic)
	w.sign(row+1, right, author, strings.ToUpper(signer), strong)
	w.sign(row+2, right, w.office.text("sign_here", nil), w.office.text("sign_here", nil), italic)
}

// signingColumn is the first of the columns at the right in which both texts stand on one line, if there are as many.
func (w *sheetWriter) signingColumn(place, signer string) int {
	needed := max(face{bodyPoints, false}.pixels(place), face{bodyPoints, true}.pixels(signer)) * moreInLines
	right := w.width
	for right > firstBlock && w.pixels(right, w.width) < needed {
		right--
	}
	return right
}

// sign writes one row of the signature block: a text beneath the column of names, and one from the
// column right to the last one.
func (w *sheetWriter) sign(row, right int, left, value string, style styleKey) {
	f := face{points: style.points(), bold: style.bold}
	high := max(f.lines(left, w.pixels(2, 2)), f.lines(value, w.pixels(right, w.width)))
	cells := make([]any, right)
	cells[1] = excelize.Cell{Value: left, StyleID: w.styles.get(style)}
	cells[right-1] = excelize.Cell{Value: value, StyleID: w.styles.get(style)}
	w.setHigh(row, high, cells...)
	if right < w.width {
		w.keep(w.stream.MergeCell(cell(right, row), cell(w.width, row)))
	}
}
