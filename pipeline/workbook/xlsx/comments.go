package xlsx

import (
	"encoding/xml"
	"io"
	"path"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
)

// commentBytes bounds what is read of one part with comments.
const commentBytes = 4 << 20

// Comments are the texts of the comments of all sheets, in no order that counts, without the line with which Excel
// begins them: their author. A part that cannot be read to its end gives what was read: no number stands in it.
func (b *Reader) Comments() []string {
	b.budget.Start()
	defer b.budget.Stop()
	var all []string
	for _, name := range b.archive.Names() {
		base := strings.ToLower(path.Base(name))
		if !strings.HasPrefix(base, "comment") && !strings.HasPrefix(base, "threadedcomment") || path.Ext(base) != ".xml" {
			continue
		}
		content, err := b.archive.Content(name)
		if err != nil {
			continue
		}
		all = append(all, commentsIn(io.LimitReader(content, commentBytes))...)
		_ = content.Close() // nothing depends on the end of the part
	}
	return all
}

// commentsIn reads <comment> with runs of <t>, and <threadedComment> with one <text>.
func commentsIn(part io.Reader) []string {
	var all []string
	var text strings.Builder
	inText := false
	decoder := xml.NewDecoder(part)
	for {
		token, err := decoder.Token()
		if err != nil {
			return all // the end of the part, or damage
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t" || t.Name.Local == "text"
			if strings.HasSuffix(strings.ToLower(t.Name.Local), "comment") {
				text.Reset()
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		case xml.EndElement:
			inText = false
			if strings.HasSuffix(strings.ToLower(t.Name.Local), "comment") {
				all = append(all, withoutAuthor(vntext.NFC(text.String())))
			}
		}
	}
}

// withoutAuthor drops a first line such as "Phòng Nội vụ:", which says who made the comment.
func withoutAuthor(comment string) string {
	first, rest, more := strings.Cut(strings.TrimSpace(comment), "\n")
	if more && strings.HasSuffix(strings.TrimSpace(first), ":") {
		return strings.TrimSpace(rest)
	}
	return strings.TrimSpace(comment)
}
