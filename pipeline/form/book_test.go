package form

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	bookreader "tonghop/pipeline/workbook/reader"
)

// A sheet of a test is drawn in text, a line a row:
//
//	| Chỉ tiêu | Kết quả | <       |
//	| ^        | Quý III | Lũy kế  |
//
// A cell is text; a number; "text in Go's quotes"; #REF!; TRUE; 2021-09-30 (a cell with a date format); =A1 (a
// formula without a stored result); =A1 => 12 (with one). "<" belongs to the merged range that begins to the left,
// "^" above. A number format or a font stands behind in braces: 5 {;;;} or Xã {font .VnTime}. Lines with "!":
// !hidden, !hidden row 3, !hidden column D, !font .VnTime.
type drawnSheet struct {
	name         string
	rows         [][]string
	hidden       bool
	veryHidden   bool
	hiddenRows   map[int]bool
	hiddenAcross []string
	font         string
}

func drawSheet(t testing.TB, name, drawing string) *drawnSheet {
	t.Helper()
	s := &drawnSheet{name: name, hiddenRows: map[int]bool{}}
	for _, line := range strings.Split(strings.TrimRight(drawing, "\n"), "\n") {
		switch words := strings.Fields(line); {
		case strings.HasPrefix(line, "|"):
			s.rows = append(s.rows, splitCells(line))
		case line == "!hidden":
			s.hidden = true
		case len(words) == 3 && words[0] == "!hidden" && words[1] == "row":
			row, err := strconv.Atoi(words[2])
			if err != nil {
				t.Fatal(err)
			}
			s.hiddenRows[row] = true
		case len(words) == 3 && words[0] == "!hidden" && words[1] == "column":
			s.hiddenAcross = append(s.hiddenAcross, words[2])
		case len(words) > 1 && words[0] == "!font":
			s.font = strings.Join(words[1:], " ")
		default:
			t.Fatalf("sheet %s: cannot draw %q", name, line)
		}
	}
	return s
}

func splitCells(line string) []string {
	cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// bookXML writes an .xlsx part by part, so that it can hold what no writer writes: errors, formulas without results.
type bookXML struct {
	styles []string // "format\x00font"
}

func drawBook(t testing.TB, sheets ...*drawnSheet) []byte {
	t.Helper()
	data, err := drawn(sheets...)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func drawn(sheets ...*drawnSheet) ([]byte, error) {
	b := &bookXML{styles: []string{"General\x00"}}
	parts := map[string]string{}
	var list, relations, types strings.Builder
	for i, s := range sheets {
		state := ""
		if s.hidden {
			state = ` state="hidden"`
		}
		if s.veryHidden {
			state = ` state="veryHidden"`
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="r%d"%s/>`, escape(s.name), i+1, i+1, state)
		fmt.Fprintf(&relations, `<Relationship Id="r%d" `+
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" `+
			`Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" `+
			`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = b.sheet(s)
	}
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	parts["xl/workbook.xml"] = `<workbook ` + main + `><sheets>` + list.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships ` +
		`xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		relations.String() +
		`<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" ` +
		`Target="styles.xml"/></Relationships>`
	parts["_rels/.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="w" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" ` +
		`Target="xl/workbook.xml"/></Relationships>`
	parts["[Content_Types].xml"] = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default ` +
		`Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ` +
		`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override ` +
		`PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.` +
		`spreadsheetml.styles+xml"/>` + types.String() + `</Types>`
	parts["xl/styles.xml"] = b.styleSheet()
	return zipped(parts)
}

func zipped(parts map[string]string) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, body := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + body)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func escape(text string) string {
	var out strings.Builder
	if err := xml.EscapeText(&out, []byte(text)); err != nil {
		panic(err)
	}
	return out.String()
}

func (b *bookXML) sheet(s *drawnSheet) string {
	var out strings.Builder
	out.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	if len(s.hiddenAcross) > 0 {
		out.WriteString(`<cols>`)
		for _, name := range s.hiddenAcross {
			_, column, err := workbook.ParseAddress(name + "1")
			if err != nil {
				panic(err)
			}
			fmt.Fprintf(&out, `<col min="%d" max="%d" hidden="1"/>`, column, column)
		}
		out.WriteString(`</cols>`)
	}
	out.WriteString(`<sheetData>`)
	for i, cells := range s.rows {
		hidden := ""
		if s.hiddenRows[i+1] {
			hidden = ` hidden="1"`
		}
		fmt.Fprintf(&out, `<row r="%d"%s>`, i+1, hidden)
		for j, cell := range cells {
			out.WriteString(b.cell(workbook.Address(i+1, j+1), cell, s.font))
		}
		out.WriteString(`</row>`)
	}
	out.WriteString(`</sheetData>` + merges(s.rows) + `</worksheet>`)
	return out.String()
}

var (
	drawnNumber = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][+-]?\d+)?$`)
	drawnDate   = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	drawnStyle  = regexp.MustCompile(`^(.*?) \{(.*)\}$`)
)

func (b *bookXML) cell(at, drawn, font string) string {
	format := "General"
	if m := drawnStyle.FindStringSubmatch(drawn); m != nil {
		drawn = m[1]
		if name, isFont := strings.CutPrefix(m[2], "font "); isFont {
			font = name
		} else {
			format = m[2]
		}
	}
	formula, result, isFormula := "", "", strings.HasPrefix(drawn, "=")
	if isFormula {
		formula, result, _ = strings.Cut(drawn[1:], " => ")
		formula, drawn = "<f>"+escape(formula)+"</f>", result
	}
	switch {
	case drawn == "<", drawn == "^", drawn == "" && !isFormula:
		return ""
	case drawn == "":
		return b.element(at, format, font, "", formula)
	case drawnNumber.MatchString(drawn):
		return b.element(at, format, font, "", formula+"<v>"+drawn+"</v>")
	case drawnDate.MatchString(drawn):
		return b.element(at, "dd/mm/yyyy", font, ` t="d"`, formula+"<v>"+drawn+"</v>")
	case drawn == "TRUE":
		return b.element(at, format, font, ` t="b"`, formula+"<v>1</v>")
	case strings.HasPrefix(drawn, "#") && strings.HasSuffix(drawn, "!"):
		return b.element(at, format, font, ` t="e"`, formula+"<v>"+drawn+"</v>")
	}
	if text, err := strconv.Unquote(drawn); err == nil {
		drawn = text
	}
	if isFormula {
		return b.element(at, format, font, ` t="str"`, formula+"<v>"+escape(drawn)+"</v>")
	}
	return b.element(at, format, font, ` t="inlineStr"`, `<is><t xml:space="preserve">`+escape(drawn)+`</t></is>`)
}

func (b *bookXML) element(at, format, font, kind, inside string) string {
	key, style := format+"\x00"+font, -1
	for i, known := range b.styles {
		if known == key {
			style = i
		}
	}
	if style < 0 {
		style = len(b.styles)
		b.styles = append(b.styles, key)
	}
	return fmt.Sprintf(`<c r="%s" s="%d"%s>%s</c>`, at, style, kind, inside)
}

func (b *bookXML) styleSheet() string {
	var formats, fonts, styles strings.Builder
	for i, key := range b.styles {
		format, font, _ := strings.Cut(key, "\x00")
		if font == "" {
			font = "Times New Roman"
		}
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 170+i, escape(format))
		fmt.Fprintf(&fonts, `<font><name val="%s"/></font>`, escape(font))
		fmt.Fprintf(&styles, `<xf numFmtId="%d" fontId="%d" applyNumberFormat="1" applyFont="1"/>`, 170+i, i)
	}
	return `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>` + formats.String() +
		`</numFmts><fonts>` +
		fonts.String() + `</fonts><cellXfs>` + styles.String() + `</cellXfs></styleSheet>`
}

// merges finds the rectangles that "<" and "^" draw.
func merges(rows [][]string) string {
	at := func(i, j int) string {
		if i < len(rows) && j < len(rows[i]) {
			return rows[i][j]
		}
		return ""
	}
	var out strings.Builder
	count := 0
	for i := range rows {
		for j := range rows[i] {
			if at(i, j) == "<" || at(i, j) == "^" {
				continue
			}
			right, down := j, i
			for at(i, right+1) == "<" {
				right++
			}
			for at(down+1, j) == "^" {
				down++
			}
			if right > j || down > i {
				count++
				fmt.Fprintf(&out, `<mergeCell ref="%s:%s"/>`, workbook.Address(i+1, j+1), workbook.Address(down+1, right+1))
			}
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf(`<mergeCells count="%d">%s</mergeCells>`, count, out.String())
}

// openDrawn opens sheets as a workbook.
func openDrawn(sheets ...*drawnSheet) (workbook.Reader, error) {
	data, err := drawn(sheets...)
	if err != nil {
		return nil, err
	}
	return bookreader.OpenBytes("tệp.xlsx", data, workbook.Limits{})
}

// openBook opens bytes as the pipeline does.
func openBook(t testing.TB, name string, data []byte) workbook.Reader {
	t.Helper()
	book, err := bookreader.OpenBytes(name, data, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}
