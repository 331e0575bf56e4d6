package yamlfile

import (
	"errors"
	"testing"
)

// What Windows' Notepad saves is read in each of its encodings but "ANSI", which is refused by its line.
func TestEncodings(t *testing.T) {
	const utf16 = "\xff\xfen\x00a\x00m\x00e\x00:\x00 \x00\x83\x1e\r\x00\n\x00" // name: ẃ, say Notepad's "Unicode"
	for encoding, text := range map[string]string{
		"UTF-8": "name: Mặt trận\r\n", "UTF-8 with BOM": "\ufeffname: Mặt trận\r\n", "UTF-16": utf16,
	} {
		var value struct {
			Name string `yaml:"name"`
		}
		if _, err := Decode("a.yaml", []byte(text), &value); err != nil || value.Name == "" {
			t.Errorf("%s: %+v, %v", encoding, value, err)
		}
	}
	var value struct{}
	var wrong *Error
	if _, err := Decode("a.yaml", []byte("a: 1\nname: M\xe6t\n"), &value); !errors.As(err, &wrong) || wrong.Line != 2 {
		t.Errorf("ANSI: %v", err)
	}
}
