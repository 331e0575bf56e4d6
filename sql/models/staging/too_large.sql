-- staging.too_large: the numbers of which so many are so large that their sum may pass 10^20, the largest number of a
-- table. Their workbooks are held, so that everybody else's are consolidated.
-- Grain: submission × sheet × cell.
-- Inputs: staging.submission_state, ledger.observation
-- Rebuild: whole
-- Columns: submission_id, sheet, cell, value
--
-- Looked at are, in each year and series, the numbers of the workbooks received last, from 10^13 on: smaller ones never
-- come to so much. A unit's cumulative and its flows are at most the largest stated cumulative and all stated flows
-- together. Where these bounds come to half of 10^20 over all units, every workbook with a number from a power of ten on
-- is held: from the largest power at which what is left comes to less.
WITH accepted AS (
    SELECT
        submission_id, reading_id, form_id, unit_key, period, year, coalesce(decided_receipt, receipt) AS place
    FROM staging.submission_state
    WHERE accepted AND NOT retracted
),
last AS (
    SELECT reading_id, year FROM accepted
    QUALIFY row_number() OVER (PARTITION BY form_id, unit_key, period ORDER BY place DESC) = 1
),
large AS (
    SELECT
        reading_id, unit_key, series_key, measure::STRING AS measure, abs(value) AS size,
        CASE WHEN measure IN ('stock', 'target') THEN measure::STRING ELSE 'achieved' END AS class
    FROM ledger.observation
    WHERE mark = 'value' AND (value >= 10000000000000 OR value <= -10000000000000)
),
-- What a unit can come to at most in a year.
bound AS (
    SELECT
        l.year, o.series_key, o.class, o.unit_key, max(o.size) AS largest,
        (coalesce(max(CASE WHEN o.measure <> 'flow' THEN o.size END), 0)
            + coalesce(sum(CASE WHEN o.measure = 'flow' THEN o.size END), 0))::DECIMAL(30, 10) AS size
    FROM large AS o
    JOIN last AS l ON l.reading_id = o.reading_id
    GROUP BY l.year, o.series_key, o.class, o.unit_key
),
-- Series whose bounds come to half of the largest number over all units.
passing AS (
    SELECT year, series_key, class FROM bound GROUP BY year, series_key, class HAVING sum(size) >= 50000000000000000000
),
power AS (
    SELECT * FROM (VALUES
        (10000000000000::DECIMAL(29, 10)), (100000000000000), (1000000000000000), (10000000000000000),
        (100000000000000000), (1000000000000000000)
    ) AS p (least)
),
-- The powers of ten at which what is left comes to less, once every workbook with a number from there on is held.
limited AS (
    SELECT p.year, p.series_key, p.class, w.least
    FROM passing AS p
    CROSS JOIN power AS w
    LEFT JOIN bound AS b
        ON b.year = p.year AND b.series_key = p.series_key AND b.class = p.class AND b.largest < w.least
    GROUP BY p.year, p.series_key, p.class, w.least
    HAVING coalesce(sum(b.size), 0) < 50000000000000000000
),
chosen AS (SELECT year, series_key, class, max(least) AS least FROM limited GROUP BY year, series_key, class)
SELECT DISTINCT a.submission_id, o.sheet, o.cell, o.value
FROM chosen AS c
JOIN large AS g ON g.series_key = c.series_key AND g.class = c.class AND g.size >= c.least
JOIN accepted AS a ON a.reading_id = g.reading_id AND a.year = c.year
JOIN ledger.observation AS o
    ON o.reading_id = g.reading_id AND o.unit_key = g.unit_key AND o.series_key = g.series_key
    AND o.measure::STRING = g.measure
