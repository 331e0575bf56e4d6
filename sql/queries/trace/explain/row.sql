-- trace/explain/row: one published row of a quarter or a year, with what it is called.
-- Grain: one row at most.
-- Inputs: attainment_quarterly, attainment_yearly, series, quarter
-- Parameters: unit_id, period, indicator, breakdown
-- Columns: unit_name, label_vi, label_en, is_stock, year, quarter (at whose end it stands), last_quarter (of
--          the year), actual, actual_ytd, target,
--          target_original, attainment_pct (texts, empty when unknown), expected, reported, contributing,
--          contributing_ytd, status; a year has no actual_ytd and no contributing_ytd
WITH published AS (
    SELECT * FROM attainment_quarterly WHERE period = $2
    UNION ALL BY NAME
    SELECT * FROM attainment_yearly WHERE period = $2
)
SELECT
    a.unit_name, s.label_vi, s.label_en, s.is_stock, a.year,
    -- the row of a unit that ended in the year stands at the last quarter of which it has one
    coalesce(a.quarter, (SELECT max(q.quarter) FROM attainment_quarterly AS q WHERE q.year = a.year AND q.unit_id = $1
        AND q.indicator = $3 AND q.breakdown = $4),
        (SELECT max(quarter) FROM quarter WHERE year = a.year), 4) AS quarter,
    coalesce((SELECT max(quarter) FROM quarter WHERE year = a.year), 4) AS last_quarter,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual_ytd::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.target_original::VARCHAR, ''), coalesce(a.attainment_pct::VARCHAR, ''), a.expected_units,
    a.reported_units, coalesce(a.contributing_units, 0), coalesce(a.contributing_units_ytd, 0), a.status
FROM published AS a
JOIN series AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
WHERE a.unit_id = $1 AND a.indicator = $3 AND a.breakdown = $4
