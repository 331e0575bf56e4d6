package warehouse

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"tonghop/pipeline/vocabulary/period"
	statements "tonghop/sql"
)

// A later version publishes a column more before all others, and one behind them. Closing a period keeps the columns
// that the ledger has, each under its own name.
func TestSealWithColumnsMore(t *testing.T) {
	body, err := fs.ReadFile(statements.Files, "models/marts/attainment_quarterly.sql")
	if err != nil {
		t.Fatal(err)
	}
	const selected = "* EXCLUDE (position, ordinal)"
	changed := strings.Replace(string(body), "SELECT "+selected, "SELECT 'thêm' AS first, "+selected+", 'nữa' AS last", 1)
	if changed == string(body) {
		t.Fatal("the model is not what this test changes")
	}
	s := newStory(t)
	s.w.files = otherSQL(t, "models/marts/attainment_quarterly.sql", changed)
	s.found(district(2))
	s.run([]Loaded{workbook("u00", 1, "", 2, 2, 100), workbook("u01", 1, "", 3, 3, 50)})
	s.run(nil, func(tx *Tx) error {
		_, err := tx.Seal(context.Background(), s.settings, period.OfQuarter(2021, 1))
		if err == nil {
			_, err = tx.Seal(context.Background(), s.settings, period.OfYear(2021))
		}
		return err
	})
	row := []string{"", "", ""}
	s.must(s.w.db.QueryRowContext(t.Context(), `SELECT period, actual::VARCHAR, status FROM ledger.sealed_yearly
		WHERE unit_id = 'krong-bong' AND indicator = 'admitted'`).Scan(&row[0], &row[1], &row[2]))
	if got := strings.Join(row, " "); got != "2021 5.0000000000 partial" {
		t.Errorf("of the year is sealed %s", got)
	}
	s.must(s.w.db.QueryRowContext(t.Context(), `SELECT period, actual_ytd::VARCHAR, status FROM ledger.sealed_quarterly
		WHERE unit_id = 'krong-bong' AND indicator = 'admitted'`).Scan(&row[0], &row[1], &row[2]))
	if got := strings.Join(row, " "); got != "2021-Q1 5.0000000000 complete" {
		t.Errorf("sealed %s", got)
	}
}
