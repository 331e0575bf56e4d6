package pipeline

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"tonghop/pipeline/inbox"
	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
)

// CellPrinter writes a workbook as it is read, sheet after sheet. It is called in the order of the
// sheets: Begin, Cell for each cell row by row, End, and at last Close once. It may be called for a
// workbook that turns out to be damaged later; what they wrote is thrown away then.
type CellPrinter interface {
	Begin(workbook.SheetInfo)
	Cell(*workbook.Cell) error
	End(*workbook.Layout)
	Close() error // after the last sheet
}

// WorkbookEndings are the ends of names of the workbooks that are read, without the dot, for whoever offers files.
func WorkbookEndings() []string { return inbox.WorkbookEndings() }

// Cells prints what is read of a workbook, of one sheet only where it is named. Nothing is printed of a workbook that
// turns out to be damaged: the output waits in a temporary file until all is read. The errors name the path; a
// workbook or a sheet that is not there is misuse.
func Cells(to io.Writer, path, sheet string, newPrinter func(io.Writer) CellPrinter) error {
	if err := printCells(to, path, sheet, newPrinter); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// printCells is Cells without the path in its errors. The spool takes what the printer writes while
// the workbook is read; only when the last sheet has been read without an error is it copied to
// where the output goes.
func printCells(to io.Writer, path, sheet string, newPrinter func(io.Writer) CellPrinter) (err error) {
	book, err := reader.Open(path, workbook.Limits{})
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Misuse, err)
	}
	if err != nil {
		return err
	}
	defer book.Close()
	spool, err := os.CreateTemp("", "tonghop-cells-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, spool.Close(), os.Remove(spool.Name())) }()
	buffered := bufio.NewWriterSize(spool, 1<<16)
	if err := readCells(book, sheet, newPrinter(buffered)); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(to, spool)
	return err
}

// readCells goes over the sheets, or the one with the given name, which must be the same to the
// letter.
func readCells(book workbook.Reader, sheet string, printer CellPrinter) error {
	found := sheet == ""
	for i, info := range book.Sheets() {
		if sheet != "" && info.Name != sheet {
			continue
		}
		found = true
		printer.Begin(info)
		layout, err := book.ReadSheet(i, printer.Cell)
		if err != nil {
			return err
		}
		printer.End(layout)
	}
	if !found {
		return fault.New(fault.Misuse, "no sheet is named %q", sheet)
	}
	return printer.Close()
}
