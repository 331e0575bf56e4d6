-- scale: fills a ledger that knows its units and forms with one workbook for each reporting unit and quarter, all received in the
-- order of the quarters. What the numbers are, scale_test.go says too, and adds them up in its own way.
-- Parameters: first year, years
CREATE TEMP MACRO drawn(unit, series, year, quarter) AS
    ((((unit::BIGINT * 61 + series) * 41 + year % 41) * 4 + quarter) * 2654435761 % 4294967296) // 65536 % 50;

CREATE TEMP TABLE received AS
SELECT
    (q.number * units.count + u.turn + 1)::INTEGER AS receipt, u.unit_key, u.unit_id, u.turn,
    $1::INTEGER + q.number // 4 AS year, q.number % 4 + 1 AS quarter
FROM range(4 * $2::INTEGER) AS q (number)
CROSS JOIN (SELECT count(*) AS count FROM ledger.unit_key WHERE unit_id LIKE 'thon-%') AS units
CROSS JOIN (SELECT unit_key, unit_id, unit_id[6:]::INTEGER - 1 AS turn FROM ledger.unit_key WHERE unit_id LIKE 'thon-%') AS u
ORDER BY receipt;

INSERT INTO ledger.run SELECT max(run_id) + 1, 'run', 'fill@scale', '', 'test', max(recorded_at) + INTERVAL 1 MINUTE, 0, 0, 0, 0, 0 FROM ledger.run;

INSERT INTO ledger.submission
SELECT
    sha256(receipt::VARCHAR)[1:12], sha256(receipt::VARCHAR), printf('%d/Q%d/%s.csv', year, quarter, unit_id), unit_id || '.csv', 4000, true,
    make_timestamp(year, 3 * quarter, 28, 1, 0, 0), receipt, r.recorded_at, r.run_id, 1, '',
    make_timestamp(year, 3 * quarter, 28, 1, 0, 0)
FROM received, (SELECT max(run_id) AS run_id, max(recorded_at) AS recorded_at FROM ledger.run) AS r
ORDER BY receipt;

INSERT INTO ledger.reading
SELECT
    receipt, sha256(receipt::VARCHAR)[1:12], w.read_with, sha256(receipt::VARCHAR), 'sc-01', unit_key, printf('%d-Q%d', year, quarter), 'quarter',
    year, quarter, true, r.recorded_at, r.run_id
FROM received, ledger.read_with AS w, (SELECT max(run_id) AS run_id, max(recorded_at) AS recorded_at FROM ledger.run) AS r
ORDER BY receipt;

INSERT INTO ledger.observation
SELECT
    r.receipt, r.unit_key, s.series_key, ['flow', 'ytd', 'stock'][s.turn % 3 + 1]::measure, 'value'::mark,
    CASE s.turn % 3 WHEN 1 THEN list_sum([drawn(r.turn, s.turn, r.year, q) for q in range(1, r.quarter + 1)])
        ELSE drawn(r.turn, s.turn, r.year, r.quarter) END::DECIMAL(29, 10) AS value,
    'Biểu', ['C', 'D', 'D'][s.turn % 3 + 1] || (s.turn + 8), value::BIGINT::VARCHAR
FROM received AS r
CROSS JOIN (SELECT series_key, indicator[11:]::INTEGER - 1 AS turn FROM ledger.series_key WHERE indicator LIKE 'indicator_%') AS s
ORDER BY r.receipt, s.turn;

DROP TABLE received;
