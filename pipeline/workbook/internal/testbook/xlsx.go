// Package testbook writes workbooks for tests part by part and record by record: odd ones, broken ones, and
// plain ones that no library's habits have shaped.
//
// It takes texts, numbers and records and gives the bytes of a file, always the same for the same input. It
// checks nothing, because a test must be able to write what no honest program writes. Only tests import it.
//
// Begin reading with XLSX for parts, Book for records, and Check for what every reader promises.
package testbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Namespaces of the parts of an .xlsx.
const (
	MainNamespace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNamespace  = "http://schemas.openxmlformats.org/package/2006/relationships"
)

// Parts are the files of a zip container, such as an .xlsx, by name.
type Parts map[string]string

// XLSX is a whole workbook of one sheet, "Sheet1", with the given content of <sheetData>. Parts given beside it replace
// its own; one that is given empty is left out.
func XLSX(rows string, other Parts) Parts {
	// Just the parts that a reader needs, with as little in them as is allowed.
	parts := Parts{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         Relations("officeDocument", "xl/workbook.xml"),
		"xl/workbook.xml":     Workbook("Sheet1"),
		"xl/_rels/workbook.xml.rels": Relations("worksheet", "worksheets/sheet1.xml", "sharedStrings", "sharedStrings.xml",
			"styles", "styles.xml"),
		"xl/worksheets/sheet1.xml": Worksheet("<sheetData>" + rows + "</sheetData>"),
		"xl/styles.xml":            Styles(""),
	}
	for name, content := range other {
		if parts[name] = content; content == "" {
			delete(parts, name)
		}
	}
	return parts
}

// Workbook is the part that lists the sheets; sheet n has the relationship rIdn. Names go into the
// XML as they are: a test that wants an ampersand in one writes &amp;.
func Workbook(sheets ...string) string {
	var list strings.Builder
	for i, name := range sheets {
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
	}
	return fmt.Sprintf(`<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>`, MainNamespace,
		relationNamespace, &list)
}

// Worksheet is the part of a sheet with the given content.
func Worksheet(content string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="%s">%s</worksheet>`, MainNamespace,
		content)
}

// SharedStrings is the part of the shared strings, of the <si> given.
func SharedStrings(items ...string) string {
	return fmt.Sprintf(`<sst xmlns="%s">%s</sst>`, MainNamespace, strings.Join(items, ""))
}

// Styles is the style part with the given content.
func Styles(content string) string {
	return fmt.Sprintf(`<styleSheet xmlns="%s">%s</styleSheet>`, MainNamespace, content)
}

// Relations is a part of relationships, rId1 and so on, from pairs of type and target.
func Relations(pairs ...string) string {
	var list strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		fmt.Fprintf(&list, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i/2+1, relationNamespace, pairs[i],
			pairs[i+1])
	}
	return fmt.Sprintf(`<Relationships xmlns="%s">%s</Relationships>`, packageNamespace, &list)
}

// Zip packs the parts, in the order of their names.
func (p Parts) Zip() []byte {
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		Add(archive, name, zip.Deflate, p[name])
	}
	if err := archive.Close(); err != nil {
		panic(err) // of a buffer in memory
	}
	return packed.Bytes()
}

// Add writes one file of a container.
func Add(archive *zip.Writer, name string, method uint16, content string) {
	// Without a time of its own, so that the same parts give the same bytes.
	w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err != nil {
		panic(err) // of a buffer in memory
	}
}
