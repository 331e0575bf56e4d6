package warehouse

import (
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"tonghop/pipeline/vocabulary/vntext"
	statements "tonghop/sql"
)

// otherSQL is this program's SQL with one file changed, added or, when body is empty, taken away.
func otherSQL(t *testing.T, name, body string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(statements.Files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(statements.Files, path)
		files[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(files, name)
	if body != "" {
		files[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return files
}

// The functions that are called are those beside the models, never those of the running program.
func TestFunctionsAreThoseBesideTheModels(t *testing.T) {
	body, err := fs.ReadFile(statements.Files, functionFolder+"/number.sql")
	if err != nil {
		t.Fatal(err)
	}
	doubled := strings.Replace(string(body), "* 100 * units", "* 200 * units", 1)
	macros := strings.ReplaceAll(doubled, "CREATE OR REPLACE TEMP MACRO", "CREATE MACRO")
	for name, test := range map[string]struct {
		files fs.FS
		want  string
	}{
		"this program's":     {nil, "288"},
		"another version's":  {otherSQL(t, functionFolder+"/number.sql", doubled), "575"},
		"kept in the schema": {fstest.MapFS{"schema/0002_macros.sql": {Data: []byte(macros)}}, "575"},
		"garbage in the schema": {fstest.MapFS{"schema/0002_macros.sql": {Data: []byte("CREATE MACRO x(y) AS " +
			"(y;")}}, "Parser Error"},
		"a function that is not there": {otherSQL(t, functionFolder+"/number.sql", "-- nothing\nSELECT 1;"),
			"percent_units does not exist"},
		"neither functions nor the schema": {fstest.MapFS{}, "there are no functions"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := percentage(t, test.files); !strings.Contains(got, test.want) {
				t.Errorf("23 of 80: got %s, expected %s", got, test.want)
			}
		})
	}
}

// percentage is 23 of 80 in tenths, or why it is not to be had.
func percentage(t *testing.T, files fs.FS) string {
	w, err := Open(t.Context(), "", Options{SQL: files})
	if err != nil {
		return err.Error()
	}
	defer w.Close()
	got := ""
	if err := w.db.QueryRowContext(t.Context(),
		"SELECT percent_units(23, 80, 'half_up', 10)::VARCHAR").Scan(&got); err != nil {
		return err.Error()
	}
	return got
}

// A corrected function builds every table again, as a corrected model does.
func TestFunctionsAreHashedWithTheModels(t *testing.T) {
	sums := map[string]bool{}
	for _, files := range []fs.FS{statements.Files, otherSQL(t, functionFolder+"/calendar.sql", "-- nothing\nSELECT 1;")} {
		sum, err := modelsSHA256(files, nil)
		if err != nil {
			t.Fatal(err)
		}
		sums[sum] = true
	}
	if len(sums) != 2 {
		t.Error("other functions have the same sum")
	}
}

// The macro csv_text says the same as vntext.Harmless of every text.
func TestCSVTextIsTheSameInSQL(t *testing.T) {
	w, err := Open(t.Context(), "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	signs := `['', '=', '+', '-', '@', chr(9), chr(13), '＝', '＋', '－', '＠', ' ', '''', '5', '.', ',', 'a', 'Đ']`
	rows, err := w.db.QueryContext(t.Context(), fmt.Sprintf("SELECT a || b || c AS x, csv_text(x) "+
		"FROM unnest(%[1]s) t (a), unnest(%[1]s) u (b), unnest(%[1]s) v (c)", signs))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	count := 0
	for ; rows.Next(); count++ {
		var text, got string
		if err := rows.Scan(&text, &got); err != nil {
			t.Fatal(err)
		}
		if want := vntext.Harmless(text); got != want {
			t.Errorf("%q becomes %q in SQL, %q in Go", text, got, want)
		}
	}
	if err := rows.Err(); err != nil || count != 18*18*18 {
		t.Errorf("%d texts were compared, %v", count, err)
	}
	var none sql.NullString
	if err := w.db.QueryRowContext(t.Context(), "SELECT csv_text(NULL::VARCHAR)").Scan(&none); err != nil || none.Valid {
		t.Errorf("no text becomes %+v, %v", none, err)
	}
}
