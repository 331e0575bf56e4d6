package xlsx

import (
	"archive/zip"
	"bytes"
	"testing"

	"tonghop/pipeline/workbook/internal/testbook"
)

func checkFile(t *testing.T, data []byte) {
	t.Helper()
	book, err := Open(bytes.NewReader(data), int64(len(data)), testbook.Bounds())
	if err != nil {
		testbook.Check(t, nil, err)
		return
	}
	testbook.Check(t, book, nil)
}

// checkPart reads a workbook in which one part has the given content.
func checkPart(t *testing.T, part string, content []byte) {
	t.Helper()
	const rows = `<row><c t="s" s="0"><v>0</v></c><c s="1"><v>44469</v></c></row>`
	parts := one(rows, stringsPart, testbook.SharedStrings("<si><t>a</t></si>"), part, string(content))
	list := make([]string, 0, 2*len(parts))
	for name, content := range parts {
		list = append(list, name, content)
	}
	checkFile(t, pack(zip.Store, list...))
}

// FuzzSheet reads any bytes as a sheet part; the three below do so for the other parts.
func FuzzSheet(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte) { checkPart(t, sheetPart, content) })
}

func FuzzStrings(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte) { checkPart(t, stringsPart, content) })
}

func FuzzStyles(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte) { checkPart(t, stylesPart, content) })
}

func FuzzWorkbook(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte) { checkPart(t, workbookPart, content) })
}

// FuzzContainer reads any bytes as a zip container.
func FuzzContainer(f *testing.F) {
	f.Fuzz(checkFile)
}
