package vintage

import (
	"path/filepath"
	"testing"

	"tonghop/pipeline/workspace/durable/durabletest"
)

// A vintage of which a program holds a file open stays whole, and can be removed once the file is closed.
func TestAVintageThatIsReadStaysWhole(t *testing.T) {
	published := durabletest.Folder(t)
	f := publish(t, published, map[string]string{"a.csv": "1", "tonghop.duckdb": "2"})
	letGo := openAsExcel(t, filepath.Join(f.Dir, "tonghop.duckdb"))
	if err := f.Remove(); err == nil {
		t.Error("it was removed while a program read it")
	} else if problems := f.Differences(); problems != nil {
		t.Errorf("what could not be removed is not whole any more: %v", problems)
	}
	letGo()
	must(t, f.Remove())
	if ids, err := IDs(published); err != nil || ids != nil {
		t.Errorf("%v are left, %v", ids, err)
	}
}
