-- trace/current/row: one published row of a quarter or a year in current boundaries, with what it is called.
-- Grain: one row at most.
-- Inputs: attainment_quarterly_current, attainment_yearly_current, series, quarter
-- Parameters: unit_id, period, indicator, breakdown
-- Columns: unit_name, label_vi, label_en, is_stock, year, quarter (at whose end it stands), actual, actual_ytd, target,
--          target_original, attainment_pct (texts, empty when unknown), expected, reported, contributing,
--          contributing_ytd, status, unplaced_ytd (text), decimals; a year has no actual_ytd and no contributing_ytd
WITH published AS (
    SELECT * FROM attainment_quarterly_current WHERE period = $2
    UNION ALL BY NAME
    SELECT * FROM attainment_yearly_current WHERE period = $2
)
SELECT
    a.unit_name, s.label_vi, s.label_en, s.is_stock, a.year,
    coalesce(a.quarter, (SELECT max(q.quarter) FROM attainment_quarterly_current AS q WHERE q.year = a.year
        AND q.unit_id = $1 AND q.indicator = $3 AND q.breakdown = $4),
        (SELECT max(quarter) FROM quarter WHERE year = a.year), 4) AS quarter,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual_ytd::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.target_original::VARCHAR, ''), coalesce(a.attainment_pct::VARCHAR, ''), a.expected_units,
    a.reported_units, coalesce(a.contributing_units, 0), coalesce(a.contributing_units_ytd, 0), a.status,
    coalesce(a.unplaced_ytd::VARCHAR, ''), a.decimals
FROM published AS a
JOIN series AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
WHERE a.unit_id = $1 AND a.indicator = $3 AND a.breakdown = $4
