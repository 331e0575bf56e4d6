package workbook

// BuiltinFormat is the code of a number format that files name by number only (ECMA-376 Part 1,
// 18.8.30; the same numbers in BIFF). Numbers that mean a date of the East Asian calendars have a
// plain date or time here: which one depends on the language of the program that wrote the file.
// An unknown number is "General", as Excel has it.
func BuiltinFormat(id int) string {
	if id >= 0 && id < len(builtinFormats) && builtinFormats[id] != "" {
		return builtinFormats[id]
	}
	return builtinFormats[0]
}

// What the formats of the East Asian calendars are read as: only whether they show a date or a time matters
// here.
const (
	eastAsianDate = "yyyy/m/d"
	eastAsianTime = "h:mm:ss"
)

// builtinFormats has the code of each number; a gap is a number that the standard leaves out.
var builtinFormats = [...]string{
	0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
	5: `"$"#,##0_);\("$"#,##0\)`, 6: `"$"#,##0_);[Red]\("$"#,##0\)`,
	7: `"$"#,##0.00_);\("$"#,##0.00\)`, 8: `"$"#,##0.00_);[Red]\("$"#,##0.00\)`,
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
	27: eastAsianDate, 28: eastAsianDate, 29: eastAsianDate, 30: eastAsianDate, 31: eastAsianDate,
	32: eastAsianTime, 33: eastAsianTime, 34: eastAsianTime, 35: eastAsianTime, 36: eastAsianDate,
	37: `#,##0_);\(#,##0\)`, 38: `#,##0_);[Red]\(#,##0\)`,
	39: `#,##0.00_);\(#,##0.00\)`, 40: `#,##0.00_);[Red]\(#,##0.00\)`,
	41: `_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)`,
	42: `_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)`,
	43: `_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)`,
	44: `_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)`,
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
	50: eastAsianDate, 51: eastAsianDate, 52: eastAsianDate, 53: eastAsianDate, 54: eastAsianDate,
	55: eastAsianTime, 56: eastAsianTime, 57: eastAsianDate, 58: eastAsianDate,
	59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00",
	67: "0%", 68: "0.00%", 69: "# ?/?", 70: "# ??/??",
	71: eastAsianDate, 72: eastAsianDate, 73: eastAsianDate, 74: eastAsianDate,
	75: eastAsianTime, 76: eastAsianTime, 77: eastAsianDate, 78: eastAsianTime,
	79: "[h]:mm:ss", 80: "mm:ss.0", 81: eastAsianDate,
}
