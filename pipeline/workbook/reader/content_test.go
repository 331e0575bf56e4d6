package reader

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// The memory of a file that was read serves the next one, and no text that was read changes by that.
func TestTextsOutliveTheirFile(t *testing.T) {
	dir := t.TempDir()
	books := map[string][]byte{"a.xlsx": xlsxOf(table()), "b.ods": odsOf(table()), "c.xlsb": xlsbOf(table()),
		"d.xls": xlsOf(testbook.BIFF8, table()), "e.xls": xlsOf(testbook.BIFF5, singleByte()),
		"f.csv": []byte("Đơn vị;Kết nạp\nXã Cư Pui;8\n")}
	for name, data := range books {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		texts := textsOf(t, filepath.Join(dir, name))
		before := strings.Split(strings.Join(texts, "\x00"), "\x00") // copies
		if len(texts) < 3 {
			t.Errorf("%s: only the texts %q", name, texts)
		}
		other := filepath.Join(dir, "other.csv")
		if err := os.WriteFile(other, slices.Repeat([]byte("x"), len(data)), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			_ = textsOf(t, other)
		}
		if !slices.Equal(texts, before) {
			t.Errorf("%s: %q became %q", name, before, texts)
		}
	}
}

// textsOf are the very texts that a reader gives of a file, names of sheets included.
func textsOf(t *testing.T, path string) (texts []string) {
	t.Helper()
	book, err := NewOpener().Open(path, workbook.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	for i, sheet := range book.Sheets() {
		texts = append(texts, sheet.Name)
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			texts = append(texts, c.Text, c.Raw, c.Style.NumberFormat, c.Style.Font)
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(path), err)
		}
	}
	if err := book.Close(); err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return texts
}
