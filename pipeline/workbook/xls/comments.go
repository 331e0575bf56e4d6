package xls

import (
	"tonghop/pipeline/vocabulary/vntext"
	"tonghop/pipeline/workbook/internal/zipxml"
)

// Comments are the texts of the comments and text boxes of all sheets, in the order of the file, without the authors of
// comments. What cannot be read of them is left out: no number stands in it.
func (b *Reader) Comments() []string {
	var all []string
	size := 0
	for _, s := range b.sheets {
		b.eachIn(s.offset, func(r record) {
			text := ""
			switch {
			case r.kind == recTextObject && b.biff8:
				text = b.objectText(r)
			case r.kind == recNote && !b.biff8:
				text = b.noteText(r)
			}
			if size += len(text); text != "" && size <= zipxml.CommentBytes {
				all = append(all, zipxml.WithoutAuthor(vntext.NFC(text)))
			}
		})
	}
	return all
}

// eachIn visits the records of a sheet, those of the charts in it too, up to its end or to where it cannot be read.
func (b *Reader) eachIn(offset int, visit func(record)) {
	depth := 0
	for at := offset; ; {
		r, ok, err := b.recordAt(at)
		if err != nil || !ok {
			return
		}
		at = r.next
		switch {
		case r.begins():
			depth++
		case r.kind == recEOF:
			if depth--; depth <= 0 {
				return
			}
		default:
			visit(r)
		}
	}
}

// objectText is the text of a comment or a text box of BIFF8 ([MS-XLS], TxO): how many characters stands at the tenth
// byte, and the characters follow in CONTINUE records, each with a byte of flags in front.
func (b *Reader) objectText(r record) string {
	const atCount, fields = 10, 18
	if len(r.data) < fields {
		return ""
	}
	n := u16(r.data[atCount:])
	var parts [][]byte
	for next := r.next; n > 0; {
		more, ok, err := b.recordAt(next)
		if err != nil || !ok || more.kind != recContinue {
			break
		}
		parts, next = append(parts, more.data), more.next
	}
	if len(parts) == 0 || len(parts[0]) == 0 {
		return ""
	}
	text, err := (&sstReader{parts: parts, at: 1, texts: &b.texts}).characters(n, parts[0][0]&0x01 != 0)
	if err != nil {
		return ""
	}
	return text
}

// noteText is the text of a comment of BIFF5: its length stands behind row and column. A long one goes on in further
// records, each of which is read by itself.
func (b *Reader) noteText(r record) string {
	const head = 6
	if len(r.data) <= head {
		return ""
	}
	text, err := b.bytesText(r.data[head:])
	if err != nil {
		return ""
	}
	return text
}
