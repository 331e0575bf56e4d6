package print_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
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
	if len(is) != 5 || is[0].State == "" || is[0] != was[0] || is[1].State == "" || is[1].State == was[1].State ||
		is[2].State != "" {
		t.Errorf("the sheets were %+v, and are %+v", was, is)
	}

	mark(t, first)
	if name := firstUnit(t, printAgain(t, second, first), "Quý I"); name == "dấu" {
		t.Error("a sheet of a workbook that is not as it was published was taken over")
	}
	first.Manifest.Files[printedName] = sumOf(t, first)
	marked := printAgain(t, second, first)
	if one, two := firstUnit(t, marked, "Quý I"), firstUnit(t, marked, "Quý II"); one != "dấu" || two == "dấu" {
		t.Errorf("the first unit is %q in the sheet that is the same, and %q in the one that is not", one, two)
	}
}

// mark writes another name into the first row of each sheet of a printed workbook.
func mark(t *testing.T, f vintage.Folder) {
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
		_, err = to.Write(bytes.ReplaceAll(body, []byte("<t>Huyện Krông Bông</t>"), []byte("<t>dấu</t>")))
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
