package xlsb

import (
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// Comments are the texts of the comments of all sheets, in no order that counts, without their authors. What cannot be
// read of them is left out: no number stands in it.
func (b *Reader) Comments() []string {
	b.budget.Start()
	defer b.budget.Stop()
	all, size := b.archive.Comments(), 0 // threads of comments are XML in this format too
	for _, name := range b.archive.Names() {
		if !zipxml.IsComments(name, ".bin") {
			continue
		}
		// A damaged part ends early, with the comments before the damage.
		_ = b.readPart(name, func(r record) error {
			if r.kind != recCommentText {
				return nil
			}
			text, _, err := r.text(1) // behind a byte that announces runs of formatting
			if size += len(text); err != nil || size > zipxml.CommentBytes {
				return damaged("a comment is cut, or there are too many")
			}
			all = append(all, zipxml.WithoutAuthor(vntext.NFC(text)))
			return nil
		})
	}
	return all
}
