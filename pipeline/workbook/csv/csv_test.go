package csv

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/testbook"
)

func show(data []byte) (string, error) {
	book, err := Open("table.csv", data, workbook.Limits{})
	if err != nil {
		return "", err
	}
	defer book.Close()
	var all []string
	_, err = book.ReadSheet(0, func(c *workbook.Cell) error {
		if c.Type == workbook.Number {
			all = append(all, fmt.Sprint(c.Address(), " n ", c.Number))
			return nil
		}
		all = append(all, c.Address()+" s |"+c.Text+"|")
		return nil
	})
	return strings.Join(all, "; "), err
}

// Delimiters, encodings, rows and numbers as programs and people write them.
func TestTables(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"commas", "a,b\n1,2\n", "A1 s |a|; B1 s |b|; A2 n 1; B2 n 2"},
		{"semicolons beside decimal commas", "a;1,5\nb;2,5\n", "A1 s |a|; B1 s |1,5|; A2 s |b|; B2 s |2,5|"},
		{"tabs", "a\tb\n1\t2\n", "A1 s |a|; B1 s |b|; A2 n 1; B2 n 2"},
		{"bars", "a|b\n1|2\n", "A1 s |a|; B1 s |b|; A2 n 1; B2 n 2"},
		{"stated by Excel", "sep=|\r\na;b|2\n", "A1 s |a;b|; B1 n 2"},
		{"what is no whole number stays text", "1.234;01;-0;1e3;3.360;-12\n",
			"A1 s |1.234|; B1 s |01|; C1 s |-0|; D1 s |1e3|; E1 s |3.360|; F1 n -12"},
		{"blank fields and lines", "a;;b\n\n ;c;\n", "A1 s |a|; C1 s |b|; B3 s |c|"},
		{"a quoted field with line breaks is one row", "\"a\nb\";1\nc;2\n", "A1 s |a\nb|; B1 n 1; A2 s |c|; B2 n 2"},
		{"line ends of Windows", "a;1\r\nb;2\r\n", "A1 s |a|; B1 n 1; A2 s |b|; B2 n 2"},
		{"a mark", "\xEF\xBB\xBFĐắk;1\n", "A1 s |Đắk|; B1 n 1"},
		{"UTF-16", "\xFF\xFE" + string(testbook.Units(utf16.Encode([]rune("Đắk;1\n")))), "A1 s |Đắk|; B1 n 1"},
		{"UTF-16 without a mark", string(testbook.Units(utf16.Encode([]rune("Dak;123\nLak;456\n")))),
			"A1 s |Dak|; B1 n 123; A2 s |Lak|; B2 n 456"},
		{"Windows-1258", "\xd0\xe3\xeck L\xe3\xeck;8\nC\xfd Pui;7\n", "A1 s |Đắk Lắk|; B1 n 8; A2 s |Cư Pui|; B2 n 7"},
		{"Windows-1252", "caf\xe9;8\nna\xefve;7\n", "A1 s |café|; B1 n 8; A2 s |naïve|; B2 n 7"},
		{"decomposed", "Đă\u0301k;1\n", "A1 s |Đắk|; B1 n 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := show([]byte(c.file)); err != nil || got != c.want {
				t.Errorf("read %s, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

// What cannot be read as a table, or not as a whole one, is an error.
func TestRefused(t *testing.T) {
	for name, file := range map[string]string{
		"a quote that is not closed": "a;\"b\nc;d\n", "a stray quote": "a;b\"c\n",
		"UTF-8 that is not, behind a mark": "\xEF\xBB\xBFcaf\xe9;1\n",
	} {
		if got, err := show([]byte(file)); err == nil {
			t.Errorf("%s: read %s", name, got)
		}
	}
}

// FuzzOpen reads any bytes as a table and expects what every reader promises.
func FuzzOpen(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := Open("table.csv", data, testbook.Bounds())
		if err != nil {
			testbook.Check(t, nil, err)
			return
		}
		testbook.Check(t, book, nil)
	})
}
