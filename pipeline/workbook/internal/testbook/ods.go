package testbook

import "strings"

// ODSType is the content of the part that says that a container is an OpenDocument spreadsheet.
const ODSType = "application/vnd.oasis.opendocument.spreadsheet"

// odsSpaces declares the namespaces of OpenDocument under their usual prefixes.
const odsSpaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ` +
	`xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
	` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"` +
	` xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
	` xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"`

// ODS is a whole spreadsheet from its automatic styles and from what stands in <office:spreadsheet>. Parts
// given beside it replace its own; one that is given empty is left out.
func ODS(styles, spreadsheet string, other Parts) Parts {
	// The four parts that LibreOffice cannot do without.
	parts := Parts{
		"mimetype": ODSType,
		"META-INF/manifest.xml": `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">` +
			`<manifest:file-entry manifest:full-path="/" manifest:media-type="` + ODSType + `"/></manifest:manifest>`,
		"styles.xml": `<office:document-styles` + odsSpaces + `><office:styles/></office:document-styles>`,
		"content.xml": `<?xml version="1.0" encoding="UTF-8"?><office:document-content` + odsSpaces +
			`><office:automatic-styles>` + styles +
			`</office:automatic-styles><office:body><office:spreadsheet>` + spreadsheet +
			`</office:spreadsheet></office:body></office:document-content>`,
	}
	for name, content := range other {
		if parts[name] = content; content == "" {
			delete(parts, name)
		}
	}
	return parts
}

// ODSTable is one sheet with the given rows.
func ODSTable(name, rows string) string {
	return `<table:table table:name="` + name + `">` + rows + `</table:table>`
}

// ODSRow is a row of the given cells.
func ODSRow(cells ...string) string {
	return "<table:table-row>" + strings.Join(cells, "") + "</table:table-row>"
}

// ODSNumber is a cell with a number.
func ODSNumber(value string) string {
	return `<table:table-cell office:value-type="float" office:value="` + value + `"><text:p>` + value +
		`</text:p></table:table-cell>`
}
