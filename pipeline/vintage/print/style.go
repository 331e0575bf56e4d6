package print

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// styles makes each cell style of a workbook once. A workbook may only have so many styles, and a
// table has thousands of cells of the same few.
type styles struct {
	file   *excelize.File
	made   map[styleKey]int
	digits int
	// foreseen says that the styles of all sheets were made before them, and unforeseen counts those that were made all
	// the same: their places depend on the sheets before.
	foreseen   bool
	unforeseen int
	err        error // the first that failed; asked for at the end
}

// styleKey is what cells differ in.
type styleKey struct {
	bold, italic  bool
	size          float64
	align         string
	indent        int
	border, wrap  bool
	fill, numeric string
}

// points is the size of the font.
func (k styleKey) points() float64 {
	if k.size == 0 {
		return bodyPoints
	}
	return k.size
}

// newStyles has none yet. digits is how many digits behind the point a percentage shows.
func newStyles(file *excelize.File, digits int) *styles {
	return &styles{file: file, made: map[styleKey]int{}, digits: digits}
}

// font is what Vietnamese offices print in (Decree 30/2020/NĐ-CP on clerical work, annex I).
const font = "Times New Roman"

// get is the number of a style in the workbook, which is made when it is first asked for. An error
// is kept in err, so that whoever writes a row need not look at each cell.
func (s *styles) get(key styleKey) int {
	key.size = key.points()
	if id, ok := s.made[key]; ok {
		return id
	}
	style := &excelize.Style{
		Font:      &excelize.Font{Family: font, Size: key.size, Bold: key.bold, Italic: key.italic},
		Alignment: &excelize.Alignment{Horizontal: key.align, Vertical: "center", Indent: key.indent, WrapText: key.wrap},
	}
	if key.border {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Style: 1, Color: "808080"})
		}
	}
	if key.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{key.fill}}
	}
	if key.numeric != "" {
		style.CustomNumFmt = &key.numeric
	}
	id, err := s.file.NewStyle(style)
	if err != nil && s.err == nil {
		s.err = err
	}
	s.made[key] = id
	if s.foreseen {
		s.unforeseen++
	}
	return id
}

// foresee makes the styles of all attainment tables, always in the same order, so that a cell's style has the same
// place in each workbook of equal columns, whatever its numbers are. depth is that of the unit that stands deepest.
func (s *styles) foresee(depth int, columns []block) {
	s.header()
	for _, key := range []styleKey{
		{align: "left"}, {bold: true, align: "left"}, {bold: true, size: titlePoints, align: "center"},
		{bold: true, align: "center"}, {italic: true, align: "right"}, {italic: true, size: notePoints, align: "left"},
		{italic: true, align: "center"},
	} {
		key.wrap = true
		s.get(key)
	}
	s.cell("center")
	for _, bold := range []bool{false, true} {
		for level := range depth + 1 {
			s.name(level, bold)
		}
		s.count(bold, 0)
		s.percent(bold)
		for _, b := range columns {
			s.count(bold, b.decimals)
			for _, p := range b.parts {
				s.count(bold, p.decimals)
			}
		}
	}
	s.foreseen = true
}

// The sizes of the font, in points.
const (
	bodyPoints   = 12
	headerPoints = 11
	notePoints   = 11
	titlePoints  = 14
)

// header is the style of column headers: bold, in the middle, on a pale blue ground.
func (s *styles) header() int {
	return s.get(styleKey{bold: true, align: "center", border: true, wrap: true, fill: "E7EDF4", size: headerPoints})
}

// name is the style of a unit's name, indented by its depth in the tree.
func (s *styles) name(depth int, bold bool) int {
	return s.get(styleKey{bold: bold, border: true, indent: depth, align: "left", wrap: true})
}

// count is a number with as many decimals as its indicator has: "#,##0.##" would show a whole one as "80." in Excel.
func (s *styles) count(bold bool, decimals int) int { return s.decimal(bold, "#,##0", decimals) }

// percent is a percentage with the digits to which the workspace rounds. The cell holds 120 for 120
// %, as the tables do.
func (s *styles) percent(bold bool) int { return s.decimal(bold, "#,##0", s.digits) }

// decimal is a number at the right of its cell. Number formats are always written in the English
// way; the program that shows the file puts in the separators of its own language.
func (s *styles) decimal(bold bool, format string, digits int) int {
	if digits > 0 {
		format += "." + strings.Repeat("0", digits)
	}
	return s.get(styleKey{bold: bold, border: true, align: "right", indent: 1, numeric: format})
}

// cell is the style of a cell with a text.
func (s *styles) cell(align string) int {
	return s.get(styleKey{border: true, align: align, wrap: true})
}

// tally is a count of which most are zero, shown as statistical tables do: "-".
func (s *styles) tally(bold bool) int {
	return s.get(styleKey{bold: bold, border: true, align: "right", indent: 1, numeric: `#,##0;-#,##0;"-"`})
}

// bands colour a column of percentages: what reaches the pace, what reaches half of it, and what
// does not. Only numbers are coloured: to a spreadsheet every text, "x" and "…" too, is more than
// any number. first is the topmost cell of the column, as the formulas of the three rules refer to
// it; pace is in per cent. The colours are those that people know from Excel: green, yellow and
// red.
func (s *styles) bands(first string, pace float64) ([]excelize.ConditionalFormatOptions, error) {
	band := func(comparison string, bound float64, fill, color string) (excelize.ConditionalFormatOptions, error) {
		id, err := s.file.NewConditionalStyle(&excelize.Style{
			Font: &excelize.Font{Color: color}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
		})
		formula := fmt.Sprintf("AND(ISNUMBER(%s),%s%s%g)", first, first, comparison, bound)
		return excelize.ConditionalFormatOptions{Type: "formula", Criteria: formula, Format: &id, StopIfTrue: true}, err
	}
	reached, err := band(">=", pace, "C6EFCE", "006100")
	if err != nil {
		return nil, err
	}
	half, err := band(">=", pace/2, "FFEB9C", "7F6000")
	if err != nil {
		return nil, err
	}
	under, err := band("<", pace/2, "FFC7CE", "9C0006")
	return []excelize.ConditionalFormatOptions{reached, half, under}, err
}
