package zipxml

import (
	"bytes"
	"testing"

	"tonghop/pipeline/workbook"
)

// FuzzScanner reads any bytes as XML: whatever it is, an end comes, and every tag that was opened was closed.
func FuzzScanner(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte) {
		s := newScanner(bytes.NewReader(content), workbook.DefaultLimits().Depth)
		defer s.release()
		open := 0
		for {
			token, err := s.Next()
			if err != nil {
				return
			}
			switch token {
			case StartTag:
				open++
			case EndTag:
				open--
			case EndOfPart:
				if open != 0 {
					t.Errorf("%d elements are open at the end", open)
				}
				return
			}
		}
	})
}
