-- trace/revision/differing_row: takes the rows of one period, a quarter or a year, that differ between two vintages, or
-- that only one of them has, in batches of whole series: what a number's causes are is worked out series by series, and
-- never for all of them at once.
-- Grain: unit × indicator × breakdown.
-- Inputs: before and after: attainment_quarterly, attainment_yearly, series
-- Parameters: period, every (also the rows that do not differ), batch_rows
-- Columns: unit_id, indicator, breakdown, is_stock, in_before, in_after; then, of the vintage before (old_) and of the one
--          after (new_), in whole ten-thousandths: actual, actual_ytd (a year has none), target, target_original,
--          attainment_pct, remaining, expected_units, reported_units, contributing_units, contributing_units_ytd (a year
--          has none); batch
CREATE OR REPLACE TEMP TABLE differing_row AS
WITH earlier AS (
    SELECT * FROM before.attainment_quarterly WHERE period = $1
    UNION ALL BY NAME
    SELECT * FROM before.attainment_yearly WHERE period = $1
),
later AS (
    SELECT * FROM after.attainment_quarterly WHERE period = $1
    UNION ALL BY NAME
    SELECT * FROM after.attainment_yearly WHERE period = $1
),
differing AS (
    SELECT
        coalesce(b.unit_id, a.unit_id) AS unit_id, coalesce(b.indicator, a.indicator) AS indicator,
        coalesce(b.breakdown, a.breakdown) AS breakdown, coalesce(s.is_stock, false) AS is_stock,
        b.unit_id IS NOT NULL AS in_before, a.unit_id IS NOT NULL AS in_after,
        ten_thousandths(b.actual)::BIGINT AS old_actual,
        ten_thousandths(b.actual_ytd)::BIGINT AS old_actual_ytd,
        ten_thousandths(b.target)::BIGINT AS old_target,
        ten_thousandths(b.target_original)::BIGINT AS old_target_original,
        ten_thousandths(b.attainment_pct)::BIGINT AS old_attainment_pct,
        ten_thousandths(b.remaining)::BIGINT AS old_remaining,
        ten_thousandths(b.expected_units)::BIGINT AS old_expected_units,
        ten_thousandths(b.reported_units)::BIGINT AS old_reported_units,
        ten_thousandths(b.contributing_units)::BIGINT AS old_contributing_units,
        ten_thousandths(b.contributing_units_ytd)::BIGINT AS old_contributing_units_ytd,
        ten_thousandths(a.actual)::BIGINT AS new_actual,
        ten_thousandths(a.actual_ytd)::BIGINT AS new_actual_ytd,
        ten_thousandths(a.target)::BIGINT AS new_target,
        ten_thousandths(a.target_original)::BIGINT AS new_target_original,
        ten_thousandths(a.attainment_pct)::BIGINT AS new_attainment_pct,
        ten_thousandths(a.remaining)::BIGINT AS new_remaining,
        ten_thousandths(a.expected_units)::BIGINT AS new_expected_units,
        ten_thousandths(a.reported_units)::BIGINT AS new_reported_units,
        ten_thousandths(a.contributing_units)::BIGINT AS new_contributing_units,
        ten_thousandths(a.contributing_units_ytd)::BIGINT AS new_contributing_units_ytd
    FROM earlier AS b
    FULL JOIN later AS a ON a.unit_id = b.unit_id AND a.indicator = b.indicator AND a.breakdown = b.breakdown
    LEFT JOIN after.series AS s
        ON s.indicator = coalesce(b.indicator, a.indicator) AND s.breakdown = coalesce(b.breakdown, a.breakdown)
    WHERE $2 OR b IS DISTINCT FROM a
),
size AS (SELECT indicator, breakdown, count(*) AS rows FROM differing GROUP BY ALL),
batch AS (
    SELECT indicator, breakdown,
        ((sum(rows) OVER (ORDER BY indicator, breakdown) - rows) // $3)::INTEGER AS batch
    FROM size
)
SELECT d.*, b.batch
FROM differing AS d
JOIN batch AS b ON b.indicator = d.indicator AND b.breakdown = d.breakdown
