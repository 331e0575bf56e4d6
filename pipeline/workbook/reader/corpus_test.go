package reader

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tonghop/pipeline/workbook"
)

// reading is what a reader found in a sheet: counts of cells by type, and the sum of the numbers.
type reading struct {
	Name   string  `json:"name"`
	Hidden int     `json:"hidden"`
	Num    int     `json:"num"`
	Sum    float64 `json:"sum"`
	Text   int     `json:"text"`
	Bool   int     `json:"bool"`
	Err    int     `json:"err"`
	Sample [][]any `json:"sample"`
	values map[string]any
}

// expectation is what two independent readers found, as far as they could read the file.
type expectation struct {
	Py *struct {
		Reader string    `json:"reader"`
		Sheets []reading `json:"sheets"`
	} `json:"py"`
	SheetJS []reading `json:"sheetjs"`
}

// explained are the sheets ("file/sheet") on which we differ from a reader with which the corpus was made, and why we
// are right.
func explained() map[string]string {
	const hidden = "the style of its table says display=false, which LibreOffice takes as hidden; SheetJS does not " +
		"look at it"
	return map[string]string{"290-any_sheets.ods/Hidden": hidden, "290-any_sheets.ods/VeryHidden": hidden}
}

func corpus(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "..", "..", "shared", "corpus"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("%s is not there: other people's workbooks are not part of the checkout", dir)
	}
	return dir
}

func TestCorpus(t *testing.T) {
	dir := corpus(t)
	manifest, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer manifest.Close()
	lines := bufio.NewScanner(manifest)
	lines.Scan()
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		t.Run(fields[0], func(t *testing.T) {
			found, err := read(filepath.Join(dir, fields[0]))
			checkOutcome(t, fields[1], err)
			if err == nil {
				compareWith(t, filepath.Join(dir, fields[0]+".expected.json"), fields[0], found)
			}
		})
	}
}

func checkOutcome(t *testing.T, expect string, err error) {
	t.Helper()
	var refused *workbook.ReadError
	if err != nil && !errors.As(err, &refused) {
		t.Fatalf("the error is no *workbook.ReadError: %v", err)
	}
	switch {
	case expect == "OK" && err != nil:
		t.Errorf("refused: %v", err)
	case expect == "REJECT" && err == nil:
		t.Error("read, though it cannot be")
	}
}

func read(path string) ([]reading, error) {
	book, err := Open(path, workbook.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close()
	var all []reading
	for i, info := range book.Sheets() {
		found := reading{Name: info.Name, Hidden: int(info.Visibility), values: map[string]any{}}
		if _, err := book.ReadSheet(i, found.add); err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	return all, nil
}

func (r *reading) add(c *workbook.Cell) error {
	switch c.Type {
	case workbook.Number, workbook.Date:
		r.Num++
		r.Sum += c.Number
		r.values[c.Address()] = c.Number
	case workbook.Text:
		r.Text++
		r.values[c.Address()] = c.Stored()
	case workbook.Bool:
		r.Bool++
		r.values[c.Address()] = c.Number == 1
	case workbook.Error:
		r.Err++
		r.values[c.Address()] = c.Text
	}
	return nil
}

func compareWith(t *testing.T, path, file string, found []reading) {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want expectation
	if err := json.Unmarshal(body, &want); err != nil {
		t.Fatal(err)
	}
	if want.Py != nil {
		compareSheets(t, file, want.Py.Reader, found, want.Py.Sheets)
	}
	if want.SheetJS != nil {
		compareSheets(t, file, "SheetJS", found, want.SheetJS)
	}
}

// compareSheets expects the same sheets in the same order, and the same in each.
func compareSheets(t *testing.T, file, by string, found, want []reading) {
	t.Helper()
	if len(found) != len(want) {
		t.Errorf("%d sheets, %s finds %d", len(found), by, len(want))
		return
	}
	for i, w := range want {
		if reason, known := explained()[file+"/"+w.Name]; known {
			t.Logf("%s differs from %s: %s", w.Name, by, reason)
			continue
		}
		compareSheet(t, by, found[i], w)
	}
}

func compareSheet(t *testing.T, by string, found, want reading) {
	t.Helper()
	counts := func(r reading) string {
		return fmt.Sprintf("%q: hidden %d, %d numbers, %d texts, %d booleans, %d errors", r.Name, r.Hidden, r.Num, r.Text,
			r.Bool, r.Err)
	}
	if counts(found) != counts(want) || !same(found.Sum, want.Sum) {
		t.Errorf("%s, sum %v; %s finds %s, sum %v", counts(found), found.Sum, by, counts(want), want.Sum)
	}
	for _, sample := range want.Sample {
		address := sample[0].(string)
		if got := found.values[address]; !same(got, sample[2]) {
			t.Errorf("%s %s is %#v, want %#v", want.Name, address, got, sample[2])
		}
	}
}

func same(got, want any) bool {
	if number, ok := want.(float64); ok { // the order of adding up changes the last digits
		value, ok := got.(float64)
		return ok && math.Abs(number-value) <= 1e-9*math.Max(1, math.Abs(number))
	}
	return strings.TrimSpace(fmt.Sprint(got)) == strings.TrimSpace(fmt.Sprint(want))
}

// TestCorpusVietnamese reads the workbook of 2003 whose texts are TCVN3 in fonts of two kinds: all names of provinces.
func TestCorpusVietnamese(t *testing.T) {
	book, err := Open(filepath.Join(corpus(t), "049-Plan_2003.xls"), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var names []string
	if _, err := book.ReadSheet(0, func(c *workbook.Cell) error {
		if c.Column == 2 && c.Row >= 19 && c.Type == workbook.Text {
			names = append(names, strings.TrimSpace(c.Text))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, ", "); got != provinces2003 {
		t.Errorf("read %s\nwant %s", got, provinces2003)
	}
}

const provinces2003 = "HÀ NỘI, HẢI PHÒNG, HÀ TÂY, HẢI DƯƠNG, HƯNG YÊN, HÀ NAM, NAM ĐỊNH, THÁI BÌNH, NINH BÌNH, HÀ " +
	"GIANG, CAO BẰNG, LAO CAI, " +
	"BẮC CẠN, LẠNG SƠN, TUYÊN QUANG, YÊN BÁI, THÁI NGUYÊN, PHÚ THỌ, VĨNH PHÚC, BẮC GIANG, BẮC NINH, QUẢNG NINH, LAI CHÂU, SƠN LA, " +
	"HÒA BÌNH, THANH HÓA, NGHỆ AN, HÀ TĨNH, QUẢNG BÌNH, QUẢNG TRỊ, THỪA THIÊN - HUẾ, ĐÀ NẴNG, QUẢNG NAM, QUẢNG NGÃI, BÌNH ĐỊNH, " +
	"PHÚ YÊN, KHÁNH HÒA, KON TUM, GIA LAI, ĐĂK LĂK, TP. HỒ CHÍ MINH, LÂM ĐỒNG, NINH THUẬN, BÌNH PHƯỚC, TÂY NINH, BÌNH DƯƠNG, ĐỒNG NAI, " +
	"BÌNH THUẬN, BÀ RỊA - VŨNG TÀU, LONG AN, ĐỒNG THÁP, AN GIANG, TIỀN GIANG, VĨNH LONG, BẾN TRE, KIÊN GIANG, CẦN THƠ, TRÀ VINH, " +
	"SÓC TRĂNG, BẠC LIÊU, CÀ MAU"
