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

	"tonghop/workbook"
)

// reading is what a reader found in a sheet: counts of cells by type, and the sum of the numbers.
type reading struct {
	Name   string  `json:"name"`
	Num    int     `json:"num"`
	Sum    float64 `json:"sum"`
	Text   int     `json:"text"`
	Bool   int     `json:"bool"`
	Err    int     `json:"err"`
	Agree  bool    `json:"agree"`
	Sample [][]any `json:"sample"`
	values map[string]any
}

type expectation struct {
	Agree string `json:"agree"`
	Py    *struct {
		Sheets []reading `json:"sheets"`
	} `json:"py"`
}

// explained are the sheets on which we differ from the reader that the corpus was made with, and why we are right.
func explained() map[string]string {
	return map[string]string{}
}

// notRead are kinds of workbook that are refused by name.
func notRead(name string) bool {
	switch filepath.Ext(name) {
	case ".ods", ".xlsb":
		return true
	}
	return false
}

func corpus(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "corpus"))
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
			checkOutcome(t, fields[0], fields[1], err)
			if err == nil && fields[1] == "OK" {
				compareWith(t, filepath.Join(dir, fields[0]+".expected.json"), fields[0], found)
			}
		})
	}
}

func checkOutcome(t *testing.T, name, expect string, err error) {
	t.Helper()
	var refused *workbook.ReadError
	if err != nil && !errors.As(err, &refused) {
		t.Fatalf("the error is no *workbook.ReadError: %v", err)
	}
	switch {
	case notRead(name):
		if err == nil {
			t.Error("read, though its kind is to be refused")
		}
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
		found := reading{Name: info.Name, values: map[string]any{}}
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
		r.values[c.Address()] = c.Raw
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
	if want.Py == nil {
		return
	}
	for _, w := range want.Py.Sheets {
		if reason, known := explained()[file+"/"+w.Name]; known {
			t.Logf("%s differs: %s", w.Name, reason)
			continue
		}
		if !w.Agree {
			continue
		}
		for _, f := range found {
			if f.Name == w.Name {
				compareSheet(t, f, w)
			}
		}
	}
}

func compareSheet(t *testing.T, found, want reading) {
	t.Helper()
	if found.Num != want.Num || math.Abs(found.Sum-want.Sum) > 1e-9*math.Max(1, math.Abs(want.Sum)) || found.Bool != want.Bool || found.Err != want.Err {
		t.Errorf("%s: %d numbers of sum %v, %d booleans, %d errors; want %d of sum %v, %d, %d",
			want.Name, found.Num, found.Sum, found.Bool, found.Err, want.Num, want.Sum, want.Bool, want.Err)
	}
	for _, sample := range want.Sample {
		address := sample[0].(string)
		if got := found.values[address]; !same(got, sample[2]) {
			t.Errorf("%s %s is %#v, want %#v", want.Name, address, got, sample[2])
		}
	}
}

func same(got, want any) bool {
	if number, ok := want.(float64); ok {
		value, ok := got.(float64)
		return ok && math.Abs(number-value) <= 1e-9*math.Max(1, math.Abs(number))
	}
	return strings.TrimSpace(fmt.Sprint(got)) == strings.TrimSpace(fmt.Sprint(want))
}
