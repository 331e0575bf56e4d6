package pipeline

import (
	"strings"
	"testing"
	"time"
)

// reformed is the sample of an area whose communes were merged on 1 July 2025.
const reformed = "../samples/krong-bong-2025"

// areaFigures are the area's numbers as the sample's README has them: admitted in the quarter, since 1 January, members
// at its end, and reports.
const areaFigures = `2024-Q1 11 11 2317 17
2024-Q2 24 35 2341 17
2024-Q3 25 60 2366 17
2024-Q4 24 84 2390 17
2025-Q1 16 16 2406 16
2025-Q2 27 43 2433 16
2025-Q3 23 66 2456 8
2025-Q4 24 90 2480 8
2026-Q1 15 15 2495 8`

// No total falls at a merger, and the area's totals are the same in the boundaries of each quarter and in today's.
func TestNoTotalFallsAtAMerger(t *testing.T) {
	t.Parallel()
	o := openOffice(t, reformed, true)
	o.clock.At = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	o.run()
	for _, table := range []string{"attainment_quarterly", "attainment_quarterly_current"} {
		rows := o.query(`SELECT a.period, a.actual::BIGINT, a.actual_ytd::BIGINT, m.actual::BIGINT, a.reported_units
			FROM ` + table + ` AS a
			JOIN ` + table + ` AS m ON m.period = a.period AND m.unit_id = a.unit_id AND m.indicator = 'members'
			WHERE a.unit_id = 'krong-bong-cu' AND a.indicator = 'admitted' AND a.breakdown = 'total'
				AND m.breakdown = 'total' AND a.status = 'complete' ORDER BY a.period`)
		if got := joined(rows); got != areaFigures {
			t.Errorf("%s: got\n%s\nwant\n%s", table, got, areaFigures)
		}
	}
	// Stated by 2025-Q3, what of it is the predecessors', and the same in current boundaries.
	o.expectRows(`SELECT a.unit_id, a.actual_ytd::BIGINT, a.inherited_ytd::BIGINT, c.actual_ytd::BIGINT
		FROM attainment_quarterly AS a
		JOIN attainment_quarterly_current AS c USING (unit_id, period, indicator, breakdown)
		WHERE a.period = '2025-Q3' AND a.indicator = 'admitted' AND a.breakdown = 'total' AND a.inherited_ytd IS NOT NULL
		ORDER BY 1`, `cu-pui-2025 12 8 12
dang-kang-2025 12 7 12
hoa-son-2025 4 0 12
krong-bong 19 12 19
yang-mao-2025 2 0 6`)
	// Hòa Tân ended within a quarter and reported it; Ea Trul's code is Hòa Sơn's now.
	o.expectRows(`SELECT unit_id, unit_code, status FROM attainment_yearly
		WHERE year = 2025 AND indicator = 'admitted' AND breakdown = 'total' AND unit_code = '24472' ORDER BY 1`,
		"ea-trul 24472 complete\nhoa-son-2025 24472 complete")
	o.expectRows(`SELECT count(*) FROM reconciliation WHERE kind LIKE 'succession%' OR kind LIKE 'cumulative%'`, "0")
}

// expectRows compares the rows of a query with lines of words; "-" is NULL.
func (o *office) expectRows(query, want string) {
	o.t.Helper()
	if got := joined(o.query(query)); got != want {
		o.t.Errorf("%s\ngot\n%s\nwant\n%s", query, got, want)
	}
}

func joined(rows [][]string) string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		for j := range row {
			if row[j] == "" {
				row[j] = "-"
			}
		}
		lines[i] = strings.Join(row, " ")
	}
	return strings.Join(lines, "\n")
}
