-- vintage/top: the attainment of the topmost units, each indicator's whole in its last two quarters, and in its last
-- year where it is reported by year only: what a run prints at its end.
-- Grain: unit × quarter or year × indicator.
-- Inputs: attainment_quarterly, attainment_yearly, series
-- Columns: unit, period, label, actual, actual_ytd (none of a year), target, attainment_pct (texts, empty when
--          unknown), status, expected, reported
WITH last_quarter AS (SELECT DISTINCT year, quarter FROM attainment_quarterly ORDER BY year DESC, quarter DESC LIMIT 2),
last_year AS (SELECT max(year) AS year FROM attainment_yearly),
published AS (
    SELECT
        a.unit_id, a.unit_name, a.parent_unit_id, a.period, a.year, a.quarter, a.indicator, a.breakdown,
        a.actual, a.actual_ytd, a.target, a.attainment_pct, a.status, a.expected_units, a.reported_units
    FROM attainment_quarterly AS a
    JOIN last_quarter AS q ON q.year = a.year AND q.quarter = a.quarter
    UNION ALL
    SELECT
        a.unit_id, a.unit_name, a.parent_unit_id, a.period, a.year, 5, a.indicator, a.breakdown,
        a.actual, NULL, a.target, a.attainment_pct, a.status, a.expected_units, a.reported_units
    FROM attainment_yearly AS a
    JOIN last_year AS y ON y.year = a.year
    WHERE a.indicator NOT IN (SELECT indicator FROM attainment_quarterly)
)
SELECT
    a.unit_name, a.period, s.label_vi,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual_ytd::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.attainment_pct::VARCHAR, ''),
    a.status, a.expected_units, a.reported_units
FROM published AS a
JOIN series AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
WHERE a.parent_unit_id IS NULL AND a.breakdown = 'total'
ORDER BY a.unit_id, s.ordinal, a.year, a.quarter
LIMIT 20
