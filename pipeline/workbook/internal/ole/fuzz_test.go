package ole

import (
	"errors"
	"testing"

	"tonghop/pipeline/workbook"
)

// FuzzOpen opens any bytes as a compound file and reads every stream of the root: it has as many bytes as its entry
// says, or is refused as damaged.
func FuzzOpen(f *testing.F) {
	for _, order := range []func(int) []int{straight, backward} {
		f.Add(build(512, order, brief(), stream{"Workbook", noise(5000)}).data)
		f.Add(build(4096, order, brief(), stream{"Book", noise(5000)}).data)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := Open(file)
		if err != nil {
			checkDamaged(t, err)
			return
		}
		for _, i := range c.root {
			e := c.entry(i)
			size := c.sizeOf(e)
			if size == 0 || size > uint64(len(file)) {
				continue
			}
			if got, err := c.content(e.number(atStart), int(size)); err == nil && len(got) != int(size) {
				t.Errorf("entry %d: %d bytes, not %d", i, len(got), size)
			}
		}
		for _, name := range []string{"Workbook", "Book", "EncryptionInfo"} {
			got, err := c.Stream(name)
			if err != nil {
				checkDamaged(t, err)
			} else if !c.Has(name) || uint64(len(got)) != c.sizeOf(c.find(name)) {
				t.Errorf("%s: %d bytes", name, len(got))
			}
		}
	})
}

func checkDamaged(t *testing.T, err error) {
	t.Helper()
	var refused *workbook.ReadError
	if !errors.As(err, &refused) || refused.Code != workbook.Damaged {
		t.Errorf("the error is none of damage: %v", err)
	}
}
