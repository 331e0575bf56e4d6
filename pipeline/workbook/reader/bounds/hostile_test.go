package bounds

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zip"
)

// attack is a file that is meant to take memory or time.
type attack struct {
	name, file string
	content    func(io.Writer) error
	cells      int    // -1 when it does not matter
	problem    string // in the error; "<nil>" when it is read
	rare       bool   // only tried with -all: another one tries the same bound harder, or this one takes long
}

// rarely marks attacks for -all.
func rarely(attacks ...attack) []attack {
	for i := range attacks {
		attacks[i].rare = true
	}
	return attacks
}

const (
	million  = 1_000_000
	mebibyte = 1 << 20
	refused  = "passes the bound"
)

func write(name string, content func(io.Writer) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(file, 1<<20)
	return errors.Join(content(buffered), buffered.Flush(), file.Close())
}

// book writes an .xlsx; parts given replace its own.
type book struct {
	strings, styles, rows, behind, workbook, relations, types func(io.Writer)
	level                                                     int
	parts                                                     int // unused ones
}

const (
	mainSpace     = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	officeSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relationSpace = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
)

func text(s string) func(io.Writer) { return func(w io.Writer) { io.WriteString(w, s) } }

// repeat writes n pieces.
func repeat(n int, piece func(i int) string) func(io.Writer) {
	return func(w io.Writer) {
		for i := range n {
			io.WriteString(w, piece(i))
		}
	}
}

func always(s string) func(int) string { return func(int) string { return s } }

func (b book) write(to io.Writer) error {
	archive := zip.NewWriter(to)
	level := b.level
	if level == 0 {
		level = flate.BestSpeed
	}
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, level) })
	var failed error
	add := func(name, before string, content func(io.Writer), after string) {
		if content == nil {
			content = text("")
		}
		w, err := archive.Create(name)
		if err != nil {
			failed = errors.Join(failed, err)
			return
		}
		buffered := bufio.NewWriterSize(w, 1<<16)
		io.WriteString(buffered, before)
		content(buffered)
		io.WriteString(buffered, after)
		failed = errors.Join(failed, buffered.Flush())
	}
	if b.workbook == nil {
		b.workbook = text(`<sheet name="a" sheetId="1" r:id="rId1"/>`)
	}
	add("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`, b.types,
		"</Types>")
	add("xl/workbook.xml", `<workbook `+mainSpace+` xmlns:r="`+officeSpace+`"><sheets>`, b.workbook,
		"</sheets></workbook>")
	add("xl/_rels/workbook.xml.rels",
		`<Relationships `+relationSpace+`><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>`+
			`<Relationship Id="rIdT" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rIdS" Type="x/styles" Target="styles.xml"/>`, b.relations, "</Relationships>")
	add("xl/styles.xml", "<styleSheet "+mainSpace+">", b.styles, "</styleSheet>")
	add("xl/sharedStrings.xml", "<sst "+mainSpace+">", b.strings, "</sst>")
	if b.behind == nil {
		b.behind = text("")
	}
	add("xl/worksheets/sheet1.xml", "<worksheet "+mainSpace+"><sheetData>", func(w io.Writer) {
		if b.rows != nil {
			b.rows(w)
		}
		io.WriteString(w, "</sheetData>")
		b.behind(w)
	}, "</worksheet>")
	for i := range b.parts {
		if _, err := archive.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("x%d", i)}); err != nil {
			return err
		}
	}
	return errors.Join(failed, archive.Close())
}
