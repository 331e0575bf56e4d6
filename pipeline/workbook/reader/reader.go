// Package reader recognises a submitted file by its content, whatever its name says, and opens the right
// reader.
//
// It takes a path or bytes, and the bounds of workbook.Limits. It gives a workbook.Reader, or a
// *workbook.ReadError that says in plain words what the file is and what the sender should do. It never looks
// at a form, and never trusts a name: people rename files, and mail programs change their endings.
//
// Begin reading with OpenBytes; kinds lists what is recognised, in the order in which it is tried.
package reader

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/csv"
	"tonghop/pipeline/workbook/internal/ole"
	"tonghop/pipeline/workbook/internal/unlock"
	"tonghop/pipeline/workbook/internal/zipxml"
	"tonghop/pipeline/workbook/ods"
	"tonghop/pipeline/workbook/xls"
	"tonghop/pipeline/workbook/xlsb"
	"tonghop/pipeline/workbook/xlsx"
)

// Open opens the file of a path, up to the bound on file size. A file in a zip container (.xlsx, .xlsb, .ods)
// of more than a megabyte is read from the disk, and the file stays open until Close; others are read into memory.
// Errors are *workbook.ReadError, or those of the operating system with the path.
func Open(path string, limits workbook.Limits) (workbook.Reader, error) {
	return (&Opener{}).Open(path, limits)
}

// checkSize refuses a file that is larger than allowed before anything of it is read.
func checkSize(size int64, limits workbook.Limits) error {
	if size <= limits.FileBytes {
		return nil
	}
	return &workbook.ReadError{Code: workbook.PassesLimit, Err: &workbook.LimitError{Bound: "file_bytes",
		Limit: limits.FileBytes, Got: size}}
}

// fileBook is a reader that also closes the file under it.
type fileBook struct {
	workbook.Reader
	file *os.File
}

// openFile opens a zip container from its file, which is closed at once where that fails.
func (o *Opener) openFile(file *os.File, size int64, limits workbook.Limits) (workbook.Reader, error) {
	book, err := o.openZip(file, size, limits)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return fileBook{book, file}, nil
}

func (b fileBook) Close() error { return errors.Join(b.Reader.Close(), b.file.Close()) }

// OpenBytes opens a workbook by its content. The name only serves as a sheet's name where the format has none,
// and as a hint where a content could be any text. data must stay as it is until Close. Errors are
// *workbook.ReadError.
func OpenBytes(name string, data []byte, limits workbook.Limits) (workbook.Reader, error) {
	return (&Opener{}).OpenBytes(name, data, limits)
}

// Opener opens many workbooks, several at the same time if need be, and reads but once what is the same in them byte
// for byte: the styles, relationships and content types of .xlsx, the fonts and formats of .xls. What it keeps is
// bounded.
type Opener struct {
	known *zipxml.Known
	xls   *xls.Known
}

// NewOpener makes an Opener, which knows nothing yet.
func NewOpener() *Opener { return &Opener{known: &zipxml.Known{}, xls: &xls.Known{}} }

// Open is the function Open.
func (o *Opener) Open(path string, limits workbook.Limits) (workbook.Reader, error) {
	limits = limits.WithDefaults()
	if content, ok := readSmall(path, min(smallFile, limits.FileBytes)); ok {
		return o.openContent(filepath.Base(path), content, limits)
	}
	file, info, err := openRegular(path, limits)
	if err != nil {
		return nil, err
	}
	// Two bytes tell whether the file is a zip container, the one kind that needs no copy in memory. A small one is read
	// at once all the same, since each of its parts would be read by itself.
	var head [2]byte
	if info.Size() > smallFile {
		if n, _ := file.ReadAt(head[:], 0); string(head[:n]) == "PK" {
			return o.openFile(file, info.Size(), limits)
		}
	}
	content, err := readFile(file, info.Size())
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return o.openContent(info.Name(), content, limits)
}

// openContent opens the content of a file, which serves the next one when the workbook is closed.
func (o *Opener) openContent(name string, content *content, limits workbook.Limits) (workbook.Reader, error) {
	book, err := o.OpenBytes(name, content.data, limits)
	if err != nil {
		content.release()
		return nil, err
	}
	return &contentBook{book, content}, nil
}

// OpenBytes is the function OpenBytes.
func (o *Opener) OpenBytes(name string, data []byte, limits workbook.Limits) (workbook.Reader, error) {
	limits = limits.WithDefaults()
	if err := checkSize(int64(len(data)), limits); err != nil {
		return nil, err
	}
	if len(data) == 0 {
		return nil, &workbook.ReadError{Code: workbook.EmptyFile,
			Problem: "the file has no content: it was not copied, or not saved"}
	}
	for _, k := range kinds {
		if k.is(data) {
			return k.open(o, name, data, limits)
		}
	}
	// A table of texts has no mark of its own: its name has to say so, or its lines have to look like one.
	if isTableName(name) || csv.Looks(data) {
		return openCSV(name, data, limits)
	}
	return nil, &workbook.ReadError{Code: workbook.NotAWorkbook,
		Problem: "the content is of no known kind: save the workbook as .xlsx and send that"}
}

// kind is one sort of content: how it is known, and what to do with it.
type kind struct {
	is   func(data []byte) bool
	open func(o *Opener, name string, data []byte, limits workbook.Limits) (workbook.Reader, error)
}

// kinds are tried in order. Those with a mark of their own at the first byte come first, what is found by
// searching comes later, and text comes last, because anything could be text.
var kinds = []kind{
	{begins("PK"), (*Opener).openPacked},
	// of the newer versions, and of Excel 2 to 4
	{begins("\x09\x08", "\x09\x00\x04", "\x09\x02\x06", "\x09\x04\x06"), (*Opener).openRecords},
	{begins("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), (*Opener).openOLE},
	{begins("%PDF"), refuse("a PDF document")},
	{begins("\x89PNG"), refuse("a picture")},
	{begins("\xFF\xD8\xFF"), refuse("a picture")},
	{begins("GIF8"), refuse("a picture")},
	{begins("Rar!"), refuse("a RAR archive: unpack it first")},
	{begins("7z\xBC\xAF"), refuse("a 7z archive: unpack it first")},
	{begins("\x1F\x8B"), refuse("a gzip archive: unpack it first")},
	{begins("{\\rtf"), refuse("a Word document (RTF)")},
	{begins("MIME-Version"),
		refuse("a web page that was named as a workbook: open it in a spreadsheet program and save it as .xlsx")},
	{holdsZip, (*Opener).openPacked},
	{isXML, refuse("an XML file: open it in a spreadsheet program and save it as .xlsx")},
	{isHTML, refuse("a web page that was named as a workbook: open it in a spreadsheet program and save it as .xlsx")},
}

// holdsZip finds a container behind a few other bytes: a web site may send a mark or empty lines before a file.
// It also looks for the end of the container, so that a text about zip files is not taken for one.
func holdsZip(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 512)], []byte("PK\x03\x04")) && bytes.Contains(data[max(0,
		len(data)-1<<10):], []byte("PK\x05\x06"))
}

// isTableName says whether the name is that of a table of texts.
func isTableName(name string) bool {
	extension := strings.ToLower(path.Ext(name))
	return extension == ".csv" || extension == ".tsv" || extension == ".txt"
}

// openCSV keeps a nil *csv.Reader from becoming an interface that is not nil.
func openCSV(name string, data []byte, limits workbook.Limits) (workbook.Reader, error) {
	book, err := csv.Open(name, data, limits)
	if err != nil {
		return nil, err
	}
	return book, nil
}

// isHTML looks for a page's first tags in any letter case, behind a byte order mark or white space. Many web
// applications "export to Excel" by sending a page under the name .xls.
func isHTML(data []byte) bool {
	head := bytes.ToLower(data[:min(len(data), 2048)])
	head = bytes.ReplaceAll(head, []byte{0}, nil) // UTF-16
	return bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html")) || bytes.Contains(head,
		[]byte("<table"))
}

// isXML says whether the content begins as XML, behind a byte order mark or white space.
func isXML(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), " \t\r\n"), []byte("<?xml"))
}

// begins makes a test for one of several beginnings.
func begins(magics ...string) func([]byte) bool {
	return func(data []byte) bool {
		for _, magic := range magics {
			if bytes.HasPrefix(data, []byte(magic)) {
				return true
			}
		}
		return false
	}
}

// refuse makes an opener that opens nothing and says what the file is.
func refuse(what string) func(*Opener, string, []byte, workbook.Limits) (workbook.Reader, error) {
	return func(*Opener, string, []byte, workbook.Limits) (workbook.Reader, error) {
		return nil, &workbook.ReadError{Code: workbook.NotAWorkbook, Problem: "the file is " + what}
	}
}

// openPacked opens a zip container in memory.
func (o *Opener) openPacked(_ string, data []byte, limits workbook.Limits) (workbook.Reader, error) {
	return o.openZip(zipxml.Memory(data), int64(len(data)), limits)
}

// openZip opens what is packed in a zip container, by the parts that are in it: content.xml makes an .ods, a
// workbook part of records an .xlsb, and everything else is for xlsx to open or to refuse with a name for what
// it is.
func (o *Opener) openZip(r io.ReaderAt, size int64, limits workbook.Limits) (workbook.Reader, error) {
	archive, err := zipxml.OpenArchive(r, size, zipxml.NewBudget(limits))
	if err != nil {
		return nil, zipxml.Named(err, "", "")
	}
	archive.Remember(o.known)
	if ods.Is(archive) {
		return opened(ods.Open(archive))
	}
	switch part, err := xlsb.WorkbookPart(archive); {
	case err != nil:
		return nil, err
	case part != "":
		return opened(xlsb.Open(archive, part))
	}
	return opened(xlsx.OpenArchive(archive))
}

// opened makes a nil interface of a nil reader beside an error.
func opened[R workbook.Reader](book R, err error) (workbook.Reader, error) {
	if err != nil {
		return nil, err
	}
	return book, nil
}

// openOLE opens what old Office programs wrote, and an .xlsx that is encrypted with Excel's own default
// password. Another OLE file is named by the reader of zip containers, which knows what arrives under wrong
// names.
func (o *Opener) openOLE(name string, data []byte, limits workbook.Limits) (workbook.Reader, error) {
	container, err := ole.Open(data)
	if err != nil {
		return nil, err
	}
	if unlock.IsPackage(container) {
		plain, err := unlock.Package(container)
		if err != nil {
			return nil, err
		}
		return o.openPacked(name, plain, limits)
	}
	book, err := xls.OpenContainer(container, limits, o.xls)
	if errors.Is(err, xls.ErrNoWorkbook) {
		return o.openPacked(name, data, limits) // which says what it is
	}
	if err != nil {
		return nil, err
	}
	return book, nil
}

// openRecords opens the records of an .xls without the container around them, as some programs write them.
func (o *Opener) openRecords(_ string, data []byte, limits workbook.Limits) (workbook.Reader, error) {
	book, err := xls.OpenStream(data, limits, o.xls)
	if err != nil {
		return nil, err
	}
	return book, nil
}
