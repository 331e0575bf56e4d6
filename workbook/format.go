package workbook

import "strings"

// General is the style of a cell that states none.
func General() *Style { return &Style{NumberFormat: "General"} }

// NewStyle classifies a number format.
func NewStyle(numberFormat, font string) *Style {
	kind := classify(numberFormat)
	return &Style{NumberFormat: numberFormat, Font: font, IsDate: kind.date, Literal: kind.literal}
}

// BuiltinFormat is the code of a number format that files name by number only (ECMA-376 Part 1, 18.8.30). Numbers that
// depend on the locale of Excel (27-36, 50-58) are dates in each of them. Unknown numbers are "General".
func BuiltinFormat(id int) string {
	if code, ok := builtinFormats[id]; ok {
		return code
	}
	if id >= 27 && id <= 36 || id >= 50 && id <= 58 {
		return "yyyy-mm-dd"
	}
	return "General"
}

var builtinFormats = map[int]string{
	0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
	5: "$#,##0_);($#,##0)", 6: "$#,##0_);[Red]($#,##0)", 7: "$#,##0.00_);($#,##0.00)", 8: "$#,##0.00_);[Red]($#,##0.00)",
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
	37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
	41: `_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)`, 42: `_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)`,
	43: `_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)`, 44: `_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)`,
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}

type formatKind struct{ date, literal bool }

// classify looks at the section for positive numbers. A date has one of y m d h s outside of quotes, escapes and
// brackets other than elapsed time ([h]). A format without any digit place or date part hides the number.
func classify(code string) formatKind {
	if code == "" || code == "@" {
		return formatKind{}
	}
	var kind formatKind
	digits := false
	for i := 0; i < len(code) && code[i] != ';'; {
		part, length := formatPart(code[i:])
		kind.date = kind.date || part == datePart
		digits = digits || part == digitPart
		i += length
	}
	kind.literal = !digits && !kind.date
	return kind
}

type part uint8

const (
	otherPart part = iota
	digitPart
	datePart
)

// formatPart classifies the start of a format code and says how many bytes it takes.
func formatPart(code string) (part, int) {
	switch c := code[0] | 0x20; {
	case code[0] == '"':
		if end := strings.IndexByte(code[1:], '"'); end >= 0 {
			return otherPart, end + 2
		}
		return otherPart, len(code)
	case code[0] == '\\' || code[0] == '_' || code[0] == '*':
		return otherPart, 2
	case code[0] == '[':
		return bracketPart(code)
	case hasPrefixFold(code, "general"):
		return digitPart, len("general")
	case hasPrefixFold(code, "am/pm"):
		return datePart, len("am/pm")
	case hasPrefixFold(code, "e+"), hasPrefixFold(code, "e-"):
		return otherPart, 2
	case code[0] == '0' || code[0] == '#' || code[0] == '?' || code[0] == '@':
		return digitPart, 1
	case c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's':
		return datePart, 1
	}
	return otherPart, 1
}

// bracketPart is a colour, a condition, a locale, or elapsed time such as [h].
func bracketPart(code string) (part, int) {
	end := strings.IndexByte(code, ']')
	if end < 0 {
		return otherPart, len(code)
	}
	if inside := strings.ToLower(code[1:end]); inside != "" && strings.Trim(inside, inside[:1]) == "" && strings.Contains("hms", inside[:1]) {
		return datePart, end + 1
	}
	return otherPart, end + 1
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
