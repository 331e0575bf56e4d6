package form

import "testing"

func TestIsRate(t *testing.T) {
	for unit, want := range map[string]bool{
		"%": true, "‰": true, "Điểm": true, "điểm %": true, "Phần trăm": true, "kg bình quân": true, "đồng/người": true,
		"Đồng / lượt": true, "lượt/1.000 dân": true, "bác sĩ/vạn dân": true, "tạ/ha": true, "người/km2": true,
		"kg/đầu người/năm": true, "nghìn đồng/m²": true,
		"người": false, "triệu đồng": false, "tấn/năm": false, "lượt/ngày": false, "điểm trường": false, "ha": false,
		"m3/ngày đêm": false, "hộ": false, "bệnh viện/hạng": false,
	} {
		if got := isRate(unit); got != want {
			t.Errorf("%q: %v", unit, got)
		}
	}
}
