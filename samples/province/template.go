package province

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tonghop/samples/layout"
)

// template is a workbook that was drawn once and cut where a unit's own texts and numbers stand. Drawing with a
// library takes far longer than filling in, which matters for a hundred thousand workbooks.
type template struct {
	fixed   []*zip.File // parts that are the same in all
	strings part
	sheet   part
}

// part is an XML part cut at its placeholders. It reads text[0], the value of place[0], text[1], the value of
// place[1] and so on, to the last text.
type part struct {
	name  string
	texts []string
	place []int
}

// Placeholders stand in the drawn workbook where values will be. Numbers begin where no generated value
// reaches.
const (
	unitMark    = "@UNIT@"
	periodMark  = "@PERIOD@"
	firstNumber = 900_000_000_000
)

// newTemplate draws the form with placeholders for so many indicators, and cuts it.
func newTemplate(indicators int) (*template, error) {
	form := layout.KN01{Above: "TỈNH MẪU", Unit: unitMark, Period: periodMark}
	for i := range indicators {
		n := firstNumber + 3*i
		form.Rows = append(form.Rows, layout.KN01Row{Label: label(i), Target: n, Flow: n + 1, YTD: n + 2})
	}
	n := firstNumber + 3*indicators
	form.Rows = append(form.Rows, layout.KN01Row{Label: stockLabel, Target: "x", Flow: "x", YTD: n})
	file, err := form.File()
	if err != nil {
		return nil, err
	}
	body, err := bytesOf(file)
	if err != nil {
		return nil, err
	}
	return cut(body, n+1-firstNumber)
}

// bytesOf is the workbook as a file, and closes it.
func bytesOf(file *excelize.File) ([]byte, error) {
	defer file.Close()
	buffer, err := file.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// cut takes the drawn workbook apart: texts stand in the shared strings, numbers in the sheet, and every other
// part is the same for all units.
func cut(body []byte, numbers int) (*template, error) {
	// A workbook is a zip container of parts.
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, err
	}
	t := &template{}
	for _, f := range archive.File {
		switch f.Name {
		case "xl/sharedStrings.xml":
			t.strings, err = cutPart(f, []string{unitMark, periodMark})
		case "xl/worksheets/sheet1.xml":
			// Numbers are found with the tags around them, so that none is found inside another.
			marks := make([]string, numbers)
			for i := range marks {
				marks[i] = fmt.Sprintf("<v>%d</v>", firstNumber+i)
			}
			t.sheet, err = cutPart(f, marks)
		default:
			t.fixed = append(t.fixed, f)
		}
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// cutPart cuts a part at each mark. Each mark must stand there once; otherwise a value would be lost.
func cutPart(f *zip.File, marks []string) (part, error) {
	in, err := f.Open()
	if err != nil {
		return part{}, err
	}
	// The part is small enough to be held whole.
	defer in.Close()
	body, err := io.ReadAll(in)
	if err != nil {
		return part{}, err
	}
	// Texts and marks take turns up to the end of the part.
	p, rest := part{name: f.Name}, string(body)
	for {
		// The mark that comes next, of all that are left.
		next, at := -1, len(rest)
		for i, mark := range marks {
			if found := strings.Index(rest, mark); found >= 0 && found < at {
				next, at = i, found
			}
		}
		p.texts = append(p.texts, rest[:at])
		if next < 0 {
			break
		}
		p.place = append(p.place, next)
		rest = rest[at+len(marks[next]):]
	}
	if len(p.place) != len(marks) {
		return part{}, fmt.Errorf("%s: %d of %d placeholders found", f.Name, len(p.place), len(marks))
	}
	return p, nil
}

// fill puts the part together with a value at each place.
func (p *part) fill(value func(place int) string) string {
	var out strings.Builder
	for i, text := range p.texts {
		out.WriteString(text)
		if i < len(p.place) {
			out.WriteString(value(p.place[i]))
		}
	}
	return out.String()
}

// write fills in one workbook for a unit and a period. numbers are in the order of the placeholders. The parts
// that are the same for all are copied as they are, compressed.
func (t *template) write(w io.Writer, unit, period string, numbers []int64) error {
	out := zip.NewWriter(w)
	for _, f := range t.fixed {
		if err := out.Copy(f); err != nil {
			return err
		}
	}
	// The two parts that differ are put together, and written behind those that are the same for all.
	texts := t.strings.fill(func(i int) string { return []string{unit, period}[i] })
	cells := t.sheet.fill(func(i int) string { return "<v>" + strconv.FormatInt(numbers[i], 10) + "</v>" })
	for _, p := range []struct{ name, body string }{{t.strings.name, texts}, {t.sheet.name, cells}} {
		to, err := out.Create(p.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(to, p.body); err != nil {
			return err
		}
	}
	return out.Close()
}
