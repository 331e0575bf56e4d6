package form

import "testing"

func TestFormatsThatShowAnotherNumber(t *testing.T) {
	for format, want := range map[string]bool{
		"General": false, "0": false, "#,##0": false, "#,##0.00": false, "_(* #,##0_);_(* (#,##0);_(* \"-\"??_)": false,
		"#,###": false,
		`0" %"`: false, `0\%`: false, `[Red]#,##0`: false, `[$%-409]0`: false, `#,##0 "nghìn,"`: false, "": false,
		`"chưa đóng`: false,
		"0%":         true, "0.0%": true, "#,##0,": true, "0,": true, "0.0,,": true,
		`#,##0,"k"`: true, "#,##0,;-#,##0,": true,
		`[Red]0.0 %`: true,
	} {
		if got := isScaled(format); got != want {
			t.Errorf("%q: %v", format, got)
		}
	}
}
