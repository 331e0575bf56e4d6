package zipxml

import (
	"encoding/xml"
	"io"
	"path"
	"strings"

	"tonghop/pipeline/vocabulary/vntext"
)

// CommentBytes bounds what is read of the comments of one part.
const CommentBytes = 4 << 20

// IsComments says whether a part holds comments, by its name: comments1.xml, or threadedComment1.xml of newer
// programs, which have people answer each other; comments1.bin in the binary format.
func IsComments(part, ending string) bool {
	base := strings.ToLower(path.Base(part))
	return path.Ext(base) == ending && (strings.HasPrefix(base, "comment") || strings.HasPrefix(base, "threadedcomment"))
}

// Comments are the texts of the comments in the container's parts of XML, in no order that counts, without the line
// with which Excel begins them: their author. A part that cannot be read to its end gives what was read: no number
// stands in it.
func (a *Archive) Comments() []string {
	var all []string
	for _, name := range a.Names() {
		if !IsComments(name, ".xml") {
			continue
		}
		content, err := a.Content(name)
		if err != nil {
			continue
		}
		all = append(all, commentsIn(io.LimitReader(content, CommentBytes))...)
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
				all = append(all, WithoutAuthor(vntext.NFC(text.String())))
			}
		}
	}
}

// WithoutAuthor drops a first line such as "Phòng Nội vụ:", which says who made the comment.
func WithoutAuthor(comment string) string {
	first, rest, more := strings.Cut(strings.TrimSpace(comment), "\n")
	if more && strings.HasSuffix(strings.TrimSpace(first), ":") {
		return strings.TrimSpace(rest)
	}
	return strings.TrimSpace(comment)
}
