package form

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// withPart adds a part to a workbook.
func withPart(t *testing.T, book []byte, name, body string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range from.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		_, parts[f.Name], _ = strings.Cut(string(text), "?>")
	}
	parts[name] = body
	data, err := zipped(parts)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// commentPart is a part as Excel writes it, with an author whom nobody wants to know.
func commentPart(comments ...string) string {
	var out strings.Builder
	out.WriteString(`<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<authors><author>Đỗ Văn Sáu</author></authors><commentList>`)
	for _, text := range comments {
		out.WriteString(`<comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>Đỗ Văn Sáu:</t></r><r><t>` + "\n" + text +
			`</t></r></text></comment>`)
	}
	return out.String() + `</commentList></comments>`
}

func TestCommentsWithPeople(t *testing.T) {
	set, units := formsAndUnits(t)
	const threaded = `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">` +
		`<threadedComment ref="A1"><text>Trần Thị Lành, CCCD 066185012345</text></threadedComment></ThreadedComments>`
	for _, c := range []struct {
		name, part, body string
		refused          bool
	}{
		{"a name in each", "xl/comments1.xml", commentPart("Nguyễn Văn Chín", "Trần Thị Lành", "Lê Hữu Sáng"), true},
		{"all in one", "xl/comments/comment1.xml", commentPart("Nguyễn Văn Chín, Trần Thị Lành, Lê Hữu Sáng"), true},
		{"name and identity number", "xl/comments1.xml", commentPart("Trần Thị Lành 066185012345"), true},
		{"a thread", "xl/threadedComments/threadedComment1.xml", threaded, true},
		{"authors, and what they say", "xl/comments1.xml", commentPart("Đã kiểm tra", "Gồm phường Lê Lợi",
			"Hỏi ông Trần Văn Bảy"), false},
		{"damaged", "xl/comments1.xml", "<comments><comment><text><t>Đã", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := withPart(t, drawBook(t, inForm()), c.part, c.body)
			r := set.Read(File{Path: "tệp.xlsx", Name: "tệp.xlsx"}, openBook(t, "tệp.xlsx", data), units)[0]
			if isList := len(r.Findings) == 1 && r.Findings[0].Code == PeopleList; isList != c.refused ||
				r.Accepted == c.refused {
				t.Errorf("%+v", r.Findings)
			}
		})
	}
}
