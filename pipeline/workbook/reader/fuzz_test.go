package reader_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/reader"
)

// FuzzOpenBytes reads any bytes under a name of any kind: a workbook, an archive of workbooks, or something else.
func FuzzOpenBytes(f *testing.F) {
	packed := func(names ...string) []byte {
		var out bytes.Buffer
		archive := zip.NewWriter(&out)
		for _, name := range names {
			w, err := archive.Create(name)
			if err != nil {
				f.Fatal(err)
			}
			if _, err := w.Write([]byte("PK")); err != nil && !strings.HasSuffix(name, "/") {
				f.Fatal(err)
			}
		}
		if err := archive.Close(); err != nil {
			f.Fatal(err)
		}
		return out.Bytes()
	}
	f.Add("a.zip", packed("Quý III/KN-01 Xã A.xlsx", "../b.xls", "c/"))
	f.Add("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"))
	f.Add("a.xlsb", packed("[Content_Types].xml", "xl/workbook.bin"))
	f.Add("a.ods", packed("mimetype", "content.xml"))
	f.Add("a.csv", []byte("a;b\n1;2\n"))
	f.Add("a.xls", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
	f.Add("a", []byte("\x09\x08\x10\x00\x00\x06\x05\x00"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		book, err := reader.OpenBytes(name, data, testbook.Bounds())
		testbook.Check(t, book, err)
	})
}
