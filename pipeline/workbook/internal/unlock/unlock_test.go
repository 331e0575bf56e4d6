package unlock_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/internal/ole"
	"tonghop/pipeline/workbook/internal/testbook"
	"tonghop/pipeline/workbook/internal/unlock"
	"tonghop/pipeline/workbook/xls"
)

const other = "mật khẩu"

// content is longer than one piece of agile encryption, and no multiple of a block.
func content() []byte { return bytes.Repeat([]byte("Krông Bông "), 1000) }

func unpack(file []byte) ([]byte, error) {
	container, err := ole.Open(file)
	if err != nil {
		return nil, err
	}
	return unlock.Package(container)
}

func TestPackage(t *testing.T) {
	agile, standard := testbook.Agile(testbook.DefaultPassword, 1000, content()),
		testbook.Standard(testbook.DefaultPassword, content())
	for _, c := range []struct {
		name, refusal string
		file          []byte
		code          workbook.Code
	}{
		{"agile", "", agile, ""},
		{"standard", "", standard, ""},
		{"agile, another password", "protected by a password", testbook.Agile(other, 1000, content()), workbook.Encrypted},
		{"standard, another password", "protected by a password", testbook.Standard(other, content()), workbook.Encrypted},
		{"one encrypted byte changed", "checksum is another one", changed(agile), workbook.Damaged},
		{"too many rounds", "at most 10000000", testbook.Agile(testbook.DefaultPassword, 1, content(), `spinCount="1"`,
			`spinCount="99999999"`), workbook.Damaged},
		{"a method that is not known", "RC2", replaced(agile, `cipherAlgorithm="AES"`, `cipherAlgorithm="RC2"`),
			workbook.Encrypted},
		{"a version that is not known", "version 3.3", replaced(standard, "\x03\x00\x02\x00\x24\x00\x00\x00",
			"\x03\x00\x03\x00\x24\x00\x00\x00"), workbook.Encrypted},
		{"no description", "has 1 bytes", testbook.OLE(testbook.Stream{Name: "EncryptionInfo", Content: []byte("a")},
			testbook.Stream{Name: "EncryptedPackage", Content: []byte("a")}), workbook.Damaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			plain, err := unpack(c.file)
			var refused *workbook.ReadError
			switch {
			case c.code == "" && (err != nil || !bytes.Equal(plain, content())):
				t.Errorf("decrypted to %.40q, %v", plain, err)
			case c.code != "" && (!errors.As(err, &refused) || refused.Code != c.code || !strings.Contains(err.Error(),
				c.refusal)):
				t.Errorf("%v, want the code %s and %q", err, c.code, c.refusal)
			}
		})
	}
}

// changed flips a bit in the middle of the encrypted workbook, which is what the file mostly holds.
func changed(file []byte) []byte {
	out := append([]byte(nil), file...)
	out[len(out)/2] ^= 1
	return out
}

func replaced(file []byte, old, with string) []byte {
	return bytes.ReplaceAll(file, []byte(old), []byte(with))
}

// TestRecords encrypts workbooks of several blocks in every way in which Excel encrypted an .xls.
func TestRecords(t *testing.T) {
	for _, version := range []int{testbook.BIFF5, testbook.BIFF8} {
		for _, method := range []string{"xor", "rc4", "cryptoapi"} {
			if version == testbook.BIFF5 && method != "xor" {
				continue
			}
			t.Run(fmt.Sprintf("%s of 0x%X", method, version), func(t *testing.T) {
				book := severalBlocks(version)
				if got, want := cells(t, testbook.LockedBook(book, testbook.DefaultPassword, method)), cells(t,
					book.OLE()); got != want {
					t.Errorf("read %.200s\nwant %.200s", got, want)
				}
				_, err := xls.Open(testbook.LockedBook(book, other, method), workbook.Limits{})
				var refused *workbook.ReadError
				if !errors.As(err, &refused) || refused.Code != workbook.Encrypted {
					t.Errorf("another password: %v", err)
				}
			})
		}
	}
}

// severalBlocks is a workbook of some thousand bytes, with a text in it.
func severalBlocks(version int) testbook.Book {
	var records []byte
	for row := range 200 {
		records = append(records, testbook.Number(row, 0, 0, float64(row)+0.25)...)
	}
	text := testbook.Bytes("Quy III")
	if version == testbook.BIFF8 {
		text = testbook.Wide("Quý III")
	}
	records = append(records, testbook.Record(0x0204, testbook.Place(300, 1, 0), text)...)
	return testbook.Book{Version: version, Sheets: []testbook.Sheet{{Name: "Bieu", Records: records}, {Name: "Hai"}}}
}

func cells(t *testing.T, file []byte) string {
	t.Helper()
	book, err := xls.Open(file, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var out strings.Builder
	fmt.Fprintln(&out, book.Sheets())
	for i := range book.Sheets() {
		if _, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			fmt.Fprintln(&out, c.Address(), c.Stored())
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// FuzzDescription reads any bytes as what a workbook says of its encryption: no password is proven by chance, and
// nothing breaks.
func FuzzDescription(f *testing.F) {
	for _, file := range [][]byte{testbook.Agile(other, 1, content()), testbook.Standard(other, content())} {
		container, err := ole.Open(file)
		if err != nil {
			f.Fatal(err)
		}
		info, err := container.Stream("EncryptionInfo")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(info)
	}
	manyRounds := regexp.MustCompile(`spinCount\s*=\s*.\s*[+]?[0-9]{5}`)
	f.Fuzz(func(t *testing.T, info []byte) {
		if manyRounds.Match(info) {
			t.Skip("bounded, but slow")
		}
		_, err := unpack(testbook.OLE(testbook.Stream{Name: "EncryptionInfo", Content: info},
			testbook.Stream{Name: "EncryptedPackage", Content: make([]byte, 5000)}))
		if refused := (*workbook.ReadError)(nil); err != nil && !errors.As(err, &refused) {
			t.Errorf("the error is no *workbook.ReadError: %v", err)
		}
	})
}

// FuzzFilePass reads any bytes as what an .xls says of its encryption.
func FuzzFilePass(f *testing.F) {
	f.Add([]byte{0, 0, 0x59, 0xB3, 0x0A, 0x9A}, true)
	f.Add(bytes.Repeat([]byte{1, 0}, 60), true)
	stream := severalBlocks(testbook.BIFF8).Stream()
	f.Fuzz(func(t *testing.T, filePass []byte, biff8 bool) {
		plain, err := unlock.Records(stream, filePass, biff8)
		if err == nil && len(plain) != len(stream) {
			t.Errorf("%d bytes became %d", len(stream), len(plain))
		}
	})
}
