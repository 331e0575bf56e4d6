package zipxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"tonghop/pipeline/workbook"
)

// The bytes with which an OLE file begins ([MS-CFB] 2.2), and the name of the stream in which Office keeps an
// encrypted package ([MS-OFFCRYPTO] 2.3.4.4), in UTF-16 as the directory of such a file has it.
var (
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	// The name of the stream in which Office keeps an encrypted package (MS-OFFCRYPTO 2.3.4.4), in UTF-16.
	encryptedStream = utf16Bytes("EncryptedPackage")
)

// utf16Bytes is a text of ASCII in UTF-16, the low byte first.
func utf16Bytes(ascii string) []byte {
	wide := make([]byte, 0, 2*len(ascii))
	for i := range len(ascii) {
		wide = append(wide, ascii[i], 0)
	}
	return wide
}

// checkMagic says early, and in plain words, that a file is empty or an OLE file. Such files often arrive under
// the name .xlsx, and "the directory is missing" would help nobody.
func (a *Archive) checkMagic() error {
	if a.size == 0 {
		return &workbook.ReadError{Code: workbook.EmptyFile, Problem: "the file is empty"}
	}
	head, err := a.piece(0, min(a.size, int64(len(oleMagic))))
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if bytes.HasPrefix(head, oleMagic) {
		return a.checkOLE()
	}
	return nil
}

// checkOLE tells an encrypted .xlsx from an old Office file.
func (a *Archive) checkOLE() error {
	encrypted, err := a.contains(encryptedStream)
	if err != nil {
		return err
	}
	if encrypted {
		return &workbook.ReadError{Code: workbook.Encrypted,
			Problem: "the workbook is protected by a password; save it without one"}
	}
	return &workbook.ReadError{Code: workbook.NotAWorkbook,
		Problem: "this is an OLE file (.xls or another old Office format), not an .xlsx workbook"}
}

// contains looks for a pattern in the whole file, piece by piece; pieces overlap by the length of the pattern.
func (a *Archive) contains(pattern []byte) (bool, error) {
	// The directory of an OLE file may lie anywhere in it.
	buffer := make([]byte, 64<<10)
	for at := int64(0); at < a.size; at += int64(len(buffer) - len(pattern)) {
		n, err := a.reader.ReadAt(buffer, at)
		if err != nil && err != io.EOF {
			return false, err
		}
		if bytes.Contains(buffer[:n], pattern) {
			return true, nil
		}
	}
	return false, nil
}

// NotAWorkbook is the error for a container that holds no workbook of the format that was looked for. It names
// the common things that arrive as .xlsx, each with what the sender should do, and lists the workbooks of an
// archive.
func (a *Archive) NotAWorkbook() error {
	for _, known := range [...]struct {
		part, what string
		code       workbook.Code
	}{
		{"xl/workbook.bin", "an .xlsb workbook; save it as .xlsx", workbook.Unsupported},
		{"content.xml", "an OpenDocument file (.ods or the like); save it as .xlsx", workbook.Unsupported},
		{"ppt/presentation.xml", "a PowerPoint presentation, not a workbook", workbook.NotAWorkbook},
		{"word/document.xml", "a Word document, not a workbook", workbook.NotAWorkbook},
		{"index/document.iwa", "an Apple Numbers or Pages file; export it as .xlsx", workbook.Unsupported},
		{"META-INF/MANIFEST.MF", "a Java archive, not a workbook", workbook.NotAWorkbook},
	} {
		if a.Has(known.part) {
			return &workbook.ReadError{Code: known.code, Problem: "the file is " + known.what}
		}
	}
	// People pack several workbooks into one file to send it by mail.
	if holds := a.workbooks(); len(holds) > 0 {
		problem := "the file is a zip archive that holds workbooks: " + strings.Join(holds, ", ") +
			"; unpack it and send each of them"
		return &workbook.ReadError{Code: workbook.Packed, Problem: problem, Holds: holds}
	}
	return &workbook.ReadError{Code: workbook.NotAWorkbook,
		Problem: "the file is a zip container without a workbook inside"}
}

// workbooks are the files of the container that are named as workbooks. Of many, the first ten and how many
// more there are. Hidden files and the lock files of Excel (~$…) are left out.
func (a *Archive) workbooks() []string {
	const most = 10
	var found []string
	for _, name := range a.Names() {
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		switch strings.ToLower(path.Ext(base)) {
		case ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv":
			ofTheSystem := strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$")
			if !ofTheSystem {
				found = append(found, strings.ToValidUTF8(name, "?"))
			}
		}
	}
	if more := len(found) - most; more > 0 {
		found = append(found[:most], fmt.Sprintf("… (+%d)", more))
	}
	return found
}
