-- explain_row_yearly: one published row, with what it is called.
-- Grain: one row at most.
-- Inputs: attainment_yearly, series, quarter
-- Parameters: unit_id, period, indicator, breakdown
-- Columns: unit_name, label_vi, label_en, is_stock, year, quarter (at whose end it stands), actual, actual_ytd, target, target_original,
--          attainment_pct (texts, empty when unknown), expected, reported, contributing, contributing_ytd, status
SELECT
    a.unit_name, s.label_vi, s.label_en, s.is_stock, a.year, (SELECT coalesce(max(quarter), 4) FROM quarter WHERE year = a.year) AS quarter,
    coalesce(a.actual::VARCHAR, ''), '', coalesce(a.target::VARCHAR, ''), coalesce(a.target_original::VARCHAR, ''),
    coalesce(a.attainment_pct::VARCHAR, ''), a.expected_units, a.reported_units, coalesce(a.contributing_units, 0), 0, a.status
FROM attainment_yearly AS a
JOIN series AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
WHERE a.unit_id = $1 AND a.period = $2 AND a.indicator = $3 AND a.breakdown = $4
