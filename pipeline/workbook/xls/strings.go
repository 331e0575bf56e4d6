package xls

import (
	"bytes"
	"sync"

	"tonghop/pipeline/vocabulary/vntext"
)

// sharedStrings are the texts that cells refer to by their number. They are read into one piece of memory after the
// other, of which the texts are parts. The lists serve one workbook after the other.
type sharedStrings struct {
	all []string
	// The characters of the texts that are not in the list yet, one text behind the other, and where each of them ends.
	characters []byte
	ends       []int
	empty      bool // the text before has no characters
}

var sharedLists = sync.Pool{New: func() any { return new(sharedStrings) }}

// release gives the lists to the next workbook, without the texts, which whoever still has one keeps.
func (s *sharedStrings) release() {
	const most = 1 << 14
	if cap(s.all) > most || cap(s.ends) > most {
		return
	}
	s.forget()
	sharedLists.Put(s)
}

// forget empties the lists.
func (s *sharedStrings) forget() {
	clear(s.all)
	s.all, s.characters, s.ends, s.empty = s.all[:0], s.characters[:0], s.ends[:0], false
}

// count is how many texts were read.
func (s *sharedStrings) count() int { return len(s.all) + len(s.ends) }

// keep makes strings of the texts that were read. No program writes a zero in a text: it is what a lost sector leaves.
func (s *sharedStrings) keep() error {
	if bytes.IndexByte(s.characters, 0) >= 0 {
		return lostStrings()
	}
	whole, from := string(s.characters), 0
	for _, end := range s.ends {
		s.all = append(s.all, whole[from:end])
		from = end
	}
	s.characters, s.ends = s.characters[:0], s.ends[:0]
	return nil
}

func lostStrings() error {
	return damaged("zeros stand among the shared strings: a part of the file is lost")
}

// readStrings reads the shared strings ([MS-XLS], SST): as many as the records hold, since some writers
// announce a wrong number. But strings fill the records to the end. Where they do not, or where zeros stand
// among them, a part of the file is lost, and an index may mean another string than it did.
func (b *Reader) readStrings(r record) (next int, err error) {
	if err := r.need(8); err != nil {
		return 0, err
	}
	// The strings run on over records, and so does one string; sstReader sees them as one piece.
	parts, next, err := b.continued(&r)
	if err != nil {
		return 0, err
	}
	if b.shared == nil {
		b.shared = sharedLists.Get().(*sharedStrings)
	}
	b.shared.forget()
	for reader := (&sstReader{parts: parts, at: 8, texts: &b.texts}); err == nil && reader.more(); {
		err = b.readString(reader)
	}
	if lost := b.shared.keep(); lost != nil {
		return 0, lost // before whatever else is wrong behind the zeros
	}
	b.strings = b.shared.all
	return next, err
}

// readString reads the next shared string.
func (b *Reader) readString(reader *sstReader) error {
	s := b.shared
	from, marks, ok := len(s.characters), false, false
	if data, wide, size := reader.whole(); size > 0 {
		if s.characters, marks, ok = appendCharacters(s.characters, data, wide); ok {
			reader.at += size
		}
	}
	if !ok {
		text, err := reader.string()
		if err != nil {
			return err
		}
		s.characters, marks = append(s.characters, text...), true
	}
	text := s.characters[from:]
	// A lost sector leaves zeros. They read as texts of no characters, of which no program writes two in a row.
	if len(text) == 0 && s.empty {
		return lostStrings()
	}
	s.empty = len(text) == 0
	const overhead = 32 // of one string in a list that grows
	if err := b.hold(len(text) + overhead); err != nil {
		return err
	}
	if marks && !vntext.IsNFC(string(text)) {
		if b.decomposed == nil {
			b.decomposed = map[int32]bool{}
		}
		b.decomposed[int32(s.count())] = true
	}
	s.ends = append(s.ends, len(s.characters))
	if len(s.characters) < keptChunk {
		return nil
	}
	return s.keep()
}
