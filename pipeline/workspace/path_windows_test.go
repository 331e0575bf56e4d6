package workspace

import (
	"strings"
	"testing"
)

// An inbox may be a share of another machine, and a workspace too deep for Windows says so before anything is written.
func TestPathsOfWindows(t *testing.T) {
	w, err := parse(`D:\thongke`, []byte(`inbox: '\\server\share\nop bao cao'`))
	if err != nil || w.Inbox != `\\server\share\nop bao cao` || w.Published != `D:\thongke\published` {
		t.Errorf("%+v, %v", w, err)
	}
	if _, err := parse(`D:\`+strings.Repeat(`thống kê\`, 25), nil); err == nil ||
		!strings.Contains(err.Error(), "published: the path has ") || !strings.Contains(err.Error(), `such as D:\thongke`) {
		t.Errorf("a deep workspace: %v", err)
	}
	if _, err := parse(`D:\thongke`, []byte(`published: 'd:\THONGKE\inbox\published'`)); err == nil {
		t.Error("a published folder in the inbox, in other letters, was taken")
	}
}
