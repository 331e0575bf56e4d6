package ods

import (
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// Comments are the texts of the comments of all sheets, in the order of the file, without their authors. Where the part
// cannot be read to its end they are those before.
func (b *Reader) Comments() []string {
	b.budget.Start()
	defer b.budget.Stop()
	var c comments
	// What is wrong with the part is said where its cells are read.
	_ = b.archive.ReadPart(contentPart, func(s *zipxml.Scanner) error {
		s.Register(vocabulary()...)
		if err := enter(s, "document-content"); err != nil {
			return err
		}
		return c.find(s)
	})
	return c.all
}

// comments gathers the texts of comments.
type comments struct {
	all  []string
	size int
}

// find goes through the sheets, rows and cells of the element that was just opened, and takes the annotations in them.
func (c *comments) find(s *zipxml.Scanner) error {
	return s.Each(func() error {
		switch {
		case s.Space() == spaceTable, is(s, spaceOffice, "body"), is(s, spaceOffice, "spreadsheet"):
			return c.find(s)
		case !is(s, spaceOffice, "annotation"):
			return nil // styles, texts, drawings: passed over
		}
		var text textReading
		if err := paragraphsIn(s, &text); err != nil {
			return err
		}
		if c.size += len(text.text); c.size > zipxml.CommentBytes {
			return s.Fail("comments of more than %d bytes", zipxml.CommentBytes)
		}
		c.all = append(c.all, zipxml.WithoutAuthor(vntext.NFC(text.String())))
		return nil
	})
}

// paragraphsIn gathers the paragraphs of an annotation, those of its lists too; its author and its day are none.
func paragraphsIn(s *zipxml.Scanner, text *textReading) error {
	return s.Each(func() error {
		switch {
		case is(s, spaceText, "p"), is(s, spaceText, "h"):
			return text.paragraph(s)
		case s.Space() == spaceText: // a list, or an entry of one
			return paragraphsIn(s, text)
		}
		return nil
	})
}
