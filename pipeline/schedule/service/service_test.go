package service

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/fault"
)

// The name of a service follows from its folder, is one that every system allows, and differs for two folders of one
// name.
func TestOf(t *testing.T) {
	names := map[string]bool{}
	for _, folder := range []string{"/srv/thongke", "/home/a/thongke", "/srv/Thống kê Đắk Lắk 2021", "/srv/统计", "/"} {
		s, err := Of("/usr/bin/tonghop", folder, false)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Of("/usr/local/bin/tonghop", filepath.Join(folder, "inbox")+"/..", true)
		if err != nil || again.Name != s.Name {
			t.Errorf("%s: %s and %s, %v", folder, s.Name, again.Name, err)
		}
		if names[s.Name] || strings.Contains(s.Name, "--") ||
			strings.Trim(s.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%s is named %q", folder, s.Name)
		}
		names[s.Name] = true
	}
	if s, _ := Of("t", "/srv/Thống kê Đắk Lắk 2021", false); !strings.HasPrefix(s.Name, "tonghop-thong-ke-dak-lak-2021-") {
		t.Errorf("named %q", s.Name)
	}
	var refused *Error
	if _, err := Of("t", "/srv/a\nb", false); !errors.As(err, &refused) || fault.Of(err) != fault.Refused ||
		!strings.Contains(err.Error(), "rename the folder") {
		t.Errorf("a folder with a line break: %v", err)
	}
}
