//go:build linux

package warehouse

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tonghop/pipeline/vocabulary/quantity"
	statements "tonghop/sql"
)

// The reform of 2025 at its real size: 10,035 communes, of which 3,321 are made, every tenth of them divided; ten years
// of two indicators before it and half a year after.
const reformLedger = `
INSERT INTO ledger.run (run_id, kind, actor, reason, program, recorded_at) VALUES (1, 'run', '', '', '', '2026-01-05');
INSERT INTO ledger.registry_version VALUES (1, '', '', '2021-01-01', 1);
INSERT INTO ledger.series_key VALUES (1, 'done', 'total'), (2, 'members', 'total');
INSERT INTO ledger.obligation_series (set_id, obligation_id, series_key, measures, label_vi, label_en, unit_label_vi,
	unit_label_en, decimals, ordinal) VALUES (1, 1, 1, ['flow', 'ytd'], '', '', '', '', 0, 1),
	(1, 1, 2, ['stock'], '', '', '', '', 0, 2);
INSERT INTO ledger.obligation (set_id, obligation_id, form_id, title_vi, title_en, submitters, submitter_units, covered,
	kind, has_due, due_days, grace_days, priority, recorded_at)
	VALUES (1, 1, 'k', '', '', ['commune'], [], [], 'quarter', false, 0, 0, 0, '2021-01-01');
INSERT INTO ledger.unit_key SELECT k, 'u' || k FROM range(1, 14064) AS r (k);
-- 1 the country, 2 to 706 districts, then the communes of before and those of after
INSERT INTO ledger.unit_row SELECT 1, k, k, k, 'U' || k,
	CASE WHEN k = 1 THEN 'province' WHEN k <= 706 THEN 'district' ELSE 'commune' END,
	CASE WHEN k = 1 THEN NULL WHEN k <= 706 THEN 1 WHEN k <= 10741 THEN 2 + k % 705 ELSE 1 END,
	CASE WHEN k > 10741 THEN DATE '2025-07-01' END,
	CASE WHEN k BETWEEN 2 AND 10741 THEN DATE '2025-06-30' END
	FROM range(1, 14063) AS r (k);
INSERT INTO ledger.change_row (registry_id, changed_on, kind, unit_key, successor_key, decision, counts, allocation)
	SELECT 1, DATE '2025-07-01', CASE WHEN k % 10 = 0 THEN 'split' ELSE 'merge' END, k, 10742 + (k + part) % 3321, 'NQ',
		'',
		CASE WHEN k % 10 = 0 THEN 50 END
	FROM range(707, 10742) AS r (k) CROSS JOIN (VALUES (0), (1)) AS p (part) WHERE part = 0 OR k % 10 = 0;
CREATE TEMP TABLE report AS
	SELECT row_number() OVER (ORDER BY year, quarter, k)::INTEGER AS id, k::INTEGER AS k, year::INTEGER AS year,
		quarter::INTEGER AS quarter
	FROM range(707, 14063) AS u (k) CROSS JOIN range(2016, 2026) AS y (year) CROSS JOIN range(1, 5) AS q (quarter)
	WHERE k <= 10741 AND (year < 2025 OR quarter <= 2) OR k > 10741 AND year = 2025 AND quarter > 2;
INSERT INTO ledger.submission (submission_id, sha256, path, file_name, size, archived, received_at, receipt,
	recorded_at,
	run_id, part, file_time)
	SELECT 's' || id, 's' || id, 'p', 'p', 1, true, '2026-01-04', id, '2026-01-05', 1, 1,
		TIMESTAMP '2016-01-04' + INTERVAL (id) SECOND FROM report;
INSERT INTO ledger.reading SELECT id, 's' || id, '', '', 'k', k, printf('%d-Q%d', year, quarter), 'quarter', year,
	quarter, true, '2026-01-05', 1 FROM report;
INSERT INTO ledger.observation SELECT id, k, 1, 'flow', 'value', k % 7, '', 'C1', '' FROM report
	UNION ALL SELECT id, k, 1, 'ytd', 'value', CASE WHEN k > 10741 THEN quarter - 2 ELSE quarter END * (k % 7), '',
		'D1', ''
	FROM report
	UNION ALL SELECT id, k, 2, 'stock', 'value', 100 + k % 50, '', 'E1', '' FROM report;
`

// BenchmarkRestating builds ten years in the boundaries of the day. ratio is what all models cost together, as a
// multiple of what they cost without those that restate.
func BenchmarkRestating(b *testing.B) {
	restating, others := buildMeasured(b, reformLedger, 2016, 2025)
	b.ReportMetric(restating.Seconds(), "restating-s")
	b.ReportMetric(others.Seconds(), "else-s")
	b.ReportMetric((restating.Seconds()+others.Seconds())/others.Seconds(), "ratio")
}

// buildMeasured builds the tables of years from a ledger, statement by statement, and returns the CPU time of all
// threads that restating takes, and that of everything else.
func buildMeasured(b *testing.B, ledger string, first, last int) (restating, others time.Duration) {
	if b.N > 1 {
		b.Skip("measured once: -benchtime 1x")
	}
	w, err := Open(b.Context(), filepath.Join(b.TempDir(), "warehouse.duckdb"), Options{Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.Close() })
	conn, err := w.db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	if _, err := conn.ExecContext(b.Context(), ledger); err != nil {
		b.Fatal(err)
	}
	builder, err := newBuilder(b.Context(), conn, statements.Files, Settings{Rounding: quantity.Rounding{
		Mode: quantity.HalfUp, Digits: 1}, TimeZone: "UTC", Now: time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		b.Fatal(err)
	}
	each := func(m model, do func() error) {
		begun := cpuTime(b)
		if err := do(); err != nil {
			b.Fatal(err)
		}
		spent := cpuTime(b) - begun
		if strings.Contains(m.name, "boundary") || strings.Contains(m.name, "restated") {
			restating += spent
		} else {
			others += spent
		}
		fmt.Printf("%-28s %v\n", m.name, spent.Round(time.Millisecond))
	}
	for _, m := range builder.models {
		if m.rebuild == rebuildWhole {
			each(m, func() error {
				return builder.exec(b.Context(), m.name, "CREATE OR REPLACE TABLE "+m.name+" AS "+m.body)
			})
		}
	}
	if err := builder.createYearTables(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	var parts []yearPart
	for year := first; year <= last; year++ {
		part := wholeYear(year)
		parts = append(parts, part)
		if err := builder.setPart(b.Context(), part); err != nil {
			b.Fatal(err)
		}
		for _, m := range builder.models {
			if m.rebuild == rebuildByYear {
				each(m, func() error { return builder.replace(b.Context(), m, part) })
			}
		}
	}
	begun := cpuTime(b)
	if err := builder.check(b.Context(), parts[max(0, len(parts)-2):]); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("%-28s %v\n", "checks", (cpuTime(b) - begun).Round(time.Millisecond))
	return restating, others
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
