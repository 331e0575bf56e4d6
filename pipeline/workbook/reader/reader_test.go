package reader

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

// TestKinds recognises files by their content, under a name that says nothing.
func TestKinds(t *testing.T) {
	xlsx := string(testbook.XLSX("<row><c><v>1</v></c></row>", nil).Zip())
	old := testbook.Book{Version: testbook.BIFF5, Sheets: []testbook.Sheet{{Name: "a", Records: testbook.Number(0, 0, 0,
		1)}}}
	for _, c := range []struct {
		name, content, format string
		code                  workbook.Code
	}{
		{"xlsx", xlsx, "xlsx", ""},
		{"xlsx behind a mark and an empty line", "\xEF\xBB\xBF\r\n" + xlsx, "xlsx", ""},
		{"xls", string(old.OLE()), "xls", ""},
		{"xls without a container", string(old.Stream()), "xls", ""},
		{"a table of texts", "a;b\n1;2\n3;4\n", "csv", ""},
		{"nothing", "", "", workbook.EmptyFile},
		{"half an xlsx", xlsx[:len(xlsx)/2], "", workbook.Damaged},
		{"Excel 2", "\x09\x00\x04\x00\x02\x00\x10\x00\x0A\x00\x00\x00", "", workbook.Unsupported},
		{"Excel 4", "\x09\x04\x06\x00\x00\x04\x10\x00\x00\x00\x0A\x00\x00\x00", "", workbook.Unsupported},
		{"PDF", "%PDF-1.7 ...", "", workbook.NotAWorkbook},
		{"a picture", "\x89PNG\r\n", "", workbook.NotAWorkbook},
		{"a web page", "\n<HTML><body><table><tr><td>1</td></tr></table>", "", workbook.NotAWorkbook},
		{"a web page in UTF-16", "\xFF\xFE<\x00t\x00a\x00b\x00l\x00e\x00>\x00", "", workbook.NotAWorkbook},
		{"a web page with its pictures", "MIME-Version: 1.0\nX-Document-Type: Workbook\n", "", workbook.NotAWorkbook},
		{"XML of Excel 2003",
			`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/></Workbook>`, "",
			workbook.NotAWorkbook},
		{"a Word document", string(testbook.OLE(testbook.Stream{Name: "WordDocument", Content: []byte("a")})), "",
			workbook.NotAWorkbook},
		{"an encrypted workbook", string(testbook.Agile("mật khẩu", 10, []byte(xlsx))), "", workbook.Encrypted},
		{"a workbook encrypted with Excel's own password", string(testbook.Agile(testbook.DefaultPassword, 10,
			[]byte(xlsx))), "xlsx", ""},
		{"a workbook encrypted with that by Excel 2007", string(testbook.Standard(testbook.DefaultPassword, []byte(xlsx))),
			"xlsx", ""},
		{"OpenDocument", string(odsOf(integersAndTexts())), "ods", ""},
		{"OpenDocument of nothing", string(testbook.Parts{"mimetype": testbook.ODSType, "content.xml": "<a/>"}.Zip()), "",
			workbook.Damaged},
		{"an OpenDocument text", string(testbook.Parts{"mimetype": "application/vnd.oasis.opendocument.text",
			"content.xml": "<a/>"}.Zip()), "",
			workbook.NotAWorkbook},
		{"Excel's binary workbook", string(xlsbOf(integersAndTexts())), "xlsb", ""},
		{"an archive of workbooks", string(testbook.Parts{"Xã A/Biểu 1.xlsx": "a", "b.XLS": "b", "~$b.xls": "c",
			"thư.docx": "d"}.Zip()), "",
			workbook.Packed},
		{"an archive of letters", string(testbook.Parts{"thư.docx": "d"}.Zip()), "", workbook.NotAWorkbook},
		{"a letter", "Kính gửi: Ủy ban nhân dân huyện\n", "", workbook.NotAWorkbook},
	} {
		t.Run(c.name, func(t *testing.T) {
			book, err := OpenBytes("received.bin", []byte(c.content), workbook.Limits{})
			var refused *workbook.ReadError
			switch {
			case c.code != "" && (!errors.As(err, &refused) || refused.Code != c.code):
				t.Errorf("%v, want the code %s", err, c.code)
			case c.code == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.code == "" && book.Format() != c.format:
				t.Errorf("recognised as %s", book.Format())
			}
		})
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "số liệu.csv")
	if err := os.WriteFile(path, []byte("a;b\n1;2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	book, err := Open(path, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if sheets := book.Sheets(); len(sheets) != 1 || sheets[0].Name != "số liệu" {
		t.Errorf("sheets %v", sheets)
	}
	for _, c := range []struct {
		path, problem string
		limits        workbook.Limits
	}{
		{dir, "is no file", workbook.Limits{}}, {os.DevNull, "is no file", workbook.Limits{}},
		{filepath.Join(dir, "none.xlsx"), "none.xlsx", workbook.Limits{}}, {path,
			"file_bytes", workbook.Limits{FileBytes: 3}},
	} {
		if _, err := Open(c.path, c.limits); err == nil || !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s: %v, want %q", c.path, err, c.problem)
		}
	}
}
