package form

import (
	"testing"

	"tonghop/pipeline/vocabulary/message"
)

// Numbers are written one way in every message of a language.
func TestNumberText(t *testing.T) {
	for number, want := range map[string][2]string{
		"428067.95": {"428.067,95", "428,067.95"}, "-1000": {"-1.000", "-1,000"}, "999": {"999", "999"},
		"1234567": {"1.234.567", "1,234,567"}, "0.1": {"0,1", "0.1"}, "114.2857": {"114,2857", "114.2857"}, "": {"", ""},
	} {
		if got := [2]string{numberText(number, message.Vietnamese), numberText(number, message.English)}; got != want {
			t.Errorf("%s: %v, want %v", number, got, want)
		}
	}
}

// Periods and levels are said in a person's words in every message; a level that the office named itself stays.
func TestFindingsSayPeriodsAndLevels(t *testing.T) {
	closed := Finding{Code: PeriodClosed, Expected: "2026-Q3, 2026"}
	want := "Kỳ báo cáo quý III năm 2026, năm 2026 đã khóa sổ khi tệp này đến. Số liệu được lưu nhưng chưa tính vào " +
		"bảng của kỳ đó " +
		"cho đến khi cơ quan tổng hợp mở lại."
	if got := Text(message.Vietnamese, closed); got != want {
		t.Errorf("got %s", got)
	}
	level := Finding{Code: UnitNotExpected, Read: "Huyện Lắk", Expected: "commune, cum-thi-dua"}
	if got := levelsIn(level.Expected, message.Vietnamese); got != "cấp xã, cum-thi-dua" {
		t.Errorf("got %s", got)
	}
}
