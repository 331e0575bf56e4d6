-- trace/revision/differing_row: takes the rows of one period, a quarter or a year, that differ between two vintages, or
-- that only one of them has, in batches of whole series: what a number's causes are is worked out series by series, and
-- never for all of them at once.
-- Grain: unit × indicator × breakdown.
-- Inputs: before and after: attainment_quarterly, attainment_yearly, series; touched_unit (see touched_unit)
-- {{near …}} is where the rows of touched units stand.
-- Parameters: period, every (also the rows that do not differ), batch_rows
-- Columns: unit_id, indicator, breakdown, is_stock, in_before, in_after; then, of the vintage before (old_) and of the
--          one after (new_), as texts: actual, actual_ytd (a year has none), target, target_original, attainment_pct,
--          remaining, expected_units, reported_units, contributing_units, contributing_units_ytd (a year has none);
--          batch
CREATE OR REPLACE TEMP TABLE differing_row AS
WITH published AS (
    -- A year's table has no actual_ytd and no contributing_units_ytd: BY NAME leaves them NULL. Percentages of two
    -- vintages may have other numbers of digits, of which a union keeps the smaller one.
    SELECT true AS is_later, * REPLACE (attainment_pct::DECIMAL(38, 4) AS attainment_pct)
    FROM after.attainment_quarterly SEMI JOIN touched_unit USING (unit_id)
    WHERE period = $1 AND {{near after.attainment_quarterly}}
    UNION ALL BY NAME
    SELECT true AS is_later, * REPLACE (attainment_pct::DECIMAL(38, 4) AS attainment_pct)
    FROM after.attainment_yearly SEMI JOIN touched_unit USING (unit_id)
    WHERE period = $1 AND {{near after.attainment_yearly}}
    UNION ALL BY NAME
    SELECT false AS is_later, * REPLACE (attainment_pct::DECIMAL(38, 4) AS attainment_pct)
    FROM before.attainment_quarterly SEMI JOIN touched_unit USING (unit_id)
    WHERE period = $1 AND {{near before.attainment_quarterly}}
    UNION ALL BY NAME
    SELECT false AS is_later, * REPLACE (attainment_pct::DECIMAL(38, 4) AS attainment_pct)
    FROM before.attainment_yearly SEMI JOIN touched_unit USING (unit_id)
    WHERE period = $1 AND {{near before.attainment_yearly}}
),
compared AS (
    SELECT
        is_later, unit_id, indicator, breakdown, actual::DECIMAL(30, 10) AS actual,
        actual_ytd::DECIMAL(30, 10) AS actual_ytd, target::DECIMAL(30, 10) AS target,
        target_original::DECIMAL(30, 10) AS target_original, attainment_pct::DECIMAL(38, 4) AS attainment_pct,
        remaining::DECIMAL(30, 10) AS remaining, expected_units::BIGINT AS expected_units,
        reported_units::BIGINT AS reported_units, contributing_units::BIGINT AS contributing_units,
        contributing_units_ytd::BIGINT AS contributing_units_ytd
    FROM published
),
earlier AS (SELECT * EXCLUDE (is_later) FROM compared WHERE NOT is_later),
later AS (SELECT * EXCLUDE (is_later) FROM compared WHERE is_later),
differing AS (
    SELECT
        coalesce(b.unit_id, a.unit_id) AS unit_id, coalesce(b.indicator, a.indicator) AS indicator,
        coalesce(b.breakdown, a.breakdown) AS breakdown, coalesce(s.is_stock, false) AS is_stock,
        b.unit_id IS NOT NULL AS in_before, a.unit_id IS NOT NULL AS in_after,
        b.actual::VARCHAR AS old_actual,
        b.actual_ytd::VARCHAR AS old_actual_ytd,
        b.target::VARCHAR AS old_target,
        b.target_original::VARCHAR AS old_target_original,
        b.attainment_pct::VARCHAR AS old_attainment_pct,
        b.remaining::VARCHAR AS old_remaining,
        b.expected_units::VARCHAR AS old_expected_units,
        b.reported_units::VARCHAR AS old_reported_units,
        b.contributing_units::VARCHAR AS old_contributing_units,
        b.contributing_units_ytd::VARCHAR AS old_contributing_units_ytd,
        a.actual::VARCHAR AS new_actual,
        a.actual_ytd::VARCHAR AS new_actual_ytd,
        a.target::VARCHAR AS new_target,
        a.target_original::VARCHAR AS new_target_original,
        a.attainment_pct::VARCHAR AS new_attainment_pct,
        a.remaining::VARCHAR AS new_remaining,
        a.expected_units::VARCHAR AS new_expected_units,
        a.reported_units::VARCHAR AS new_reported_units,
        a.contributing_units::VARCHAR AS new_contributing_units,
        a.contributing_units_ytd::VARCHAR AS new_contributing_units_ytd
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
