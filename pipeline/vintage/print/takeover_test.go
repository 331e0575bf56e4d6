package print_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tonghop/pipeline/vintage"
	"tonghop/pipeline/vintage/print"
	"tonghop/pipeline/vocabulary/message"
)

const printedName = "attainment-2021.xlsx"

// printAgain prints the tables of a vintage into a folder of its own.
func printAgain(t *testing.T, of, before vintage.Folder) vintage.Folder {
	t.Helper()
	made := vintage.Folder{ID: of.ID, Dir: t.TempDir(), Manifest: of.Manifest}
	body, err := os.ReadFile(of.TablesFile())
	must(t, err)
	must(t, os.WriteFile(made.TablesFile(), body, 0o644))
	tables, err := made.Open(t.Context())
	must(t, err)
	defer tables.Close()
	office := print.Office{Language: message.Vietnamese, Name: "Văn phòng", Digits: 1}
	must(t, print.WriteWorkbooks(t.Context(), tables, office, &made.Manifest, before))
	made.Manifest.Files = map[string]vintage.FileInfo{printedName: sumOf(t, made)}
	return made
}

func sumOf(t *testing.T, f vintage.Folder) vintage.FileInfo {
	t.Helper()
	body := printedBytes(t, f)
	sum := sha256.Sum256(body)
	return vintage.FileInfo{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(body))}
}

func printedBytes(t *testing.T, f vintage.Folder) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(f.Dir, printedName))
	must(t, err)
	return body
}

// What one quarter brings leaves the sheet of the quarter before it as it is: it is copied, and the workbook has the
// bytes of one that is printed whole: equal tables give equal bytes each time. The second vintage has a workbook more
// of the second quarter than the first one.
func sheetsAreTakenOver(t *testing.T, published, second vintage.Folder) {
	first := printAgain(t, published, vintage.Folder{})
	whole, taken := printAgain(t, second, vintage.Folder{}), printAgain(t, second, first)
	if !bytes.Equal(printedBytes(t, whole), printedBytes(t, taken)) {
		t.Error("a workbook with a sheet that was taken over has other bytes than one that was printed whole")
	}
	was, is := first.Manifest.Sheets[2021], taken.Manifest.Sheets[2021]
	if len(is) != 5 || is[0].State == "" || is[0].State != was[0].State || is[1].State == "" ||
		is[1].State == was[1].State || is[2].State != "" {
		t.Errorf("the sheets were %+v, and are %+v", was, is)
	}

	mark(t, first, "Huyện Krông Bông")
	if name := firstUnit(t, printAgain(t, second, first), "Quý I"); name == "dấu" {
		t.Error("a sheet of a workbook that is not as it was published was taken over")
	}
	first.Manifest.Files[printedName] = sumOf(t, first)
	marked := printAgain(t, second, first)
	if one, two := firstUnit(t, marked, "Quý I"), firstUnit(t, marked, "Quý II"); one != "dấu" || two == "dấu" {
		t.Errorf("the first unit is %q in the sheet that is the same, and %q in the one that is not", one, two)
	}
}

// Where it is known which units differ, only their rows are printed, and the workbook has the bytes of one that is
// printed whole. All are printed where a column may have become narrower, since its widest number has gone.
func rowsAreRenewed(t *testing.T, published, second vintage.Folder) {
	first := printAgain(t, published, vintage.Folder{})
	whole := printAgain(t, second, vintage.Folder{})
	noteTouched(t, published, second)
	if renewed := printAgain(t, second, first); !bytes.Equal(printedBytes(t, whole), printedBytes(t, renewed)) {
		t.Error("a workbook of which some rows were printed has other bytes than one that was printed whole")
	}
	const kept, renewed = "Xã Cư Pui", "Phòng Tư pháp"
	mark(t, first, kept)
	mark(t, first, renewed)
	first.Manifest.Files[printedName] = sumOf(t, first)
	book := workbook(t, printAgain(t, second, first))
	for _, sheet := range []string{"Quý II", "Năm 2021"} {
		row(t, book, sheet, renewed) // fails where there is none
		rows, err := book.GetRows(sheet)
		must(t, err)
		if stayed := len(slices.DeleteFunc(rows, func(r []string) bool { return len(r) < 2 || r[1] != "dấu" })); stayed != 1 {
			t.Errorf("%s has %d marked rows, and not that of %s alone", sheet, stayed, kept)
		}
	}

	sheets := first.Manifest.Sheets[2021]
	for i := range sheets {
		for c := range sheets[i].Pixels { // as if the whole district, which differs, had had wider numbers
			sheets[i].Pixels[c], sheets[i].Widest[c] = sheets[i].Pixels[c]+1, 0
		}
	}
	narrower := workbook(t, printAgain(t, second, first))
	for _, sheet := range []string{"Quý II", "Năm 2021"} {
		row(t, narrower, sheet, kept) // fails where its marked row stayed
	}
}

// noteTouched says in a vintage's manifest which units have other rows than in the one before.
func noteTouched(t *testing.T, before, after vintage.Folder) {
	t.Helper()
	for _, table := range []string{"attainment_quarterly", "attainment_yearly"} {
		was, is := rowsByUnit(t, before, table), rowsByUnit(t, after, table)
		for label, p := range after.Manifest.Years[2021].Periods {
			if p.Touched == nil {
				p.Touched = map[string][]string{}
			}
			p.Touched[table] = []string{}
			for unit, rows := range is[label] {
				if rows != was[label][unit] {
					p.Touched[table] = append(p.Touched[table], unit)
				}
			}
			after.Manifest.Years[2021].Periods[label] = p
		}
	}
}

func rowsByUnit(t *testing.T, f vintage.Folder, table string) map[string]map[string]string {
	t.Helper()
	tables, err := f.Open(t.Context())
	must(t, err)
	defer tables.Close()
	rows, err := tables.Query(t.Context(), "SELECT period, unit_id, r::VARCHAR FROM "+table+" AS r ORDER BY ALL")
	must(t, err)
	defer rows.Close()
	all := map[string]map[string]string{}
	for rows.Next() {
		var label, unit, text string
		must(t, rows.Scan(&label, &unit, &text))
		if all[label] == nil {
			all[label] = map[string]string{}
		}
		all[label][unit] += text
	}
	must(t, rows.Err())
	return all
}

// mark writes another name of a unit into each sheet of a printed workbook.
func mark(t *testing.T, f vintage.Folder, unit string) {
	t.Helper()
	name := filepath.Join(f.Dir, printedName)
	in, err := zip.OpenReader(name)
	must(t, err)
	defer in.Close()
	var marked bytes.Buffer
	out := zip.NewWriter(&marked)
	for _, part := range in.File {
		from, err := part.Open()
		must(t, err)
		body, err := io.ReadAll(from)
		must(t, err)
		to, err := out.Create(part.Name)
		must(t, err)
		_, err = to.Write(bytes.ReplaceAll(body, []byte("<t>"+unit+"</t>"), []byte("<t>dấu</t>")))
		must(t, err)
	}
	must(t, out.Close())
	must(t, os.WriteFile(name, marked.Bytes(), 0o644))
}

func firstUnit(t *testing.T, f vintage.Folder, sheet string) string {
	t.Helper()
	name, err := workbook(t, f).GetCellValue(sheet, "B9")
	must(t, err)
	return name
}
