package print

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// styles makes each cell style of a workbook once.
type styles struct {
	file   *excelize.File
	made   map[styleKey]int
	digits int
	err    error // the first that failed; asked for at the end
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

func newStyles(file *excelize.File, digits int) *styles {
	return &styles{file: file, made: map[styleKey]int{}, digits: digits}
}

// font is what Vietnamese offices print in (Decree 30/2020/NĐ-CP on clerical work, annex I).
const font = "Times New Roman"

func (s *styles) get(key styleKey) int {
	if key.size == 0 {
		key.size = 12
	}
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
	return id
}

func (s *styles) title() int  { return s.get(styleKey{bold: true, size: 14, align: "center"}) }
func (s *styles) strong() int { return s.get(styleKey{bold: true, align: "center"}) }
func (s *styles) quiet() int  { return s.get(styleKey{italic: true, align: "right"}) }
func (s *styles) note() int   { return s.get(styleKey{italic: true, size: 11}) }

func (s *styles) header() int {
	return s.get(styleKey{bold: true, align: "center", border: true, wrap: true, fill: "E7EDF4", size: 11})
}

func (s *styles) name(depth int, bold bool) int {
	return s.get(styleKey{bold: bold, border: true, indent: depth, align: "left", wrap: true})
}

// count is a number with as many decimals as its indicator has: "#,##0.##" would show a whole one as "80." in Excel.
func (s *styles) count(bold bool, decimals int) int { return s.decimal(bold, "#,##0", decimals) }

func (s *styles) percent(bold bool) int { return s.decimal(bold, "0", s.digits) }

func (s *styles) decimal(bold bool, format string, digits int) int {
	if digits > 0 {
		format += "." + strings.Repeat("0", digits)
	}
	return s.get(styleKey{bold: bold, border: true, align: "right", indent: 1, numeric: format})
}

func (s *styles) cell(align string) int {
	return s.get(styleKey{border: true, align: align, wrap: true})
}

// tally is a count of which most are zero, shown as statistical tables do: "-".
func (s *styles) tally(bold bool) int {
	return s.get(styleKey{bold: bold, border: true, align: "right", indent: 1, numeric: `#,##0;-#,##0;"-"`})
}

// bands colour an attainment: under half, under the target, reached.
func (s *styles) bands() ([]excelize.ConditionalFormatOptions, error) {
	band := func(criteria, value, fill, color string) (excelize.ConditionalFormatOptions, error) {
		id, err := s.file.NewConditionalStyle(&excelize.Style{
			Font: &excelize.Font{Color: color}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}},
		})
		return excelize.ConditionalFormatOptions{Type: "cell", Criteria: criteria, Value: value, Format: &id, StopIfTrue: true}, err
	}
	blank := excelize.ConditionalFormatOptions{Type: "blanks", StopIfTrue: true}
	reached, err := band(">=", "100", "C6EFCE", "006100")
	if err != nil {
		return nil, err
	}
	half, err := band(">=", "50", "FFEB9C", "7F6000")
	if err != nil {
		return nil, err
	}
	under, err := band("<", "50", "FFC7CE", "9C0006")
	return []excelize.ConditionalFormatOptions{blank, reached, half, under}, err
}
