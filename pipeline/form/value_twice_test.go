package form

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/message"
)

// A cell in which the file stores two values: the one that is shown counts, and the sender hears of the other unless it
// is the same number in other digits.
func TestValueTwice(t *testing.T) {
	set, units := formsAndUnits(t)
	for cell, want := range map[string]string{
		`<c r="D10" t="inlineStr"><v>5</v><is><t>3</t></is></c>`: "sheet “Biểu KN-01”, cell D10: The file stores two values " +
			"in this cell: “3”, which a spreadsheet program shows, and “5”. “3” is used; type the cell again and check it.",
		`<c r="D10" t="inlineStr"><v>3.0</v><is><t>3</t></is></c>`: "",
		`<c r="D10" t="inlineStr"><is><t>3</t></is></c>`:           "",
	} {
		r := set.Read(File{Path: "tệp.xlsx", Name: "tệp.xlsx"}, openBook(t, "tệp.xlsx", withCell(t, "D10", cell)), units)[0]
		var got []string
		for _, f := range r.Findings {
			got = append(got, Text(message.English, f))
		}
		if strings.Join(got, "; ") != want || !r.Accepted {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}

// withCell is the proper form with one cell written in another way.
func withCell(t *testing.T, address, cell string) []byte {
	t.Helper()
	book := drawBook(t, inForm())
	part := "xl/worksheets/sheet1.xml"
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	_, sheet, _ := strings.Cut(string(text), "?>")
	before, rest, found := strings.Cut(sheet, `<c r="`+address+`"`)
	_, after, ended := strings.Cut(rest, "</c>")
	if !found || !ended {
		t.Fatalf("the form has no cell %s", address)
	}
	return withPart(t, book, part, before+cell+after)
}
