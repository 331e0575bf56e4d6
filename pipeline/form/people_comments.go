package form

import (
	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workspace/registry"
)

// commented is a workbook that tells the texts of its comments: one of every format but .csv, which has none.
type commented interface{ Comments() []string }

// commentRows parts the comments of a workbook, so that none stands near another.
const commentRows = 2 * contextReach

// findPeopleInComments looks through the comments as through a column of notes. Excel and
// LibreOffice keep comments beside the cells, where no form has numbers, but a remark such as "đã
// gọi ông Nguyễn Văn A, CCCD …" is kept with the workbook in the archive all the same. The finding
// names no cell, since Comments does not tell to which cell a comment belongs.
func findPeopleInComments(book workbook.Reader, texts *seenTexts, units *registry.Registry) *Finding {
	c, ok := book.(commented)
	if !ok {
		return nil
	}
	g := &grid{starts: map[int]int{}, texts: texts}
	comments := c.Comments()
	if len(comments) == 0 {
		return nil
	}
	for i, text := range comments {
		row := 1 + i*commentRows
		g.starts[row] = len(g.cells)
		g.rows = append(g.rows, row)
		g.cells = append(g.cells, workbook.Cell{Row: row, Column: 1, Type: workbook.Text, Text: text,
			Style: &workbook.Style{}})
	}
	if p := (&peopleFinder{grid: g, units: units}); p.find() != "" {
		return &Finding{Severity: SeverityError, Code: PeopleList}
	}
	return nil
}
