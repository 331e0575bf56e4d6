package layout

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"testing"
)

// excelize writes whatever it is given; openpyxl opens no workbook with a color of other than eight hexadecimal digits
// (ECMA-376 Part 1, 18.18.86, ST_UnsignedIntHex).
func TestColorsAreWhole(t *testing.T) {
	file, err := KN01{}.File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	written, err := file.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(written.Bytes()), int64(written.Len()))
	if err != nil {
		t.Fatal(err)
	}
	part, err := archive.Open("xl/styles.xml")
	if err != nil {
		t.Fatal(err)
	}
	styles, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	colors := regexp.MustCompile(`rgb="([^"]*)"`).FindAllStringSubmatch(string(styles), -1)
	if len(colors) == 0 {
		t.Fatal("no border has a color")
	}
	for _, color := range colors {
		if !regexp.MustCompile(`^[0-9A-F]{8}$`).MatchString(color[1]) {
			t.Errorf("the color %q", color[1])
		}
	}
}
