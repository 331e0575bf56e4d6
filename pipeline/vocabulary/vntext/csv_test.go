package vntext

import "testing"

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Xã Cư Pui": "Xã Cư Pui", "12": "12", "a=b": "a=b", " =1+1": " =1+1", "'=1": "'=1",
		"=1+1": "'=1+1", `=HYPERLINK("http://x","y")`: `'=HYPERLINK("http://x","y")`, "+84 912": "'+84 912",
		"@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "-2+3+cmd|' /C calc'!A0": "'-2+3+cmd|' /C calc'!A0",
		"＝1": "'＝1", "- Nữ": "'- Nữ", "=": "'=", "@": "'@", "-1-1": "'-1-1", "-1e5": "'-1e5", "-.5": "'-.5", "--1": "'--1",
		"-": "-", "+": "+", "-5": "-5", "+3.360": "+3.360", "-1,5": "-1,5", "-1.234.567,89": "-1.234.567,89",
	} {
		if got := Harmless(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
