package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tonghop/pipeline/workspace/durable/durabletest"
	"tonghop/samples/effort"
)

// hostileBooks are workbooks that each take as much memory as one may, by what makes them large.
var hostileBooks = []struct {
	name  string
	write func(io.Writer) error
}{
	{"texts.xlsx", packed("", "<si><t>"+strings.Repeat("x", 1000)+"</t></si>", 60_000, "")},
	{"cells.xlsx", packed(`<row><c t="inlineStr"><is><t>`+strings.Repeat("y", 60)+`</t></is></c></row>`, "", 490_000, "")},
	{"merges.xlsx", packed("", "", 1_500_000, `<mergeCell ref="A1:B2"/>`)},
	{"fields.csv", func(w io.Writer) error {
		_, err := io.WriteString(w, strings.Repeat("1,2,3,4,5,6,7,8,9\n", 2_000_000))
		return err
	}},
}

// packed writes an .xlsx in which a row, a shared string or a merged range is repeated.
func packed(row, text string, n int, merge string) func(io.Writer) error {
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const packages = "http://schemas.openxmlformats.org/package/2006/"
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types"/>`},
		{"_rels/.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="r" Type="` + relations +
			`/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="r1" Type="` +
			relations + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + relations +
			`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + space + ` xmlns:r="` + relations +
			`"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`},
	}
	return func(w io.Writer) (err error) {
		book := zip.NewWriter(w)
		defer func() { err = errors.Join(err, book.Close()) }()
		add := func(name string, pieces ...string) {
			part, createErr := book.Create(name)
			err = errors.Join(err, createErr)
			for _, piece := range pieces {
				_, writeErr := io.WriteString(part, piece)
				err = errors.Join(err, writeErr)
			}
		}
		for _, part := range parts {
			add(part[0], part[1])
		}
		merged := ""
		if merge != "" {
			merged = "<mergeCells>" + strings.Repeat(merge, n) + "</mergeCells>"
		}
		add("xl/worksheets/sheet1.xml", "<worksheet "+space+"><sheetData>", strings.Repeat(row, n), "</sheetData>", merged,
			"</worksheet>")
		add("xl/sharedStrings.xml", "<sst "+space+">", strings.Repeat(text, n), "</sst>")
		return err
	}
}

// Whatever arrives, and however many cores there are, a run takes less than 512 MiB.
func TestRunOfHostileWorkbooks(t *testing.T) {
	effort.Story(t)
	if testing.Short() {
		t.Skip("writes and reads large workbooks")
	}
	t.Parallel()
	const most = 512 << 20
	count := effort.Pick(4, 24)
	dir := filepath.Join(durabletest.Folder(t), "w")
	call(t, "init", dir)
	for i := range count {
		kind := hostileBooks[i%len(hostileBooks)]
		file, err := os.Create(filepath.Join(dir, "inbox", fmt.Sprintf("%d-%s", i, kind.name)))
		if err != nil {
			t.Fatal(err)
		}
		// Each is another workbook: a comment of a zip container, and a last line of a text.
		err = errors.Join(kind.write(file), differ(file, i), file.Close())
		if err != nil {
			t.Fatal(err)
		}
	}
	night := exec.Command("tonghop", "run", dir)
	night.Env = append(os.Environ(), "UNPRINTED=1", "GOMAXPROCS=24")
	out, err := night.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%.2000s", err, out)
	}
	want := fmt.Sprintf("%d found · %d new · 0 unchanged · 0 accepted · %d rejected", count, count, count)
	if !strings.Contains(string(out), want) {
		t.Errorf("the run says %.500s, want %q", out, want)
	}
	peak := night.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
	t.Logf("%d MiB for %d workbooks", peak>>20, count)
	if peak > most {
		t.Errorf("the run took %d MiB, at most %d are meant", peak>>20, most>>20)
	}
}

// differ makes a file's content differ from that of the others of its kind: a zip container has its length of a comment
// in its last two bytes, and a comment behind it.
func differ(file *os.File, i int) error {
	if filepath.Ext(file.Name()) == ".csv" {
		_, err := fmt.Fprintf(file, "%d\n", i)
		return err
	}
	comment := fmt.Sprint(i)
	if _, err := file.Seek(-2, io.SeekEnd); err != nil {
		return err
	}
	_, err := file.Write(append([]byte{byte(len(comment)), 0}, comment...))
	return err
}
