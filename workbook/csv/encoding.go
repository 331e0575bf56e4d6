package csv

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"tonghop/vntext"
)

// decode finds a text's encoding: by its mark, as UTF-8 when it is valid, as UTF-16 by its zero bytes, and else as the
// Windows code page under which it is Vietnamese.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		data = data[3:]
		if !utf8.Valid(data) {
			return "", encoding.ErrInvalidUTF8
		}
		return string(data), nil
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return with(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), data)
	}
	if big, ok := isUTF16(data); ok {
		order := unicode.LittleEndian
		if big {
			order = unicode.BigEndian
		}
		return with(unicode.UTF16(order, unicode.IgnoreBOM), data)
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	return windows(data)
}

func with(e encoding.Encoding, data []byte) (string, error) {
	text, err := e.NewDecoder().Bytes(data)
	return string(text), err
}

// windows takes 1258 when that gives Vietnamese, and 1252 otherwise: under it the letters of legacy fonts stay as they are
// stored, for the whole sheet to be looked at.
func windows(data []byte) (string, error) {
	vietnamese, err := with(charmap.Windows1258, data)
	if err != nil {
		return "", err
	}
	if vntext.IsVietnamese(vietnamese) {
		return vietnamese, nil
	}
	return with(charmap.Windows1252, data)
}
