package testbook

import "unicode/utf16"

// BinarySheet is a sheet of an .xlsb: the records between its beginning and its rows, those of its rows, and
// those behind the rows. The marks around them are written by XLSB.
type BinarySheet struct {
	Name             string
	State            int // 0 visible, 1 hidden, 2 very hidden
	Head, Rows, Tail []byte
}

// BinaryRecord is one record of an .xlsb: type and size in as few bytes as they need, and the fields.
func BinaryRecord(kind int, fields ...[]byte) []byte {
	data := Join(fields...)
	// Kinds above 127 take two bytes, lengths as many as they need.
	head := []byte{byte(kind)}
	if kind > 0x7F {
		head = []byte{byte(kind) | 0x80, byte(kind >> 7)}
	}
	size := len(data)
	for ; size > 0x7F; size >>= 7 {
		head = append(head, byte(size)|0x80)
	}
	return Join(head, []byte{byte(size)}, data)
}

// BinaryText is a text as it is stored: how many characters, and those in UTF-16.
func BinaryText(text string) []byte {
	units := utf16.Encode([]rune(text))
	return Join(U32(len(units)), Units(units))
}

// BinaryRow begins a row, from 0.
func BinaryRow(row int, hidden bool) []byte {
	flags := byte(0)
	if hidden {
		flags = 0x10
	}
	return BinaryRecord(0, U32(row), U32(0), U16(300), []byte{0, flags, 0}, U32(0))
}

// BinaryCell is a cell in a column from 0, with the number of its format.
func BinaryCell(kind, column, style int, value ...[]byte) []byte {
	return BinaryRecord(kind, append([][]byte{U32(column), U32(style)}, value...)...)
}

// BinaryStyles are the records of the styles: pairs of number formats, from 164 on, and fonts.
func BinaryStyles(pairs ...[2]string) []byte {
	var formats, fonts, xfs []byte
	for i, p := range pairs {
		formats = append(formats, BinaryRecord(44, U16(164+i), BinaryText(p[0]))...)
		fonts = append(fonts, BinaryRecord(43, make([]byte, 21), BinaryText(p[1]))...)
		xfs = append(xfs, BinaryRecord(47, U16(0), U16(164+i), U16(i), make([]byte, 10))...)
	}
	// The formats of named styles come before those of cells, and look the same: a reader must tell them apart.
	named := Join(BinaryRecord(626, U32(1)), BinaryRecord(47, U16(0xFFFF), make([]byte, 14)), BinaryRecord(627))
	return Join(BinaryRecord(278), BinaryRecord(615, U32(len(pairs))), formats, BinaryRecord(616), BinaryRecord(611),
		fonts, BinaryRecord(612), named,
		BinaryRecord(617, U32(len(pairs))), xfs, BinaryRecord(618), BinaryRecord(279))
}

// XLSB is a whole workbook of up to seven sheets. Globals are records before the list of sheets, styles those
// of the styles.
func XLSB(globals, styles []byte, shared []string, sheets ...BinarySheet) Parts {
	list := BinaryRecord(143)
	relations := []string{"sharedStrings", "sharedStrings.bin", "styles", "styles.bin"}
	strings := BinaryRecord(159, U32(len(shared)), U32(len(shared)))
	for _, text := range shared {
		strings = append(strings, BinaryRecord(19, []byte{0}, BinaryText(text))...)
	}
	parts := Parts{
		"_rels/.rels":                  Relations("officeDocument", "xl/workbook.bin"),
		"xl/sharedStrings.bin":         string(append(strings, BinaryRecord(160)...)),
		"xl/styles.bin":                string(styles),
		"[Content_Types].xml":          `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/_rels/workbook.bin.rels":   "",
		"docProps/something else.json": "{}",
	}
	for i, s := range sheets {
		// The first two relationships are those of strings and styles.
		id := "rId" + string(rune('1'+i+2))
		part := "worksheets/sheet" + string(rune('1'+i)) + ".bin"
		relations = append(relations, "worksheet", part)
		list = append(list, BinaryRecord(156, U32(s.State), U32(i+1), BinaryText(id), BinaryText(s.Name))...)
		parts["xl/"+part] = string(Join(BinaryRecord(129), s.Head, BinaryRecord(145), s.Rows, BinaryRecord(146), s.Tail,
			BinaryRecord(130)))
	}
	parts["xl/_rels/workbook.bin.rels"] = Relations(relations...)
	parts["xl/workbook.bin"] = string(Join(BinaryRecord(131), globals, list, BinaryRecord(144), BinaryRecord(132)))
	return parts
}
