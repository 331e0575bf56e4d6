package xlsx

// Comments are the texts of the comments of all sheets, in no order that counts, without their authors.
func (b *Reader) Comments() []string {
	b.budget.Start()
	defer b.budget.Stop()
	return b.archive.Comments()
}
